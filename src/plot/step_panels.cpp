// Panels of steps: curvature against the edge of stability, gradients, what was predicted and what happened.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "plot/parts.h"
#include "plot/questions.h"

namespace lrscope {
namespace {

/// Adds threshold/η_t of a run, over all its steps.
void add_edge(Panel& panel, const RunWithSteps& run, const MarkColor& color) {
  const auto threshold = run.run ? run.run->number("stability_threshold") : std::nullopt;
  if (!threshold) return;
  Mark edge{.color = color, .hover = "threshold/η of " + run.name, .lr = run.lr, .dash = Dash::dashed, .width = 1.2};
  for (const Row* step : run.steps)
    if (const auto t = step->number("step"), lr = step->number("lr"); t && lr && *lr > 0)
      edge.points.push_back({*t, *threshold / *lr});
  if (!edge.points.empty()) panel.marks.push_back(std::move(edge));
}

/// The mean over a fortieth of the points around each, at most 400; of many points every so many, which the eye does not tell.
std::vector<FigurePoint> running_mean(const std::vector<FigurePoint>& points) {
  const std::ptrdiff_t size = std::ssize(points), half = std::clamp<std::ptrdiff_t>(size / 40, 1, 200),
                       stride = size / 80 + 1;
  std::vector<FigurePoint> means;
  const auto add = [&](std::ptrdiff_t i) {
    const std::ptrdiff_t reach = std::min({half, i, size - 1 - i});
    double sum = 0;
    for (std::ptrdiff_t k = i - reach; k <= i + reach; ++k) sum += points[static_cast<std::size_t>(k)].y;
    means.push_back({points[static_cast<std::size_t>(i)].x, sum / static_cast<double>(2 * reach + 1)});
  };
  for (std::ptrdiff_t i = 0; i < size - 1; i += stride) add(i);
  add(size - 1);
  return means;
}

/// A field of the steps, one line a run: its mean over a window, above the values themselves where there is one run only.
std::vector<Panel> running_mean_panel(const RecordSet& records, std::string_view field, Panel panel) {
  const std::vector<RunWithSteps> runs = runs_with_steps(records);
  const LrColors colors(runs);
  for (const RunWithSteps& run : runs)
    for (Mark& mark : curve_of(run, field, colors.of(run.lr))) {
      if (mark.shape == MarkShape::line) {
        for (FigurePoint& point : mark.points) point.y = std::abs(point.y);
        if (runs.size() == 1)
          add_with_legend(panel,
                          {.color = {Ink::faint}, .hover = mark.hover, .points = thinned(mark.points), .width = 1},
                          "each step");
        mark.points = running_mean(mark.points);
        mark.width = 2;
        if (runs.size() == 1) panel.legend.push_back({"running mean", mark.color, Dash::solid});
      }
      panel.marks.push_back(std::move(mark));
    }
  panel.x = {.label = "step", .is_whole = true};
  panel.y.scale = scale_for(panel.marks);
  panel.scales = colors.scales();
  return unless_empty(std::move(panel));
}

}  // namespace

std::vector<Panel> sharpness_panels(const RecordSet& records) {
  Panel panel{
      .name = "sharpness",
      .title = "Sharpness and the edge of stability",
      .about =
          "Solid: the sharpness that the optimizer sees; dashed: its threshold over the learning rate. Above it "
          "errors along the sharpest direction grow."};
  const bool is_preconditioned = std::ranges::any_of(
      records.of("step"), [](const Row& step) { return step.number("preconditioned_sharpness").has_value(); });
  panel.y.label = "λmax(P⁻¹H)";
  add_curves(panel, records, is_preconditioned ? "preconditioned_sharpness" : "sharpness");
  if (panel.marks.empty()) return {};
  const std::vector<RunWithSteps> runs = runs_with_steps(records);
  const LrColors colors(runs);
  for (const RunWithSteps& run : runs) add_edge(panel, run, colors.of(run.lr));
  panel.y.scale = scale_for(panel.marks);
  panel.legend = {{"sharpness", {Ink::plain}, Dash::solid}, {"threshold/η: 2/η for sgd", {Ink::plain}, Dash::dashed}};
  return {panel};
}

std::vector<Panel> stability_panels(const RecordSet& records) {
  Panel panel{.name = "stability",
              .title = "Stability ratio",
              .about = "η·λmax(P⁻¹H) over the optimizer's threshold: locally unstable above 1.",
              .y = {.label = "stability ratio"}};
  add_curves(panel, records, "stability_ratio");
  if (panel.marks.empty()) return {};
  add_with_legend(panel,
                  {.color = {Ink::bad}, .hover = "the edge of stability", .points = level(1), .dash = Dash::dashed},
                  "edge of stability");
  return {panel};
}

std::vector<Panel> gradient_panels(const RecordSet& records) {
  std::vector<Panel> panels = running_mean_panel(
      records, "gg",
      {.name = "gradient", .title = "Squared gradient", .about = "gᵀg of each step's batch.", .y = {.label = "gᵀg"}});
  for (Panel& panel : running_mean_panel(records, "gHg",
                                         {.name = "gradient-curvature",
                                         .title = "Curvature along the gradient",
                                         .about = "The magnitude of gᵀHg of each step's batch.",
                                         .y = {.label = "|gᵀHg|"}}))
    panels.push_back(std::move(panel));
  return panels;
}

std::vector<Panel> prediction_panels(const RecordSet& records) {
  Panel panel{.name = "prediction",
              .title = "Change of the loss: predicted and actual",
              .about = "One mark a step, of the same batch's loss; on the line the second-order model is right."};
  const std::vector<RunWithSteps> runs = runs_with_steps(records);
  const LrColors colors(runs);
  double low = HUGE_VAL, high = 0;
  constexpr std::size_t most_marks = 200;  // more are no easier to read
  const std::size_t stride = records.of("step").size() / most_marks + 1;
  if (stride > 1) panel.title += ", one step in " + std::to_string(stride);
  for (const RunWithSteps& run : runs)
    for (std::size_t i = 0; i < run.steps.size(); i += stride) {
      const Row* step = run.steps[i];
      const auto predicted = step->number("predicted_change"), actual = step->number("actual_change");
      if (!predicted || !actual || !std::isfinite(*predicted) || *predicted == 0 || *actual == 0) continue;
      const bool is_rise = *actual > 0, is_expected_rise = *predicted > 0;
      panel.marks.push_back(
          {.shape = MarkShape::dot,
           .color = colors.of(run.lr),
           .hover = run.name + "\n" + hover_text(*step, {"step", "predicted_change", "actual_change"}),
           .lr = run.lr,
           .points = {{std::abs(*predicted), std::abs(*actual)}},
           .symbol = is_rise != is_expected_rise ? Symbol::ring
                     : is_rise                   ? Symbol::triangle
                                                 : Symbol::dot});
      low = std::min(low, std::abs(*predicted));
      high = std::max(high, std::abs(*predicted));
    }
  if (panel.marks.empty()) return {};
  panel.legend = {{"both fall", {Ink::plain}, Symbol::dot},
                  {"both rise", {Ink::plain}, Symbol::triangle},
                  {"one each", {Ink::plain}, Symbol::ring}};
  add_with_legend(panel, {.color = {Ink::faint}, .points = {{low, low}, {high, high}}}, "as predicted");
  std::ranges::rotate(panel.marks, panel.marks.end() - 1);
  panel.x = {"|predicted change|", Scale::logarithmic};
  panel.y = {"|actual change|", Scale::logarithmic};
  panel.scales = colors.scales();
  return {panel};
}

}  // namespace lrscope
