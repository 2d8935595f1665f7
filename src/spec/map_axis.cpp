#include <algorithm>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "spec/knobs.h"
#include "spec/map_spec.h"

namespace lrscope {
namespace {

constexpr long long most_cells_a_side = 524288;
constexpr double most_layers = 100'000;  // of a list of widths, before it is made

[[noreturn]] void refuse(std::string_view flag, std::string_view text, const std::string& why) {
  throw bad_value(flag, text,
                  why + " Right forms: lr=log:1e-4:10 · lr[2]=log:1e-3:1e6 · momentum=lin:0:.99 · width=lin:1:64.");
}

/// N of "lr[N]".
std::optional<long long> layer_of(std::string_view knob) {
  if (!knob.starts_with("lr[") || !knob.ends_with(']')) return std::nullopt;
  const auto layer = parse_integer(knob.substr(3, knob.size() - 4));
  return layer && *layer >= 1 ? layer : std::nullopt;
}

/// Whether the knob takes whole numbers only. Throws: UsageError for a knob that cannot be an axis.
bool is_whole_knob(std::string_view flag, std::string_view text, const std::string& name) {
  if (name == "lr" || layer_of(name)) return false;
  if (name == "width" || name == "depth") return true;
  const Knob<RunSpec>* knob = find_knob<RunSpec>(name);
  if (!knob || !knob->number())
    refuse(flag, text,
           in_quotes(name) + (knob ? " does not take numbers" : " is not a knob of a run") +
               did_you_mean_one_of(name, axis_knobs()));
  return knob->number()->is_whole;
}

double end_of(std::string_view flag, std::string_view text, std::string_view end) {
  const auto value = parse_number(trimmed(end));
  if (!value || !std::isfinite(*value)) refuse(flag, text, in_quotes(end) + " is not a finite number.");
  return *value;
}

void check_range(std::string_view flag, std::string_view text, const AxisSpec& axis) {
  if (!(axis.from < axis.to)) refuse(flag, text, "the range must go up, from a value to a larger one.");
  if (axis.is_log && !(axis.from > 0)) refuse(flag, text, "a logarithmic range must be above 0; lin: takes any.");
  if (axis.is_whole && (axis.from != std::floor(axis.from) || axis.to != std::floor(axis.to)))
    refuse(flag, text, axis.knob + " takes whole numbers.");
  const RunSpec base;
  if (layer_of(axis.knob) || axis.knob == "lr") {
    if (!(axis.from > 0)) refuse(flag, text, "a learning rate must be above 0.");
    return;
  }
  if (axis.knob == "depth" && axis.to > most_layers) refuse(flag, text, "a network has at most 100000 hidden layers.");
  for (const double value : {axis.from, axis.to}) with({base, {}}, axis_change(axis, value, base));
}

/// A list with `text` once for each hidden layer, of which there is at least one.
std::string repeated(const std::string& text, long long times) {
  return join(std::vector<std::string>(static_cast<std::size_t>(std::max<long long>(times, 1)), text), ",");
}

/// --layer-lr with the rate of one more layer.
std::string with_layer_rate(std::vector<LayerRate> rates, long long layer, double rate) {
  std::erase_if(rates, [&](const LayerRate& other) { return other.layer == layer; });
  rates.push_back({layer, rate});
  std::ranges::sort(rates, {}, &LayerRate::layer);
  RunSpec spec;
  spec.layer_rates = std::move(rates);
  return find_knob<RunSpec>("layer-lr")->get(spec);
}

}  // namespace

std::vector<std::string> axis_knobs() {
  std::vector<std::string> names = {"lr", "lr[1]", "lr[2]", "width", "depth"};
  for (const auto& knob : knobs<RunSpec>())
    if (knob.number()) names.emplace_back(knob.name);
  return names;
}

AxisSpec parse_map_axis(std::string_view flag, std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) refuse(flag, text, "expected a knob and its range, KNOB=log:FROM:TO.");
  AxisSpec axis;
  axis.knob = trimmed(text.substr(0, equals));
  if (axis.knob.starts_with("--")) axis.knob.erase(0, 2);
  axis.is_whole = is_whole_knob(flag, text, axis.knob);
  const auto parts = split(std::string(trimmed(text.substr(equals + 1))), ':');
  if (parts[0] != "log" && parts[0] != "lin")
    refuse(flag, text, in_quotes(parts[0]) + " is not a kind of range; use log or lin.");
  if (parts.size() != 3)
    refuse(flag, text, "a range has three parts, " + parts[0] + ":FROM:TO; --size gives the count.");
  axis.is_log = parts[0] == "log";
  axis.from = end_of(flag, text, parts[1]);
  axis.to = end_of(flag, text, parts[2]);
  check_range(flag, text, axis);
  return axis;
}

