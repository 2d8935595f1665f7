// Panels of explain, find and spectrum.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.h"
#include "plot/parts.h"
#include "plot/questions.h"

namespace lrscope {
namespace {

constexpr Ink inks[] = {Ink::good, Ink::second, Ink::third, Ink::limit};

/// "-1e2", "1e-3": the edge of a bin of a logarithmic axis.
std::string edge_text(double value) { return short_number_text(value, 2); }

}  // namespace

std::vector<Panel> along_panels(const RecordSet& records) {
  Panel panel{.name = "along",
              .title = "Loss along the step",
              .about = "The batch's loss at θ + ε·direction and its second-order model; marks at steps of interest."};
  Mark loss{.color = {Ink::plain}, .hover = "loss"},
      parabola{.color = {Ink::good}, .hover = "second-order model", .dash = Dash::dashed};
  std::vector<Mark> dots;
  double low = HUGE_VAL, high = -HUGE_VAL;  // of the loss
  for (const Row& row : records.of("along")) {
    const auto epsilon = row.number("epsilon"), value = row.number("loss"), model = row.number("parabola");
    if (!epsilon) continue;
    if (model) parabola.points.push_back({*epsilon, *model});
    if (!value) continue;
    loss.points.push_back({*epsilon, std::isfinite(*value) ? *value : std::nan("")});
    if (std::isfinite(*value)) std::tie(low, high) = std::pair(std::min(low, *value), std::max(high, *value));
    const std::string mark = row.text("mark");
    if (mark.empty() && std::isfinite(*value)) continue;
    dots.push_back({.shape = MarkShape::dot,
                    .color = {mark.empty() ? Ink::bad : Ink::second},
                    .hover = (mark.empty() ? "" : mark + "\n") + hover_text(row, {"epsilon", "loss", "parabola"}),
                    .points = {{*epsilon, *value}}});
  }
  if (loss.points.size() < 2) return {};
  add_with_legend(panel, std::move(loss), "loss");
  if (!parabola.points.empty()) add_with_legend(panel, std::move(parabola), "second-order model");
  panel.x = {.label = "ε: length of the step"};
  panel.y = {.label = "loss"};
  // What the loss spans, and not much more of the model.
  if (low > 0 && high / low > 100)
    panel.y = {.label = "loss", .scale = Scale::logarithmic, .low = low / 2, .high = high * 2};
  else if (low < high)
    panel.y = {.label = "loss", .low = low - (high - low) / 4, .high = high + (high - low) / 10};
  panel.marks.insert(panel.marks.end(), dots.begin(), dots.end());
  return {panel};
}

std::vector<Panel> spectrum_panels(const RecordSet& records) {
  Panel density{.name = "spectrum",
                .title = "Eigenvalues of the Hessian",
                .about = "Share of the eigenvalues by their size, on logarithmic scales; negative ones to the left."};
  std::vector<Tick> ticks;
  double lowest = 1;
  const std::vector<Row>& bins = records.of("density");
  for (const Row& bin : bins)
    if (const double mass = bin.number("mass").value_or(0); mass > 0) lowest = std::min(lowest, mass);
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const double low = bins[i].number("low").value_or(0), high = bins[i].number("high").value_or(0);
    const double at = static_cast<double>(i);
    // Every second decade.
    const bool is_labelled = std::abs(std::remainder(std::log10(std::abs(low)), 2)) < 1e-9;
    ticks.push_back({at, is_labelled ? edge_text(low) : ""});
    if (i + 1 == bins.size()) ticks.push_back({at + 1, ""});
    const double mass = bins[i].number("mass").value_or(0);
    if (!(mass > 0)) continue;
    density.marks.push_back({.shape = MarkShape::box,
                             .color = {low < 0 && high > 0 ? Ink::faint
                                       : low < 0           ? Ink::bad
                                                           : Ink::good},
                             .hover = hover_text(bins[i], {"low", "high", "mass", "standard_error"}),
                             .points = rectangle(at + 0.04, at + 0.96, -HUGE_VAL, mass)});
  }
  std::vector<Panel> panels;
  if (!density.marks.empty()) {
    density.x = {
        .label = "eigenvalue", .low = 0.0, .high = static_cast<double>(bins.size()), .ticks = Ticks{std::move(ticks)}};
    density.y = {.label = "share of all", .scale = Scale::logarithmic, .low = lowest / 2, .high = 1.0};
    density.legend = {{"positive", {Ink::good}, Symbol::square},
                      {"negative", {Ink::bad}, Symbol::square},
                      {"not told from 0", {Ink::faint}, Symbol::square}};
    panels.push_back(std::move(density));
  }
  Panel outermost{.name = "eigenvalues",
                  .title = "Outermost eigenvalues",
                  .about = "By rank from either end; the magnitude of negative ones."};
  for (const Row& row : records.of("eigenvalue")) {
    const auto rank = row.number("rank"), value = row.number("eigenvalue");
    if (!rank || !value || *value == 0) continue;
    outermost.marks.push_back({.shape = MarkShape::dot,
                               .color = {*value > 0 ? Ink::good : Ink::bad},
                               .hover = hover_text(row, {"end", "rank", "eigenvalue", "residual"}),
                               .points = {{*rank, std::abs(*value)}},
                               .symbol = row.text("end") == "top" ? Symbol::dot : Symbol::ring});
  }
  if (outermost.marks.empty()) return panels;
  outermost.x = {.label = "rank", .is_whole = true};
  outermost.y = {.label = "|eigenvalue|", .scale = Scale::logarithmic};
  outermost.legend = {{"from the top", {Ink::good}, Symbol::dot}, {"from the bottom", {Ink::bad}, Symbol::ring}};
  panels.push_back(std::move(outermost));
  return panels;
}

