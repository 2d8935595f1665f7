// What a column of numbers looks like: the figures from which a person judges whether it can be trained on.
// Knows nothing about files, names or parts that columns play.
#pragma once

#include <vector>

#include "lrscope/matrix.h"

namespace lrscope {

struct ColumnStatistics {
  double min = 0;
  double max = 0;
  double mean = 0;
  double std = 0;                  // of the population: divided by n, exactly 0 for a constant column
  double rms = 0;                  // √(Σx²/n)
  double interquartile_range = 0;  // quartiles interpolated linearly, as for --scale robust
  Index unique = 0;
  bool is_constant = false;
  bool is_whole = false;        // all are whole numbers
  std::vector<Index> outliers;  // indices into the values, ascending
};

/// Mean and deviation in two passes, at the values' own scale: nothing overflows on the way, up to 1.8e308.
///
/// Outliers lie more than 3 interquartile ranges outside the quartiles (Tukey's "far out"). Where the range
/// is 0, because half of the values are one and the same, it is taken over the values that differ from that
/// one; the common value is none then. Where that range is 0 too, and where there are only two different
/// values, as in an indicator, there are no outliers: rare is not far.
///
/// Requires: `values` finite and not empty.
ColumnStatistics statistics_of(const Vector<double>& values);

}  // namespace lrscope
