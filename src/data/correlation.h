// Which columns say the same: Pearson's correlation of one pair, and the nearly collinear ones among many.
#pragma once

#include <vector>

#include "lrscope/matrix.h"

namespace lrscope {

/// (x − mean x) / ‖x − mean x‖₂, the zero vector for a constant x; overflow-safe. The correlation of two
/// columns is the product of these. Requires: x finite and not empty.
Vector<double> unit_deviation(const Vector<double>& x);

struct CollinearPair {
  Index first;  // < second: columns of the matrix
  Index second;
  double correlation;
};

struct CollinearPairs {
  std::vector<CollinearPair> strongest;  // descending |correlation|, at most 1000 of them
  Index count = 0;                       // of all pairs that were found
  Index compared = 0;                    // columns, from the first one on
};

inline constexpr double collinear_from = 0.99;  // |correlation|
inline constexpr Index most_compared_columns = 4000;

/// All pairs with |correlation| ≥ collinear_from among the first most_compared_columns columns of `units`
/// (rows × columns, each a unit_deviation). Takes columns² · rows multiplications.
CollinearPairs collinear_pairs(const Matrix<double>& units);

/// The number of rows, at most `rows`, on which `columns` columns can be compared within a second.
Index comparable_rows(Index columns, Index rows);

}  // namespace lrscope
