// The learning rate at which a stability ratio passes 1 that is not proportional to it: where layers have own rates.
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

/// The η within `range` at which ratio(η) is 1 to within `tolerance`. Calls ratio(0), then some ten others. Requires:
/// the ratio does not fall with η (λmax(M^½HM^½ + D) does not if M and D grow).
StabilityLimit stability_limit(const std::function<double(double)>& ratio, const RateRange& range, double tolerance);

}  // namespace lrscope
