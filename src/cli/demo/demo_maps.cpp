// The demos of maps whose boundary is a fractal.
#include <fmt/format.h>

#include <cmath>

#include "cli/demo/demo.h"

namespace lrscope::cli {
namespace {

constexpr std::string_view fractal_story = R"(
Between the learning rates that train and those that do not runs no line. {failed} of 100 cells failed; the boundary has
the box-counting dimension {dimension}, where a line has 1 and a plane 2.

Magnified {magnification} times it has not become smooth: dimension {zoomed_dimension}. Each step maps the parameters to
others, and {steps} maps in a row are what pictures of fractals are made of. So a rate above which training fails is a rule
of thumb near the edge, not a number: stay well below it.
)";

double log_length(const MapAxis& axis) { return std::log(axis.values.back() / axis.values.front()); }

Facts fractal_facts(const Results& results) {
  const MapResult &whole = results.maps[0].result, &zoomed = results.maps[1].result;
  return {{"failed", fmt::format("{:.0f}", 100 * whole.map.failed_fraction)},
          {"dimension", fmt::format("{:.2f}", known(whole.map.dimension_fitted))},
          {"magnification", log_length(whole.x) / log_length(zoomed.x), 2},
          {"zoomed_dimension", fmt::format("{:.2f}", known(zoomed.map.dimension_fitted))},
          {"steps", std::int64_t{results.maps[1].spec.max_steps.value_or(0)}}};
}

/// How often the outcome changes between failed and not, from 0 on, which does not fail, over every stride-th cell of a map
/// of one row.
std::int64_t changes(const MapCells& cells, std::int64_t stride) {
  std::int64_t count = 0;
  bool had_failed = false;
  for (std::int64_t i = stride; i <= cells.width; i += stride) {
    const bool has_failed = cells.is_failed(static_cast<std::size_t>(i - 1));
    count += has_failed != had_failed;
    had_failed = has_failed;
  }
  return count;
}

constexpr std::string_view ripple_story = R"(
{table}

A boundary of one point, as that of x², would show one change of outcome however finely one looks. Here twice as many cells
show {factor} times as many changes: a dimension of {dimension} between a point and a line. Of the learning rates from
{lowest} to {highest}, {failed} % failed, and no table of them says where the next one will.
)";

Facts ripple_facts(const Results& results) {
  constexpr std::int64_t coarsest = 64;
  const MapResult& map = results.maps[0].result;
  std::vector<std::pair<double, double>> seen;  // cells, changes
  std::string table = fmt::format("{:>10} {:>22}\n", "cells", "changes of outcome");
  for (std::int64_t stride = coarsest; stride > 0; stride /= 2) {
    if (map.cells.width % stride != 0) continue;
    const std::int64_t count = changes(map.cells, stride);
    seen.emplace_back(map.cells.width / stride, count);
    table += fmt::format("{:>10} {:>22}\n", map.cells.width / stride, count);
  }
  if (seen.size() < 2 || seen.front().second == 0) throw NothingToTell();
  const double slope =
      std::log(seen.back().second / seen.front().second) / std::log(seen.back().first / seen.front().first);
  return {{"table", table},
          {"factor", fmt::format("{:.2f}", std::pow(2, slope))},
          {"dimension", fmt::format("{:.2f}", slope)},
          {"lowest", map.x.values.front()},
          {"highest", map.x.values.back()},
          {"failed", fmt::format("{:.1f}", 100 * map.map.failed_fraction)}};
}

}  // namespace

Demo fractal_demo() {
  const std::string setting =
      "map case:normal --hidden 16 --activation tanh --no-bias --init mean-field --parametrization ntk --batch-size "
      "full --max-steps 500 --x lr[1]=log:1e-3:1e6 --y lr[2]=log:1e-3:1e6";
  return {"fractal",
          "the boundary of trainability of a small network, a learning rate for each layer, and a deep zoom",
          {setting, setting + " --precision float64 --zoom 69.0185:69.0239,142.2163:142.2229"},
          fractal_story,
          &fractal_facts};
}

Demo ripple_demo() {
  // f > 10⁸ at any of 1000 steps, from f(1) = 1.2; the multiples of 1.5/2¹⁸ up to 1.5.
  return {"fractal-1d",
          "a bowl with ripples: a boundary that is a fractal in one learning rate",
          {"map case:ripple --precision float64 --max-steps 1000 --diverge-factor 83333333.3333333 "
           "--stop-on-divergence --x lr=lin:5.7220458984375e-6:1.5 --size 262144"},
          ripple_story,
          &ripple_facts};
}

}  // namespace lrscope::cli
