// Where the ticks of an axis stand, and what they say.
#pragma once

#include <string>
#include <vector>

namespace lrscope {

struct Tick {
  double value;
  std::string label;  // empty: a minor tick
};

struct Ticks {
  std::vector<Tick> ticks;  // ascending
  std::string base = {};    // not empty: labels are offsets from this number
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

}  // namespace lrscope
