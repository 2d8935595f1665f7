// Comparisons of numbers that fail on NaN.
#pragma once

#include <algorithm>
#include <cmath>

#include "lrscope/types.h"

namespace lrscope::test {

/// |a − b| ≤ tolerance·max(|a|, |b|); an infinity is close to itself only, a NaN to nothing.
inline bool is_close(double a, double b, double tolerance) {
  if (a == b) return true;
  if (!std::isfinite(a) || !std::isfinite(b)) return false;  // else ∞ ≤ tolerance·∞ would hold
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

/// ‖a − b‖ / max(‖a‖, ‖b‖), NaN if anything is.
template <class A, class B>
double relative_error(const A& a, const B& b) {
  const double scale = std::max<double>(a.norm(), b.norm());
  const double difference = (a - b).norm();
  return difference == 0 ? 0 : difference / scale;
}

}  // namespace lrscope::test
