// The figures of a column of numbers, from which a person judges whether it can be trained on, and its rescaling.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lrscope/data_spec.h"
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
/// Outliers lie more than 3 interquartile ranges outside the quartiles (Tukey's "far out"). A range of 0, where half of
/// the values are equal, is taken over the others, and the common value is no outlier. Where it is 0 again, or only two
/// values differ, as in an indicator, there are no outliers: rare is not far. Requires: `values` finite and not empty.
ColumnStatistics statistics_of(const Vector<double>& values);

/// A value becomes (value − shift) / scale.
struct Rescaling {
  double shift = 0;
  double scale = 1;
  std::string zero;  // the quantity that was 0 and is taken as 1, for a warning; else empty

  void apply_to(Eigen::Ref<Vector<double>> values) const { values = (values.array() - shift) / scale; }
};

/// With the definitions of scikit-learn:
///   standard  mean, population standard deviation      minmax  minimum, range
///   max       0, largest absolute value                robust  median, interquartile range
/// A scale of 0 (a constant column) is taken as 1. Requires: values finite and not empty; a scaling.
Rescaling rescaling_of(const Vector<double>& values, Scaling scaling);

/// The rows of `matrix` that hold one number, each with it. Requires: at least one column.
std::map<Index, double> constant_rows(const Matrix<double>& matrix);

}  // namespace lrscope
