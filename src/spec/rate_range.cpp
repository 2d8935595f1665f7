#include "spec/rate_range.h"

#include <limits>

namespace lrscope {
namespace {

template <class S>
RateRange range_of() {
  return {std::numeric_limits<S>::denorm_min(), std::numeric_limits<S>::max()};
}

}  // namespace

RateRange representable_rates(Precision precision) {
  return precision == Precision::float32 ? range_of<float>() : range_of<double>();
}

}  // namespace lrscope
