#include "data/correlation.h"

#include <algorithm>
#include <cmath>

#include "base/reductions.h"

namespace lrscope {

Vector<double> unit_deviation(const Vector<double>& x) {
  // Constancy is decided on the values: a computed deviation of a constant column need not be exactly 0.
  if (x.minCoeff() == x.maxCoeff()) return Vector<double>::Zero(x.size());
  Vector<double> deviation = x / x.cwiseAbs().maxCoeff();
  deviation.array() -= deviation.mean();
  const double length = norm(deviation);
  if (!(length > 0)) return Vector<double>::Zero(x.size());
  return deviation / length;
}

CollinearPairs collinear_pairs(const Matrix<double>& units) {
  constexpr Index block = 256;  // columns at a time: bounds the memory of the products
  constexpr std::size_t most_kept = 1000;
  CollinearPairs result;
  result.compared = std::min(units.cols(), most_compared_columns);
  auto& found = result.strongest;
  const auto is_stronger = [](const CollinearPair& a, const CollinearPair& b) {
    if (std::abs(a.correlation) != std::abs(b.correlation)) return std::abs(a.correlation) > std::abs(b.correlation);
    return a.first != b.first ? a.first < b.first : a.second < b.second;
  };
  const auto keep_strongest = [&] {
    std::sort(found.begin(), found.end(), is_stronger);
    if (found.size() > most_kept) found.resize(most_kept);
  };
  for (Index begin = 0; begin < result.compared; begin += block) {
    const Index width = std::min(block, result.compared - begin);
    const Matrix<double> r =  // width × (compared − begin)
        units.middleCols(begin, width).transpose() * units.middleCols(begin, result.compared - begin);
    for (Index i = 0; i < width; ++i)
      for (Index j = i + 1; j < r.cols(); ++j) {
        if (!(std::abs(r(i, j)) >= collinear_from)) continue;
        ++result.count;
        found.push_back({begin + i, begin + j, std::clamp(r(i, j), -1.0, 1.0)});
        if (found.size() >= 100 * most_kept) keep_strongest();
      }
  }
  keep_strongest();
  return result;
}

Index comparable_rows(Index columns, Index rows) {
  constexpr double most_products = 4e9;
  const double compared = static_cast<double>(std::clamp<Index>(columns, 1, most_compared_columns));
  const double most_rows = most_products / (compared * compared);
  return static_cast<double>(rows) <= most_rows ? rows : static_cast<Index>(most_rows);
}

}  // namespace lrscope
