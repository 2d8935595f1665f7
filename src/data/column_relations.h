// What columns of numbers and categories say about each other and about the rows: codes of missing values, names of
// rows, columns that say the same.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lrscope/matrix.h"

namespace lrscope {

/// An extreme value that many cells share, far outside all others: perhaps it stands for a missing one.
struct FarValue {
  double value = 0;
  Index cells = 0;
  double low = 0;  // of the others
  double high = 0;
};

/// The smallest or the largest of `values` if at least three cells hold it, at most as many as hold others, and it lies
/// farther from the others than they are apart. Nothing where fewer than three other values occur. Requires: finite.
std::optional<FarValue> far_value_of(const Vector<double>& values);

/// Spearman's correlation of `values` with their places. Requires: all different, at least two.
double rank_correlation_with_place(const Vector<double>& values);

/// True if the values spread over their range like random numbers: neither skewed nor crowded.
bool are_evenly_spread(const Vector<double>& values);

/// True if both divide the rows into the same groups: one tells the other. Requires: as many.
bool are_same_groups(const std::vector<int>& a, const std::vector<int>& b);

/// The groups of `levels` that are one but for capitals and blanks, in order. Of letters beyond ASCII only equal ones are one.
std::vector<std::vector<std::string>> alike_levels(const std::vector<std::string>& levels);

/// The different values, ascending, if they are whole, at most ten, and three cells or more for each on average: they
/// may be classes. Else none.
std::vector<double> few_whole_values(const Vector<double>& values);

}  // namespace lrscope
