// Which learning rates a run can have.
#pragma once

#include "lrscope/run_spec.h"

namespace lrscope {

/// The smallest and the largest learning rate that a precision can hold.
struct RateRange {
  double smallest;
  double largest;
};
RateRange representable_rates(Precision precision);

}  // namespace lrscope
