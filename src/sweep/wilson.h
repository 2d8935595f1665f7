// How well a fraction is known from few trials.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace lrscope {

struct Interval {
  double low = 0, high = 1;
};

/// Wilson's 95 % interval of a probability of which `count` of `trials` came true (Wilson 1927): all p with
/// |count/n − p| ≤ z·√(p(1 − p)/n). Unlike the normal one it is not empty at 0 and 1. Requires: trials ≥ 1.
inline Interval wilson_interval(std::int64_t count, std::int64_t trials) {
  constexpr double z = 1.959963984540054, zz = z * z;
  const auto n = static_cast<double>(trials);
  const double fraction = static_cast<double>(count) / n;
  const double middle = (fraction + zz / (2 * n)) / (1 + zz / n);
  const double half = z * std::sqrt(fraction * (1 - fraction) / n + zz / (4 * n * n)) / (1 + zz / n);
  return {count == 0 ? 0 : std::max(0.0, middle - half), count == trials ? 1 : std::min(1.0, middle + half)};
}

}  // namespace lrscope