std::vector<Panel> change_panels(const RecordSet& records) {
  Panel panel{.name = "changes",
              .title = "Where training fails, with one thing changed",
              .about = "Each bar reaches from the largest learning rate that trained to the smallest that failed."};
  std::set<std::string> seen;
  std::vector<std::pair<const Row*, bool>> shown;
  for (const Row& change : records.of("change")) {
    if (!change.number("safe_lr") && !change.number("failed_lr")) continue;
    if (seen.insert(change.text("change")).second) shown.emplace_back(&change, change.number("rank").has_value());
  }
  if (shown.empty()) return {};
  const auto& explanations = records.of("explanation");
  const Row* explanation = explanations.empty() ? nullptr : &explanations.front();
  const auto add = [&](const Row& row, const std::string& name, Ink ink, std::string_view meaning) {
    const auto y = static_cast<double>(panel.y.names.size());
    panel.y.names.push_back(name);
    add_with_legend(
        panel,
        {.color = {ink},
         .hover = name + "\n" + hover_text(row, {"safe_lr", "failed_lr", "factor", "outcome", "cause", "flags"}),
         .points = {{row.number("safe_lr").value_or(-HUGE_VAL), y}, {row.number("failed_lr").value_or(HUGE_VAL), y}},
         .width = 5},
        std::string(meaning));
  };
  if (explanation && explanation->number("safe_lr")) add(*explanation, "as it is", Ink::plain, "as it is");
  for (const auto& [change, is_cause] : shown)
    add(*change, change->text("change"), is_cause ? Ink::good : Ink::faint,
        is_cause ? "removes a cause" : "another change");
  if (const auto lr = explanation ? explanation->number("lr") : std::nullopt)
    add_with_legend(panel,
                    {.color = {Ink::bad},
                     .hover = "the run's learning rate: " + number_text(*lr),
                     .lr = *lr,
                     .points = upright(*lr),
                     .dash = Dash::dashed},
                    "learning rate of the run");
  panel.x = {"learning rate", Scale::logarithmic};
  panel.height = std::max(120.0, 22.0 * static_cast<double>(panel.y.names.size()));
  return {panel};
}

std::vector<Panel> range_test_panels(const RecordSet& records) {
  Panel panel{.name = "range-test",
              .title = "Range test",
              .about =
                  "The smoothed loss while the learning rate grows step by step; one line a seed, suggestions as lines "
                  "across."};
  std::map<double, Mark> lines;  // by seed
  std::set<double> ended;
  double first = HUGE_VAL, highest = 0;
  for (const Row& step : records.of("range_step")) {
    const auto lr = step.number("lr"), loss = step.number("smoothed_loss"), seed = step.number("seed");
    if (!lr || !loss || !seed) continue;
    Mark& line = lines[*seed];
    if (line.points.empty()) first = std::min(first, *loss);
    line.hover = "seed " + number_text(*seed);
    line.points.push_back({*lr, *loss});
    if (std::isfinite(*loss)) highest = std::max(highest, *loss);
    const auto batch_loss = step.number("loss"), limit = step.number("stop_limit");
    if (!limit || !batch_loss || *batch_loss <= *limit || !ended.insert(*seed).second) continue;
    panel.marks.push_back({.shape = MarkShape::dot,
                           .color = {Ink::bad},
                           .hover = "beyond the stop limit\n" + hover_text(step, {"seed", "lr", "loss", "stop_limit"}),
                           .lr = *lr,
                           .points = {{*lr, std::isnan(*batch_loss) ? *batch_loss : HUGE_VAL}}});
  }
  if (lines.empty()) return {};
  for (auto& [seed, line] : lines) panel.marks.push_back(std::move(line));
  panel.y = {.label = "smoothed loss", .scale = scale_for(panel.marks)};
  if (first > 0 && highest > 10 * first) panel.y.high = 10 * first;  // beyond it has failed
  std::size_t number = 0;
  for (const Row& suggestion : records.of("suggestion"))
    if (const auto lr = suggestion.number("lr"))
      add_with_legend(panel,
                      {.color = {inks[number++ % std::size(inks)]},
                       .hover = hover_text(suggestion, {"method", "lr", "trained", "failed", "lr_over_boundary"}),
                       .lr = *lr,
                       .points = upright(*lr),
                       .dash = Dash::dashed},
                      suggestion.text("method") + " " + short_number_text(*lr, 3));
  for (const Row& find : records.of("find"))
    if (const auto boundary = find.number("boundary"))
      add_with_legend(panel,
                      {.color = {Ink::bad},
                       .hover = "independent runs fail from here: " + number_text(*boundary),
                       .points = upright(*boundary)},
                      "boundary " + short_number_text(*boundary, 3));
  panel.x = {"learning rate", Scale::logarithmic};
  return {panel};
}

}  // namespace lrscope
