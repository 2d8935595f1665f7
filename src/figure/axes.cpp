#include "figure/axes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "figure/svg.h"

namespace lrscope {
namespace {

/// The values of one axis that marks need.
class Extent {
 public:
  explicit Extent(Scale scale) : is_log_(scale == Scale::logarithmic) {}

  void add(double value) {
    if (!std::isfinite(value) || (is_log_ && !(value > 0))) return;
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }

  /// The ends: those that the axis sets, else those of the values and a twenty-fifth more.
  std::pair<double, double> ends(const Axis& axis) const {
    double low = axis.low.value_or(low_), high = axis.high.value_or(high_);
    if (!(low <= high)) {  // nothing to show, or only one end known
      if (axis.low || axis.high)
        return {axis.low.value_or(is_log_ ? high / 10 : high - 1), axis.high.value_or(is_log_ ? low * 10 : low + 1)};
      return is_log_ ? std::pair{0.1, 10.0} : std::pair{0.0, 1.0};
    }
    if (is_log_) {
      const double factor = low < high ? std::pow(high / low, 0.04) : 2;
      if (!axis.low) low = std::max(low / factor, std::numeric_limits<double>::min());
      if (!axis.high) high = std::min(high * factor, std::numeric_limits<double>::max());
    } else {
      const double room = low < high ? high / 25 - low / 25 : std::max(std::abs(low) / 10, 1e-300);
      if (!axis.low) low -= room;
      if (!axis.high) high += room;
    }
    return {low, high};
  }

 private:
  bool is_log_;
  double low_ = std::numeric_limits<double>::infinity(), high_ = -low_;
};

Ticks ticks_of(const Axis& axis, const Projection& at, bool is_across) {
  if (axis.ticks) return *axis.ticks;
  Ticks ticks;
  for (std::size_t i = 0; i < axis.names.size(); ++i) ticks.ticks.push_back({static_cast<double>(i), axis.names[i]});
  if (!axis.names.empty()) return ticks;
  const TickRange range{at.low, at.high, axis.scale == Scale::logarithmic, axis.is_whole};
  return fitting_ticks(range, std::abs(at.to - at.from), is_across, at);
}

Projection projection(const Axis& axis, const Extent& extent, double from, double to) {
  if (!axis.names.empty())  // the first name at the upper end
    return {Scale::linear, static_cast<double>(axis.names.size()) - 0.5, -0.5, from, to};
  const auto [low, high] = extent.ends(axis);
  return {axis.scale, low, high, from, to};
}

}  // namespace

double Projection::operator()(double value) const {
  if (std::isinf(value)) return value > 0 ? to : from;
  if (scale == Scale::linear) return from + (value - low) / (high - low) * (to - from);
  if (!(value > 0)) return std::numeric_limits<double>::quiet_NaN();
  return from + std::log(value / low) / std::log(high / low) * (to - from);
}

PanelAxes axes_of(const Panel& panel) {
  Extent x(panel.x.scale), y(panel.y.scale);
  for (const Mark& mark : panel.marks)
    for (const FigurePoint& point : mark.points) {
      x.add(point.x);
      y.add(point.y);
    }
  PanelAxes axes{projection(panel.x, x, 0, panel.width), projection(panel.y, y, panel.height, 0), {}, {}};
  axes.x_ticks = ticks_of(panel.x, axes.x, true);
  axes.y_ticks = ticks_of(panel.y, axes.y, false);
  axes.has_lane = std::ranges::any_of(panel.marks, [&](const Mark& mark) { return is_in_lane(mark, axes); });
  return axes;
}

Ticks fitting_ticks(const TickRange& range, double length, bool is_across, const std::function<double(double)>& place) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Ticks ticks;
  for (int most = std::max(3, static_cast<int>(length / (is_across ? 40 : 34)));; --most) {
    ticks = axis_ticks(range, most);
    bool fits = true;
    double end = -infinity;
    for (const auto& [value, label] : ticks.ticks) {
      if (label.empty() || !is_across) continue;
      const double half = text_pixels(label) / 2;
      fits = fits && place(value) - half >= end;
      end = place(value) + half + 10;
    }
    if (fits || most <= 2) break;
  }
  double last = infinity, closest = infinity;
  for (const Tick& tick : ticks.ticks) {
    const double at = place(tick.value);
    closest = std::min(closest, std::abs(at - last));
    last = at;
  }
  if (closest < 4) std::erase_if(ticks.ticks, [](const Tick& tick) { return tick.label.empty(); });
  return ticks;
}

bool is_in_lane(const Mark& mark, const PanelAxes& axes) {
  if (mark.shape != MarkShape::dot) return false;
  const double y = mark.points.front().y;
  return !std::isfinite(y) || (axes.y.low < axes.y.high && y > axes.y.high);
}

}  // namespace lrscope
