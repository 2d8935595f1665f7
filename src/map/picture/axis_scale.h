// A linear or logarithmic axis of a map: where a value lies along the cells.
#pragma once

#include <string>
#include <vector>

#include "figure/ticks.h"
#include "map/picture/map_picture.h"

namespace lrscope {

/// In cells from the beginning of the axis, also beyond its ends: value i lies at i + ½. NaN for log of a negative value.
double position_on(const MapAxis& axis, double value);

/// The values that the cells cover, with half a cell around the first and the last.
TickRange range_of(const MapAxis& axis);

/// The limit in cells from the left lower corner of the map. Points without a position are NaN, which clip() refuses.
std::vector<std::vector<FigurePoint>> limit_in_cells(const MapPicture& picture);

/// Cuts the line from `a` to `b` to 0 ≤ x ≤ width, 0 ≤ y ≤ height, widened by `margin`; false if nothing remains,
/// or an end is not finite.
bool clip(FigurePoint& a, FigurePoint& b, double width, double height, double margin);

}  // namespace lrscope
