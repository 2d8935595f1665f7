// Quantiles, and the one definition of a median.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace lrscope {

/// The q-quantile of `sorted`, interpolated linearly between neighbours (NumPy's default), without overflow. Requires:
/// not empty, 0 ≤ q ≤ 1.
inline double quantile(std::span<const double> sorted, double q) {
  const double position = q * static_cast<double>(sorted.size() - 1);
  const auto at = static_cast<std::size_t>(position);
  const double below = sorted[at], above = sorted[std::min(at + 1, sorted.size() - 1)];
  const double share = position - static_cast<double>(at);
  if (share == 0 || below == above) return below;  // ∞, too
  const double gap = above - below;
  return std::isfinite(gap) ? below + share * gap : (1 - share) * below + share * above;
}

/// The middle value; of an even number the mean of the middle two. NaN counts as larger than any number; NaN of no values.
inline double median(std::vector<double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::ranges::sort(values, [](double a, double b) { return a < b || (!std::isnan(a) && std::isnan(b)); });
  return quantile(values, 0.5);
}

}  // namespace lrscope
