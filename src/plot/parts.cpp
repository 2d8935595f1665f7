#include "plot/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace lrscope {
namespace {

/// Whether the runs are from several files.
bool have_files(const std::vector<RunWithSteps>& runs) {
  const auto file_of = [](const RunWithSteps& run) { return (run.run ? *run.run : *run.steps.front()).file; };
  return std::ranges::any_of(runs, [&](const RunWithSteps& run) { return file_of(run) != file_of(runs.front()); });
}

std::string name_of(const RecordSet& records, const RunWithSteps& run, bool with_file) {
  const Row& any = run.run ? *run.run : *run.steps.front();
  std::string name = "lr " + short_number_text(run.lr, 4);
  if (const auto seed = any.number("seed")) name += ", seed " + number_text(*seed);
  if (run.run) name += ": " + run.run->text("outcome");
  if (with_file) name += ", " + records.files[any.file];
  return name;
}

bool belongs(const Row& step, const Row& run, bool same_file) {
  return (step.file == run.file) == same_file && step.number("run") == run.number("run") &&
         step.number("seed") == run.number("seed");
}

}  // namespace

std::vector<RunWithSteps> runs_with_steps(const RecordSet& records) {
  std::vector<RunWithSteps> found;
  for (const Row& run : records.of("run")) found.push_back({.run = &run});
  const std::size_t with_record = found.size();
  RunWithSteps* last = nullptr;
  for (const Row& step : records.of("step")) {
    const auto has_step = [&](const RunWithSteps& one) {
      if (one.run) return belongs(step, *one.run, true);
      return step.file == one.steps.front()->file && step.number("run") == one.steps.front()->number("run");
    };
    if (!last || !has_step(*last)) {
      auto at = std::ranges::find_if(found, has_step);
      if (at == found.end())
        at = std::find_if(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(with_record),
                          [&](const RunWithSteps& one) { return belongs(step, *one.run, false); });
      if (at == found.begin() + static_cast<std::ptrdiff_t>(with_record) || at == found.end()) {
        found.push_back({.steps = {&step}});
        last = &found.back();
        continue;
      }
      last = &*at;
    }
    last->steps.push_back(&step);
  }
  const bool with_file = have_files(found);
  for (RunWithSteps& one : found) {
    const Row& any = one.run ? *one.run : *one.steps.front();
    one.lr = any.number("lr").value_or(0);
    one.name = name_of(records, one, with_file);
  }
  std::ranges::stable_sort(found, {}, &RunWithSteps::lr);
  return found;
}

std::string RunWithSteps::key() const {
  const Row& any = steps.empty() ? *run : *steps.front();
  return std::to_string(any.file) + "/" + number_text(any.number("run").value_or(0));
}

bool is_failed(const Row& run) {
  const std::string outcome = run.text("outcome");
  return outcome == "nonfinite" || outcome == "diverged";
}

LrColors::LrColors(const std::vector<RunWithSteps>& runs) {
  low_ = std::numeric_limits<double>::infinity();
  high_ = 0;
  for (const RunWithSteps& run : runs)
    if (run.lr > 0) {
      low_ = std::min(low_, run.lr);
      high_ = std::max(high_, run.lr);
    }
}

MarkColor LrColors::of(double lr) const {
  if (!(low_ < high_)) return {Ink::good};
  return {.shade = std::log(lr / low_) / std::log(high_ / low_)};
}

std::vector<ColorScale> LrColors::scales() const {
  if (!(low_ < high_)) return {};
  ColorScale scale{.title = "learning rate"};
  for (int i = 0; i < 40; ++i) scale.colors.push_back(shade_color(i / 39.0));
  scale.marks = {{0, short_number_text(low_, 3)}, {1, short_number_text(high_, 3)}};
  return {scale};
}

std::string hover_text(const Row& row, const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) {
    const auto number = row.number(name);
    const std::string value = number ? number_text(*number) : row.text(name);
    if (!value.empty()) text += (text.empty() ? "" : "\n") + std::string(name) + " " + value;
  }
  return text;
}

