// The box-counting dimension of the boundary between the cells of a map that failed and those that did not.
//
// A window of 2 × 2 cells (2 × 1 in a map of one row) contains boundary if some of them failed and some did not. N(s) is
// the number of boxes of s × s windows that contain boundary, s = 1, 2, 4, …; N ~ s^−D. D is the slope of a least-squares
// line of ln N over −ln s (arXiv 2406.13971); the median of neighbours' slopes (arXiv 2402.06184) differs in digit two.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "map/map_record.h"

namespace lrscope {

struct BoxCount {
  std::int64_t size = 0;   // s, in cells
  std::int64_t boxes = 0;  // N(s)
};

/// Sizes up to a quarter of the shorter side, of the longer one in a map of one row. Unknown cells contain no boundary.
std::vector<BoxCount> box_counts(const MapCells& cells);

/// Absent with fewer than three sizes, or without boundary.
std::optional<double> box_dimension(const std::vector<BoxCount>& counts);

}  // namespace lrscope
