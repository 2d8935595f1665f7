#include "data/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "base/quantiles.h"
#include "base/reductions.h"

namespace lrscope {
namespace {

/// Numbers from `low` to `high` are none.
struct Fences {
  double low;
  double high;
};

double quantile(const Vector<double>& sorted, double q) {
  return lrscope::quantile(std::span(sorted.data(), static_cast<std::size_t>(sorted.size())), q);
}

constexpr double far_out = 3;  // interquartile ranges

/// A range of 0 gives fences that touch.
Fences fences_of(const Vector<double>& sorted) {
  const double low = quantile(sorted, 0.25), high = quantile(sorted, 0.75);
  return {low - far_out * (high - low), high + far_out * (high - low)};
}

std::vector<Index> outliers_of(const Vector<double>& values, const Vector<double>& sorted) {
  Fences fences = fences_of(sorted);
  const bool has_common_value = !(fences.low < fences.high);
  const double common = quantile(sorted, 0.5);
  if (has_common_value) {
    Vector<double> rest = sorted;
    rest.conservativeResize(std::remove(rest.begin(), rest.end(), common) - rest.begin());
    if (rest.size() == 0) return {};
    fences = fences_of(rest);
    if (!(fences.low < fences.high)) return {};
  }
  std::vector<Index> outliers;
  for (Index i = 0; i < values.size(); ++i) {
    const bool is_near =
        (fences.low <= values[i] && values[i] <= fences.high) || (has_common_value && values[i] == common);
    if (!is_near) outliers.push_back(i);
  }
  return outliers;
}

/// The shift and the scale, which may be 0, and the name of the scale.
Rescaling raw_rescaling_of(const Vector<double>& values, Scaling scaling) {
  const double low = values.minCoeff(), high = values.maxCoeff();
  if (scaling == Scaling::minmax) return {low, high - low, "range"};
  if (scaling == Scaling::max) return {0, std::max(std::abs(low), std::abs(high)), "largest value"};
  if (scaling == Scaling::standard) {
    // Constancy is decided on the values: a computed deviation of a constant column need not be exactly 0.
    if (low == high) return {low, 0, "standard deviation"};
    const double mean = values.mean();
    return {mean, norm<double>(values.array() - mean) / std::sqrt(static_cast<double>(values.size())),
            "standard deviation"};
  }
  Vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  return {quantile(sorted, 0.5), quantile(sorted, 0.75) - quantile(sorted, 0.25), "interquartile range"};
}

}  // namespace

ColumnStatistics statistics_of(const Vector<double>& values) {
  Vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const Index last = sorted.size() - 1;
  ColumnStatistics result;
  result.min = sorted[0];
  result.max = sorted[last];
  result.is_constant = result.min == result.max;
  result.is_whole = std::all_of(values.begin(), values.end(), [](double x) { return x == std::trunc(x); });
  result.unique = 1 + (sorted.tail(last).array() != sorted.head(last).array()).count();

  int exponent = 0;  // of the power of two that brings all values into [−1, 1]: multiplying by it rounds nothing
  std::frexp(values.cwiseAbs().maxCoeff(), &exponent);
  const auto to_unit = [exponent](double x) { return std::ldexp(x, -exponent); };
  const Vector<double> unit = values.unaryExpr(to_unit);
  const double n = static_cast<double>(values.size());
  double mean = unit.mean();
  mean += (unit.array() - mean).sum() / n;  // the rounding error of the first sum; exact where all are equal
  const auto root_mean_square = [n](const auto& x) { return std::sqrt(x.square().sum() / n); };
  result.mean = std::ldexp(mean, exponent);
  result.std = std::ldexp(root_mean_square(unit.array() - mean), exponent);
  result.rms = result.is_constant ? std::abs(result.min) : std::ldexp(root_mean_square(unit.array()), exponent);
  sorted = sorted.unaryExpr(to_unit).eval();
  result.interquartile_range = std::ldexp(quantile(sorted, 0.75) - quantile(sorted, 0.25), exponent);
  if (result.unique > 2) result.outliers = outliers_of(unit, sorted);
  return result;
}

Rescaling rescaling_of(const Vector<double>& values, Scaling scaling) {
  Rescaling rescaling = raw_rescaling_of(values, scaling);
  if (rescaling.scale == 0)
    rescaling.scale = 1;
  else
    rescaling.zero.clear();
  return rescaling;
}

std::map<Index, double> constant_rows(const Matrix<double>& matrix) {
  std::map<Index, double> constant;
  for (Index i = 0; i < matrix.rows(); ++i) constant.emplace_hint(constant.end(), i, matrix(i, 0));
  for (Index column = 1; column < matrix.cols() && !constant.empty(); ++column)
    std::erase_if(constant, [&](const auto& row) { return matrix(row.first, column) != row.second; });
  return constant;
}

}  // namespace lrscope