std::vector<FigurePoint> thinned(const std::vector<FigurePoint>& points) {
  constexpr std::size_t most = 2000;
  if (points.size() <= most) return points;
  const std::size_t stretch = 2 * points.size() / most + 1;
  std::vector<FigurePoint> kept;
  for (std::size_t begin = 0; begin < points.size(); begin += stretch) {
    const std::size_t end = std::min(begin + stretch, points.size());
    std::size_t low = begin, high = begin;
    for (std::size_t i = begin; i < end; ++i) {
      if (!std::isfinite(points[i].y)) {
        low = high = i;
        break;
      }
      if (points[i].y < points[low].y) low = i;
      if (points[i].y > points[high].y) high = i;
    }
    kept.push_back(points[std::min(low, high)]);
    if (low != high) kept.push_back(points[std::max(low, high)]);
  }
  if (kept.back().x != points.back().x) kept.push_back(points.back());
  return kept;
}

std::vector<Mark> curve_of(const RunWithSteps& run, std::string_view y, const MarkColor& color) {
  std::vector<Mark> marks = {{.color = color, .hover = run.name, .lr = run.lr, .run = run.key()}};
  bool had_inf = false, had_nan = false;
  for (const Row* step : run.steps) {
    const auto value = step->number(y), t = step->number("step");
    if (!value || !t) continue;
    marks.front().points.push_back({*t, std::isfinite(*value) ? *value : std::nan("")});
    bool& had = std::isnan(*value) ? had_nan : had_inf;
    if (std::isfinite(*value) || std::exchange(had, true)) continue;
    const char* words = std::isnan(*value) ? " is NaN at step " : " is infinite at step ";
    marks.push_back({.shape = MarkShape::dot,
                     .color = color,
                     .hover = run.name + "\n" + std::string(y) + words + number_text(*t),
                     .lr = run.lr,
                     .points = {{*t, *value}}});
  }
  if (marks.size() == 1 && !marks.front().points.empty() && run.run && is_failed(*run.run)) {
    const double end = marks.front().points.back().x;
    marks.push_back({.shape = MarkShape::dot,
                     .color = color,
                     .hover = run.name + "\nends after step " + number_text(end),
                     .lr = run.lr,
                     .points = {{end, run.run->text("outcome") == "diverged" ? HUGE_VAL : std::nan("")}}});
  }
  const std::vector<FigurePoint>& points = marks.front().points;
  if (points.size() == 1) marks.front().shape = MarkShape::dot;
  if (points.empty() || (points.size() == 1 && std::isnan(points.front().y))) marks.erase(marks.begin());
  return marks;
}

void add_curves(Panel& panel, const RecordSet& records, std::string_view y) {
  panel.field = y;
  const std::vector<RunWithSteps> runs = runs_with_steps(records);
  const LrColors colors(runs);
  for (const RunWithSteps& run : runs)
    for (Mark& mark : curve_of(run, y, colors.of(run.lr))) {
      mark.points = thinned(mark.points);
      panel.marks.push_back(std::move(mark));
    }
  std::ranges::stable_sort(panel.marks, {}, &Mark::shape);
  panel.x = {.label = "step", .is_whole = true};
  panel.y.scale = scale_for(panel.marks);
  if (!panel.marks.empty()) panel.scales = colors.scales();
}

void add_with_legend(Panel& panel, Mark mark, const std::string& text) {
  LegendEntry entry{.text = text, .color = mark.color, .sample = mark.dash};
  if (mark.shape == MarkShape::dot) entry.sample = mark.symbol;
  if (mark.shape == MarkShape::band) entry.sample = mark.color.ink;
  if (std::ranges::find(panel.legend, text, &LegendEntry::text) == panel.legend.end())
    panel.legend.push_back(std::move(entry));
  panel.marks.push_back(std::move(mark));
}

std::vector<Panel> unless_empty(Panel panel) {
  if (panel.marks.empty()) return {};
  return {std::move(panel)};
}

std::vector<std::vector<std::string>> commands_of(const RecordSet& records) {
  std::vector<std::vector<std::string>> commands;
  for (const std::string_view type : {"begin", "journal"})
    for (const Row& begin : records.of(type)) {
      if (!begin.texts.find("command")) continue;
      std::vector<std::string> words = split(begin.text("command"), '\n');
      if (std::ranges::find(commands, words) == commands.end()) commands.push_back(std::move(words));
    }
  return commands;
}

std::string command_line(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const std::string& word : words) quoted.push_back(shell_word(word));
  return join(quoted, " ");
}

Scale scale_for(const std::vector<Mark>& marks) {
  for (const Mark& mark : marks)
    for (const FigurePoint& point : mark.points)
      if (std::isfinite(point.y) && point.y <= 0) return Scale::linear;
  return Scale::logarithmic;
}

}  // namespace lrscope