std::string axis_text(const AxisSpec& axis) {
  return axis.knob + (axis.is_log ? "=log:" : "=lin:") + number_text(axis.from) + ":" + number_text(axis.to);
}

std::vector<double> axis_values(const AxisSpec& axis, long long count) {
  std::vector<double> values;
  const double low = axis.is_log ? std::log(axis.from) : axis.from, high = axis.is_log ? std::log(axis.to) : axis.to;
  // To 15 digits, as in a sweep, unless the zoom is so deep that the values need more.
  const bool is_coarse = axis.to - axis.from > 1e-8 * std::max(std::abs(axis.from), std::abs(axis.to));
  for (long long i = 0; i < count; ++i) {
    const double at = low + (high - low) * (static_cast<double>(i) / static_cast<double>(count - 1));
    double value = axis.is_log ? std::exp(at) : at;
    if (is_coarse) value = *parse_number(short_number_text(value, 15));
    if (i == 0) value = axis.from;
    if (i + 1 == count) value = axis.to;
    if (axis.is_whole) value = std::round(value);
    if (values.empty() || value > values.back()) values.push_back(value);
  }
  return values;
}

Change axis_change(const AxisSpec& axis, double value, const RunSpec& base) {
  const std::string text = number_text(value);
  if (const auto layer = layer_of(axis.knob)) return {{"layer-lr", with_layer_rate(base.layer_rates, *layer, value)}};
  const auto& hidden = base.model.hidden;
  if (axis.knob == "width") return {{"hidden", repeated(text, std::ssize(hidden))}};
  if (axis.knob == "depth")
    return {{"hidden", repeated(std::to_string(hidden.empty() ? 64 : hidden.front()), std::llround(value))}};
  return {{axis.knob, text}};
}

bool keeps_shape(const AxisSpec& axis) {
  constexpr std::string_view others[] = {"width", "depth", "batch-size", "target-scale", "huber-delta", "leaky-slope"};
  return std::ranges::find(others, axis.knob) == std::end(others);
}

std::pair<long long, long long> parse_map_size(std::string_view text) {
  const auto cross = text.find('x');
  const auto width = parse_integer(text.substr(0, cross));
  const auto height = cross == std::string_view::npos ? width : parse_integer(text.substr(cross + 1));
  const auto is_side = [](const std::optional<long long>& side) {
    return side && *side >= 2 && *side <= most_cells_a_side;
  };
  if (!is_side(width) || !is_side(height))
    throw bad_value("--size", text, "expected columns x rows, each from 2 to 524288, such as 256x128.");
  return {*width, *height};
}

void zoom(std::string_view text, AxisSpec& x, AxisSpec& y) {
  const auto refuse_zoom = [&](const std::string& why) {
    throw bad_value("--zoom", text, why + " Right form: X0:X1,Y0:Y1, such as 0.1:0.2,1:3.");
  };
  const auto parts = split(std::string(text), ',');
  if (parts.size() != 2) refuse_zoom("expected a range for each axis.");
  for (const auto& [part, axis] : {std::pair{&parts[0], &x}, {&parts[1], &y}}) {
    const auto ends = split(*part, ':');
    const auto from = ends.size() == 2 ? parse_number(trimmed(ends[0])) : std::nullopt;
    const auto to = ends.size() == 2 ? parse_number(trimmed(ends[1])) : std::nullopt;
    if (!from || !to) {
      refuse_zoom(in_quotes(*part) + " is not a range of numbers.");
    } else {
      axis->from = *from;
      axis->to = *to;
      check_range("--zoom", text, *axis);
    }
  }
}

}  // namespace lrscope
