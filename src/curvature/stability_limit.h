// The learning rate at which a stability ratio that is not proportional to it passes 1: where layers keep a
// rate of their own, whatever --lr. Private to this folder.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "spec/rate_range.h"

namespace lrscope {

struct StabilityLimit {
  std::optional<double> limit;
  std::string note;  // why there is none
};

/// The η within `range` at which ratio(η) is 1 to within `tolerance`. The ratio is asked at 0, then some ten
/// times. Requires: it does not fall with η, as λmax(M^½HM^½ + D) does not where M and D grow.
StabilityLimit stability_limit(const std::function<double(double)>& ratio, const RateRange& range, double tolerance);

}  // namespace lrscope
