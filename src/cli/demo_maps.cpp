// The stories of maps whose boundary is a fractal.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "demo_words.h"
#include "lrscope/run/box_counting.h"

namespace lrscope::cli {
namespace {

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

/// "Seen with 4096, 8192, … cells".
struct Seen {
  std::int64_t cells;
  std::int64_t changes;
};

std::vector<Seen> seen_with(const MapCells& cells, int grids) {
  std::vector<Seen> seen;
  const std::int64_t finest = cells.width;
  for (std::int64_t stride = std::int64_t{1} << (grids - 1); stride > 0; stride /= 2)
    if (finest % stride == 0) seen.push_back({finest / stride, changes(cells, stride)});
  return seen;
}

}  // namespace

std::vector<std::string> fractal_commands() {
  const std::string setting =
      "map case:normal --hidden 16 --activation tanh --no-bias --init mean-field --parametrization ntk --batch-size full "
      "--max-steps 500 --x lr[1]=log:1e-3:1e6 --y lr[2]=log:1e-3:1e6";
  return {setting, setting + " --precision float64 --zoom 69.0185:69.0239,142.2163:142.2229"};
}

Story fractal_story(Results results) {
  const MapRecord& whole = results[0].map->map;
  const MapRecord& zoom = results[1].map->map;
  if (!whole.dimension_fitted || !zoom.dimension_fitted) return {};
  const MapAxis& x = results[0].map->x;
  const MapAxis& close = results[1].map->x;
  const double magnification = std::log(x.values.back() / x.values.front()) / std::log(close.values.back() / close.values.front());
  return {fmt::format(
              "Between the learning rates that train and those that do not runs no line. {:.0f} of 100 cells failed; the "
              "boundary has the box-counting dimension {:.2f} or {:.2f}, by two usual estimators, where a line has 1 and a "
              "plane 2.",
              100 * whole.failed_fraction, *whole.dimension_fitted, *whole.dimension_median),
          fmt::format(
              "Magnified {} times it has not become smooth: dimension {:.2f} or {:.2f}. Each step maps the parameters to "
              "others, and {} maps in a row are what pictures of fractals are made of. So a rate above which training "
              "fails is a rule of thumb near the edge, not a number: stay well below it.",
              digits(magnification, 2), *zoom.dimension_fitted, *zoom.dimension_median,
              results[1].spec.max_steps.value_or(0))};
}

std::vector<std::string> ripple_commands() {
  // f > 10⁸ at any of 1000 steps, from f(1) = 1.2; the multiples of 1.5/2¹⁸ up to 1.5.
  return {
      "map case:ripple --precision float64 --max-steps 1000 --diverge-factor 83333333.3333333 --stop-on-divergence --x "
      "lr=lin:5.7220458984375e-6:1.5 --size 262144"};
}

Story ripple_story(Results results) {
  const MapResult& map = *results[0].map;
  const std::vector<Seen> seen = seen_with(map.cells, 7);
  if (seen.size() < 2 || seen.front().changes == 0) return {};
  std::string table = fmt::format("{:>10} {:>22}\n", "cells", "changes of outcome");
  for (const Seen& each : seen) table += fmt::format("{:>10} {:>22}\n", each.cells, each.changes);
  const double slope = std::log(static_cast<double>(seen.back().changes) / static_cast<double>(seen.front().changes)) /
                       std::log(static_cast<double>(seen.back().cells) / static_cast<double>(seen.front().cells));
  return {table,
          fmt::format(
              "A boundary of one point, as that of x², would show one change of outcome however finely one looks. Here twice "
              "as many cells show {:.2f} times as many changes: a dimension of {:.2f} between a point and a line. Of the "
              "learning rates from {} to {}, {:.1f} % failed, and no table of them says where the next one will.",
              std::pow(2, slope), slope, digits(map.x.values.front()), digits(map.x.values.back()),
              100 * map.map.failed_fraction)};
}

}  // namespace lrscope::cli
