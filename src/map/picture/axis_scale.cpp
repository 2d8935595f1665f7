#include "map/picture/axis_scale.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lrscope {
namespace {

/// (value − from) / (to − from), or of logarithms. By log1p: in a deep zoom logarithms of neighbours agree in all digits.
double fraction(double from, double to, double value, bool is_log) {
  if (!(from < to)) return 0;
  if (!is_log) return (value - from) / (to - from);
  return std::log1p((value - from) / from) / std::log1p((to - from) / from);
}

}  // namespace

double position_on(const MapAxis& axis, double value) {
  if (!std::isfinite(value) || (axis.is_log && !(value > 0))) return std::numeric_limits<double>::quiet_NaN();
  const std::vector<double>& values = axis.values;
  if (values.size() < 2) return 0.5;
  const auto above = std::upper_bound(values.begin(), values.end(), value);
  const auto last_pair = static_cast<std::ptrdiff_t>(values.size()) - 2;
  const auto i = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(above - values.begin() - 1, 0, last_pair));
  return static_cast<double>(i) + 0.5 + fraction(values[i], values[i + 1], value, axis.is_log);
}

TickRange range_of(const MapAxis& axis) {
  const std::vector<double>& values = axis.values;
  TickRange range{values.front(), values.back(), axis.is_log, axis.is_whole};
  if (axis.is_whole || values.size() < 2) return range;
  const std::size_t n = values.size();
  if (axis.is_log) {
    range.low *= std::sqrt(values[0] / values[1]);
    range.high *= std::sqrt(values[n - 1] / values[n - 2]);
  } else {
    range.low -= (values[1] - values[0]) / 2;
    range.high += (values[n - 1] - values[n - 2]) / 2;
  }
  return range;
}

std::vector<std::vector<FigurePoint>> limit_in_cells(const MapPicture& picture) {
  std::vector<std::vector<FigurePoint>> lines;
  for (const std::vector<MapPoint>& piece : picture.limit) {
    lines.emplace_back();
    for (const auto& [x, y] : piece) lines.back().push_back({position_on(picture.x, x), position_on(picture.y, y)});
  }
  return lines;
}

bool clip(FigurePoint& a, FigurePoint& b, double width, double height, double margin) {
  const FigurePoint start = a;
  const double dx = b.x - a.x, dy = b.y - a.y;
  if (!std::isfinite(dx) || !std::isfinite(dy)) return false;
  double first = 0, last = 1;                        // the part of the way that is inside
  const auto cut = [&](double speed, double room) {  // to where speed · t ≤ room
    if (speed == 0) return room >= 0;
    if (speed > 0)
      last = std::min(last, room / speed);
    else
      first = std::max(first, room / speed);
    return first <= last;
  };
  if (!cut(-dx, start.x + margin) || !cut(dx, width + margin - start.x) || !cut(-dy, start.y + margin) ||
      !cut(dy, height + margin - start.y))
    return false;
  a = {start.x + first * dx, start.y + first * dy};
  b = {start.x + last * dx, start.y + last * dy};
  return true;
}

}  // namespace lrscope
