// A map as a whole: counts, dimension, and where the network at θ_0 is at the edge of stability.
#include <algorithm>
#include <cmath>

#include "base/threads.h"
#include "map/box_counting.h"
#include "map/map.h"

namespace lrscope {
namespace {

/// η·λmax(P⁻¹H) over the optimizer's threshold at θ_0, NaN where it cannot be measured.
double stability_ratio(const Problem& problem, const MapSpec& spec, double x, double y) {
  RunSpec run = cell_spec(spec, x, y);
  run.max_steps = 1;
  run.curvature = {};
  problem.check(run);
  return problem.stability_ratio(run).value_or(NAN);
}

/// The value half way between two of an axis.
double middle_of(const AxisSpec& axis, double low, double high) {
  const double value = axis.is_log ? low * std::pow(high / low, 0.5) : low + (high - low) * 0.5;
  return axis.is_whole ? std::round(value) : value;
}

/// Some values of an axis, evenly spread.
std::vector<double> samples(const std::vector<double>& values, std::size_t most) {
  if (values.size() <= most) return values;
  std::vector<double> chosen;
  for (std::size_t i = 0; i < most; ++i) chosen.push_back(values[i * (values.size() - 1) / (most - 1)]);
  return chosen;
}

/// Where `ratio` crosses 1 along an axis, from its smallest value to its largest, to a hundredth of a sample's distance.
template <class Ratio>
std::vector<double> crossings(const AxisSpec& axis, const std::vector<double>& values, const Ratio& ratio) {
  std::vector<double> found;
  double low = values.front(), at_low = ratio(low);
  for (std::size_t i = 1; i < values.size(); ++i) {
    double high = values[i];
    const double at_high = ratio(high);
    if ((at_low <= 1) != (at_high <= 1) && !std::isnan(at_low) && !std::isnan(at_high)) {
      constexpr int bisections = 7;
      const bool is_low_below = at_low <= 1;
      for (int k = 0; k < bisections; ++k) {
        const double middle = middle_of(axis, low, high);
        ((ratio(middle) <= 1) == is_low_below ? low : high) = middle;
      }
      found.push_back(middle_of(axis, low, high));
    }
    low = values[i];
    at_low = at_high;
  }
  return found;
}

/// The points where lines along one axis cross the edge, one line for each of some values of the other. Points of
/// neighbouring lines are joined where each line has exactly one.
MapCurve edges_along(const Problem& problem, const MapSpec& spec, const MapResult& result, bool along_x) {
  constexpr std::size_t lines = 49, points = 5;
  const AxisSpec& axis = along_x ? spec.x : *spec.y;
  const std::vector<double> along = samples(along_x ? result.x.values : result.y.values, points);
  const std::vector<double> across = samples(along_x ? result.y.values : result.x.values, lines);
  std::vector<std::vector<double>> found(across.size());
  for_each_index(spec.threads, across.size(), [&](std::size_t i) {
    found[i] = crossings(axis, along, [&](double value) {
      return along_x ? stability_ratio(problem, spec, value, across[i])
                     : stability_ratio(problem, spec, across[i], value);
    });
  });
  MapCurve curve(1);
  for (std::size_t i = 0; i < across.size(); ++i)
    if (found[i].size() != 1)
      curve.emplace_back();
    else
      curve.back().push_back(along_x ? MapPoint{found[i].front(), across[i]} : MapPoint{across[i], found[i].front()});
  std::erase_if(curve, [](const auto& piece) { return piece.size() < 2; });
  return curve;
}

bool is_rate(const AxisSpec& axis) { return axis.knob == "lr" || axis.knob.starts_with("lr["); }

/// Along learning rates, or along x where neither knob is one. Each piece is a chain of points.
MapCurve stability_edge(const Problem& problem, const MapSpec& spec, const MapResult& result) {
  if (!spec.y) return {};
  MapCurve curve;
  const bool neither = !is_rate(spec.x) && !is_rate(*spec.y);
  if (is_rate(spec.x) || neither) curve = edges_along(problem, spec, result, true);
  if (is_rate(*spec.y)) {
    const MapCurve more = edges_along(problem, spec, result, false);
    curve.insert(curve.end(), more.begin(), more.end());
  }
  return curve;
}

}  // namespace

void summarise_map(const Problem& problem, const MapSpec& spec, MapResult& result) {
  MapRecord& map = result.map;
  map.x = result.x.name;
  map.y = result.y.name;
  map.width = result.cells.width;
  map.height = result.cells.height;
  std::int64_t known = 0;
  for (const std::uint8_t outcome : result.cells.outcome)
    if (outcome != MapCells::unknown) {
      ++known;
      ++(map.*count_of[outcome]);
    }
  map.cells_run = known - std::ranges::count(result.inferred, true);
  if (known > 0) map.failed_fraction = static_cast<double>(map.diverged + map.nonfinite) / static_cast<double>(known);
  const std::vector<BoxCount> counts = box_counts(result.cells);
  for (const BoxCount& count : counts) {
    map.box_sizes.push_back(static_cast<double>(count.size));
    map.box_counts.push_back(static_cast<double>(count.boxes));
  }
  map.dimension_fitted = box_dimension(counts);
  if (result.is_complete && spec.wants_limit) result.limit = stability_edge(problem, spec, result);
}

}  // namespace lrscope
