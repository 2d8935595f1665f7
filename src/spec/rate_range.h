// Which learning rates a run can have.
#pragma once

#include <limits>

#include "lrscope/run_spec.h"

namespace lrscope {

/// The smallest and the largest learning rate that a precision can hold.
struct RateRange {
  double smallest;
  double largest;
};

template <class Scalar>
constexpr RateRange rates_of = {std::numeric_limits<Scalar>::denorm_min(), std::numeric_limits<Scalar>::max()};

constexpr RateRange representable_rates(Precision precision) {
  return precision == Precision::float32 ? rates_of<float> : rates_of<double>;
}

}  // namespace lrscope
