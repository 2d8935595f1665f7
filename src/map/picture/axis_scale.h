// A linear or logarithmic axis of a map: where a value lies along the cells, and the ticks and their labels.
#pragma once

#include <string>
#include <vector>

#include "map/picture/map_picture.h"

namespace lrscope {

struct Tick {
  double value;
  std::string label;  // empty: a minor tick
};

struct Ticks {
  std::vector<Tick> ticks;  // ascending
  std::string base;         // not empty: labels are offsets from this number
};

/// The values that an axis shows. Requires: low ≤ high, both finite, and 0 < low on a logarithmic axis.
struct TickRange {
  double low;
  double high;
  bool is_log = false;
  bool is_whole = false;
};

/// At most `most` (at least 2) labelled ticks at round values: decades and their 2 and 5, or multiples of 1, 2 or 5 times
/// a power of ten. Labels that would need more than seven digits are offsets from a base.
Ticks axis_ticks(const TickRange& range, int most);

/// In cells from the beginning of the axis, also beyond its ends: value i lies at i + ½. NaN for log of a negative value.
double position_on(const MapAxis& axis, double value);

/// The values that the cells cover, with half a cell around the first and the last.
TickRange range_of(const MapAxis& axis);

struct CellPoint {
  double x;
  double y;
};

/// The limit in cells from the left lower corner of the map. Points without a position are NaN, which clip() refuses.
std::vector<std::vector<CellPoint>> limit_in_cells(const MapPicture& picture);

/// Cuts the line from `a` to `b` to 0 ≤ x ≤ width, 0 ≤ y ≤ height, widened by `margin`; false if nothing remains,
/// or an end is not finite.
bool clip(CellPoint& a, CellPoint& b, double width, double height, double margin);

}  // namespace lrscope
