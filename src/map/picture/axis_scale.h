// Where a value lies along the cells of a map, on a linear or logarithmic axis.
#pragma once

#include "map/picture/axis_ticks.h"
#include "map/picture/map_picture.h"

namespace lrscope {

class AxisScale {
 public:
  /// `axis` must outlive this.
  explicit AxisScale(const MapAxis& axis) : axis_(axis) {}

  /// In cells from the beginning of the axis, also beyond its ends: the i-th value lies at i + ½. NaN for a value that the
  /// axis cannot have (a negative one on a logarithmic axis).
  double position(double value) const;
  /// The values that the cells cover, with half a cell around the first and the last.
  TickRange range() const;

 private:
  double fraction(double from, double to, double value) const;

  const MapAxis& axis_;
};

struct CellPoint {
  double x;
  double y;
};

/// The limit in pieces of finite points, in cells from the left lower corner of the map.
std::vector<std::vector<CellPoint>> limit_in_cells(const MapPicture& picture);

/// Cuts the line from `a` to `b` to 0 ≤ x ≤ width, 0 ≤ y ≤ height, widened by `margin`; false if nothing remains.
bool clip(CellPoint& a, CellPoint& b, double width, double height, double margin);

}  // namespace lrscope
