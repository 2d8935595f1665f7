// The learning-rate range test compared with independent runs: its four suggestions for every seed, full runs at each
// of them, and the divergence boundary of full runs.
#pragma once

#include "find/lr_finder.h"

namespace lrscope {

/// Range tests, then independent runs of `base` with every seed at the median of each suggestion, and at the
/// learning rates asked for or those that the search of the boundary asks for. The result does not depend on
/// `threads`. `progress` is called after every run, from any thread.
FindResult find_learning_rate(const Problem& problem, const FindRequest& request,
                              const std::function<void(const RunRecord&)>& progress);

/// Median (of an even number: √ of the product of the middle two for learning rates, their mean for losses),
/// smallest and largest. NaN counts as larger than any number. Absent for no values.
std::optional<Spread> spread_of_rates(std::vector<double> rates);
std::optional<Spread> spread_of_losses(std::vector<double> losses);

}  // namespace lrscope
