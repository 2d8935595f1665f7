// Reductions that keep NaN and inf and do not overflow, in double whatever the precision of the run. (Eigen 3.4 loses a
// NaN in maxCoeff() unless it stands first, and norm() overflows on finite input.)
#pragma once

#include <cmath>
#include <limits>

#include "lrscope/matrix.h"

namespace lrscope {

/// True if no element is NaN or ±inf. One pass without a branch: 0·x is 0 for finite x and NaN otherwise.
template <class Derived>
bool all_finite(const Eigen::DenseBase<Derived>& x) {
  return (x.derived().array() * typename Derived::Scalar(0)).sum() == 0;
}

/// xᵀy in double, summed in eight interleaved partial sums (a fixed order, which also lets it vectorise).
template <Real Scalar>
double dot(const Scalar* x, const Scalar* y, Index size) {
  constexpr Index lanes = 8;
  double partial[lanes] = {};
  const Index whole = size / lanes * lanes;
  for (Index i = 0; i < whole; i += lanes)
    for (Index j = 0; j < lanes; ++j) partial[j] += static_cast<double>(x[i + j]) * static_cast<double>(y[i + j]);
  for (Index i = whole; i < size; ++i) partial[i - whole] += static_cast<double>(x[i]) * static_cast<double>(y[i]);
  return ((partial[0] + partial[4]) + (partial[1] + partial[5])) +
         ((partial[2] + partial[6]) + (partial[3] + partial[7]));
}

template <Real Scalar>
double dot(const Vector<Scalar>& x, const Vector<Scalar>& y) {
  return dot(x.data(), y.data(), x.size());
}

/// ‖x‖₂ in double, without overflow or underflow of the squares. `data` holds `size` contiguous elements.
template <Real Scalar>
double norm(const Scalar* data, Index size) {
  const double squared = dot(data, data, size);
  const bool safe = squared >= std::numeric_limits<double>::min() / std::numeric_limits<double>::epsilon() &&
                    squared <= std::numeric_limits<double>::max();
  if (safe) return std::sqrt(squared);
  const Eigen::Map<const Vector<Scalar>> x(data, size);
  if (!all_finite(x)) return x.hasNaN() ? std::nan("") : std::numeric_limits<double>::infinity();
  return x.template cast<double>().stableNorm();
}

template <Real Scalar>
double norm(const Vector<Scalar>& x) {
  return norm(x.data(), x.size());
}

/// Largest |x|, NaN if any element is NaN; 0 for an empty range. `data` holds `size` contiguous elements.
template <Real Scalar>
double max_abs(const Scalar* data, Index size) {
  double largest = 0;
  for (Index i = 0; i < size; ++i) {
    const double magnitude = std::abs(static_cast<double>(data[i]));
    if (!(magnitude <= largest)) largest = magnitude;
    if (std::isnan(largest)) return largest;
  }
  return largest;
}

}  // namespace lrscope
