// The loss of the best constant prediction. A trained network that is not below it has learnt nothing from its
// features.
#pragma once

#include <string_view>

#include "data/encode.h"
#include "lrscope/types.h"

namespace lrscope {

/// Loss over all rows, in float64 and as Objective::full_loss defines it (sums stay sums), of the prediction z = mean
/// of each target; for losses on classes z = log(frequency of each class). With mse that is the mean variance of the
/// targets, with cross-entropy the entropy of the classes. ±inf where the loss overflows. `target_scale` multiplies the
/// targets of a regression. Throws: UsageError for an unknown `loss`. Requires: a loss that goes with the task, at
/// least one row.
double baseline_loss(std::string_view loss, const Dataset& data, double huber_delta, double target_scale = 1);

}  // namespace lrscope
