// The way of the parameters over the loss, where there are one or two.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "plot/parts.h"
#include "plot/questions.h"
#include "plot/surface.h"

namespace lrscope {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Box {
  double x0 = HUGE_VAL, x1 = -HUGE_VAL, y0 = HUGE_VAL, y1 = -HUGE_VAL;

  void add(double x, double y) {
    std::tie(x0, x1, y0, y1) = std::tuple(std::min(x0, x), std::max(x1, x), std::min(y0, y), std::max(y1, y));
  }
};

double y_of(const Row& step, std::size_t parameters) {
  return parameters > 1 ? (*step.list("theta"))[1] : step.number("loss").value_or(nan);
}

/// What the runs cover, but for those that run away: twice as far from the end of the best as the starts are.
Box view_of(const std::vector<RunWithSteps>& runs, std::size_t parameters) {
  Box starts;
  const Row* best = runs.front().steps.front();
  for (const RunWithSteps& run : runs) {
    for (const Row* step : run.steps)
      if (step->number("loss") < best->number("loss")) best = step;
    starts.add((*run.steps.front()->list("theta"))[0], y_of(*run.steps.front(), parameters));
  }
  const double x = (*best->list("theta"))[0], y = y_of(*best, parameters);
  const auto reach = [](double from, double a, double b) {
    return 2 * std::max({std::abs(a - from), std::abs(b - from), 1e-12});
  };
  const double across = reach(x, starts.x0, starts.x1), up = reach(y, starts.y0, starts.y1);
  Box view;
  for (const RunWithSteps& run : runs)
    for (const Row* step : run.steps) {
      const double at = (*step->list("theta"))[0], height = y_of(*step, parameters);
      if (std::abs(at - x) <= across && std::abs(height - y) <= up) view.add(at, height);
    }
  const double side = std::max((view.x1 - view.x0) * 0.15, 1e-12), above = std::max((view.y1 - view.y0) * 0.15, 1e-12);
  return {view.x0 - side, view.x1 + side, view.y0 - (parameters > 1 ? above : 0), view.y1 + above};
}

void add_contours(Panel& panel, const LossSurface& surface, const Box& view) {
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (int i = 0; i <= 40; ++i)
    for (int j = 0; j <= 40; ++j) {
      const double loss = surface(view.x0 + (view.x1 - view.x0) * i / 40, view.y0 + (view.y1 - view.y0) * j / 40);
      std::tie(low, high) = std::pair(std::min(low, loss), std::max(high, loss));
    }
  constexpr int levels = 12;
  for (int k = 1; k <= levels; ++k) {
    const double share = static_cast<double>(k) / levels,
                 level = low + (high - low) * share * share;  // closer at the bottom
    Mark line{.color = {Ink::faint}, .hover = "loss " + short_number_text(level, 3), .width = 1};
    for (const auto& [a, b] : level_curve(surface, level, {view.x0, view.y0}, {view.x1, view.y1})) {
      line.points.insert(line.points.end(), {{a.x, a.y}, {b.x, b.y}, {nan, nan}});
    }
    if (!line.points.empty()) panel.marks.push_back(std::move(line));
  }
}

void add_curve(Panel& panel, const LossSurface& surface, const Box& view) {
  Mark line{.color = {Ink::faint}, .hover = "loss", .width = 2};
  for (int i = 0; i <= 200; ++i) {
    const double x = view.x0 + (view.x1 - view.x0) * i / 200;
    line.points.push_back({x, surface(x, 0)});
  }
  panel.marks.push_back(std::move(line));
}

}  // namespace

std::vector<Panel> path_panels(const RecordSet& records) {
  std::vector<RunWithSteps> runs = runs_with_steps(records);
  std::size_t parameters = 0;
  for (RunWithSteps& run : runs) {
    std::erase_if(run.steps, [](const Row* step) { return !step->list("theta"); });
    if (!run.steps.empty()) parameters = run.steps.front()->list("theta")->size();
  }
  std::erase_if(runs, [](const RunWithSteps& run) { return run.steps.empty(); });
  if (parameters < 1 || parameters > 2) return {};
  const Box view = view_of(runs, parameters);
  Panel panel{.name = "path",
              .title = parameters == 1 ? "The way over the loss" : "The way of the parameters",
              .about = "One line a run, from a ring at its start; grey: the loss, or where it is the same."};
  if (const auto surface = loss_surface(records, parameters)) {
    if (parameters == 1)
      add_curve(panel, *surface, view);
    else
      add_contours(panel, *surface, view);
  }
  const LrColors colors(runs);
  for (const RunWithSteps& run : runs) {
    Mark line{.color = colors.of(run.lr), .hover = run.name, .lr = run.lr};
    std::vector<Mark> dots;
    for (const Row* step : run.steps) {
      const FigurePoint at{(*step->list("theta"))[0], y_of(*step, parameters)};
      line.points.push_back(at);
      const bool is_inside = view.x0 <= at.x && at.x <= view.x1 && view.y0 <= at.y && at.y <= view.y1;
      if (is_inside && dots.size() < 200)
        dots.push_back({.shape = MarkShape::dot,
                        .color = line.color,
                        .hover = line.hover + "\n" + hover_text(*step, {"step", "loss"}),
                        .lr = run.lr,
                        .points = {at},
                        .symbol = dots.empty() ? Symbol::ring : Symbol::dot});
    }
    panel.marks.push_back(std::move(line));
    panel.marks.insert(panel.marks.end(), dots.begin(), dots.end());
  }
  panel.x = {.label = parameters == 1 ? "θ" : "θ₁", .low = view.x0, .high = view.x1};
  panel.y = {.label = parameters == 1 ? "loss" : "θ₂", .low = view.y0, .high = view.y1};
  panel.height = parameters == 1 ? 300 : 400;
  panel.scales = colors.scales();
  return {panel};
}

}  // namespace lrscope
