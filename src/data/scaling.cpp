#include "data/scaling.h"

#include <algorithm>
#include <cmath>

#include "base/reductions.h"

namespace lrscope {

double quantile(const Vector<double>& sorted, double q) {
  const double position = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<Index>(position);
  const Index above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::optional<std::string> rescale(Eigen::Ref<Vector<double>> values, Scaling scaling) {
  if (scaling == Scaling::none) return std::nullopt;
  // Constancy is decided on the values: a computed deviation of a constant column need not be exactly 0.
  const double low = values.minCoeff(), high = values.maxCoeff();
  double shift = 0, scale = 1;
  std::string quantity;
  switch (scaling) {
    case Scaling::none:
      break;
    case Scaling::standard:
      shift = low == high ? low : values.mean();
      scale = low == high ? 0 : norm<double>(values.array() - shift) / std::sqrt(static_cast<double>(values.size()));
      quantity = "standard deviation";
      break;
    case Scaling::minmax:
      shift = low;
      scale = high - low;
      quantity = "range";
      break;
    case Scaling::max:
      scale = std::max(std::abs(low), std::abs(high));
      quantity = "largest value";
      break;
    case Scaling::robust: {
      Vector<double> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      shift = quantile(sorted, 0.5);
      scale = quantile(sorted, 0.75) - quantile(sorted, 0.25);
      quantity = "interquartile range";
      break;
    }
  }
  const bool constant = scale == 0;
  values = (values.array() - shift) / (constant ? 1.0 : scale);
  if (constant) return quantity;
  return std::nullopt;
}

}  // namespace lrscope
