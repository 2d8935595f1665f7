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
  if (!run.run) return;
  const auto threshold = run.run->number("stability_threshold");
  if (!threshold) return;
  Line edge;
  edge.color = color;
  edge.dash = Dash::dashed;
  edge.width = 1.2;
  edge.hover = "threshold/η of " + run.name;
  edge.lr = run.lr;
  for (const Row* step : run.steps)
    if (const auto t = step->number("step"), lr = step->number("lr"); t && lr && *lr > 0)
      edge.points.push_back({*t, *threshold / *lr});
  panel.marks.push_back(std::move(edge));
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
Panel running_mean_panel(const RecordSet& records, std::string_view field, Panel panel) {
  const std::vector<RunWithSteps> runs = runs_with_steps(records);
  const LrColors colors(runs);
  for (const RunWithSteps& run : runs) {
    Curve curve = curve_of(run, field, colors.of(run.lr));
    for (FigurePoint& point : curve.line.points) point.y = std::abs(point.y);
    if (curve.line.points.size() < 2) continue;
    Line mean = curve.line;
    mean.points = running_mean(curve.line.points);
    if (runs.size() == 1) {
      curve.line.color = {Ink::faint};
      curve.line.width = 1;
      curve.line.points = thinned(curve.line.points);
      panel.marks.push_back(curve.line);
    }
    mean.width = 2;
    panel.marks.push_back(std::move(mean));
    for (Dot& dot : curve.dots) panel.marks.push_back(std::move(dot));
  }
  panel.x = {.label = "step", .is_whole = true};
  panel.y.scale = scale_for(panel.marks);
  if (const ColorScale scale = colors.scale(); !scale.colors.empty()) panel.scales = {scale};
  if (runs.size() == 1)
    panel.legend = {{"each step", {Ink::faint}, Dash::solid},
                    {"running mean", colors.of(runs.front().lr), Dash::solid}};
  return panel;
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
  if (!add_curves(panel, records, is_preconditioned ? "preconditioned_sharpness" : "sharpness")) return {};
  const std::vector<RunWithSteps> runs = runs_with_steps(records);
  const LrColors colors(runs);
  for (const RunWithSteps& run : runs) add_edge(panel, run, colors.of(run.lr));
  panel.x = {.label = "step", .is_whole = true};
  panel.y = {.label = "λmax(P⁻¹H)", .scale = scale_for(panel.marks)};
  panel.legend = {{"sharpness", {Ink::plain}, Dash::solid}, {"threshold/η: 2/η for sgd", {Ink::plain}, Dash::dashed}};
  return {panel};
}

std::vector<Panel> stability_panels(const RecordSet& records) {
  Panel panel{.name = "stability",
              .title = "Stability ratio",
              .about = "η·λmax(P⁻¹H) over the optimizer's threshold: locally unstable above 1."};
  if (!add_curves(panel, records, "stability_ratio")) return {};
  Rule edge;
  edge.at = 1;
  edge.is_vertical = false;
  edge.color = {Ink::bad};
  edge.hover = "the edge of stability";
  panel.y = {.label = "stability ratio", .scale = scale_for(panel.marks)};
  panel.marks.push_back(edge);
  panel.x = {.label = "step", .is_whole = true};
  panel.legend = {{"edge of stability", {Ink::bad}, Dash::dashed}};
  return {panel};
}

std::vector<Panel> gradient_panels(const RecordSet& records) {
  if (std::ranges::none_of(records.of("step"), [](const Row& step) { return step.number("gg").has_value(); }))
    return {};
  std::vector<Panel> panels;
  panels.push_back(running_mean_panel(
      records, "gg",
      {.name = "gradient", .title = "Squared gradient", .about = "gᵀg of each step's batch.", .y = {.label = "gᵀg"}}));
  panels.push_back(running_mean_panel(records, "gHg",
                                      {.name = "gradient-curvature",
                                       .title = "Curvature along the gradient",
                                       .about = "The magnitude of gᵀHg of each step's batch.",
                                       .y = {.label = "|gᵀHg|"}}));
  std::erase_if(panels, [](const Panel& panel) { return panel.marks.empty(); });
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
      Dot dot;
      dot.at = {std::abs(*predicted), std::abs(*actual)};
      const bool is_rise = *actual > 0;
      dot.symbol = (*predicted > 0) == is_rise ? (is_rise ? Symbol::triangle : Symbol::dot) : Symbol::ring;
      dot.color = colors.of(run.lr);
      dot.lr = run.lr;
      dot.hover = run.name + "\n" + hover_text(*step, {"step", "predicted_change", "actual_change"});
      low = std::min(low, dot.at.x);
      high = std::max(high, dot.at.x);
      panel.marks.push_back(dot);
    }
  if (panel.marks.empty()) return {};
  Line diagonal;
  diagonal.color = {Ink::faint};
  diagonal.points = {{low, low}, {high, high}};
  panel.marks.insert(panel.marks.begin(), diagonal);
  panel.x = {"|predicted change|", Scale::logarithmic};
  panel.y = {"|actual change|", Scale::logarithmic};
  panel.legend = {{"both fall", {Ink::plain}, Symbol::dot},
                  {"both rise", {Ink::plain}, Symbol::triangle},
                  {"one each", {Ink::plain}, Symbol::ring},
                  {"as predicted", {Ink::faint}, Dash::solid}};
  if (const ColorScale scale = colors.scale(); !scale.colors.empty()) panel.scales = {scale};
  return {panel};
}

}  // namespace lrscope
