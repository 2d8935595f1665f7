// Where values of a panel lie in pixels, and the ticks of its axes.
#pragma once

#include <functional>
#include <string>

#include "figure/figure.h"

namespace lrscope {

/// From values to pixels along one axis.
struct Projection {
  Scale scale;
  double low, high;  // values
  double from, to;   // pixels, of low and high

  /// The ends for ±∞; NaN where there is no place: for the logarithm of what is not positive.
  double operator()(double value) const;
};

struct PanelAxes {
  Projection x, y;
  Ticks x_ticks, y_ticks;
  bool has_lane = false;  // above the area, for what is NaN, infinite or too high
};

/// Height of the lane in pixels.
constexpr double lane_height = 20;

/// The axes of a panel whose area has its left upper corner, below the lane, at 0, 0.
PanelAxes axes_of(const Panel& panel);

/// As many labels as stand beside each other with room between them, without minor ticks where these would stand closer than
/// four pixels. place(value): in pixels, over `length` of them.
Ticks fitting_ticks(const TickRange& range, double length, bool is_across, const std::function<double(double)>& place);

/// True for a dot that is NaN, infinite or too high.
bool is_in_lane(const Mark& mark, const PanelAxes& axes);

}  // namespace lrscope
