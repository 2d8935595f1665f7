// The learning-rate range test beside what independent runs say: its four suggestions for every seed, full
// runs at each of them, and the divergence boundary that full runs have.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "find/find_record.h"
#include "lrscope/problem.h"
#include "spec/find_spec.h"

namespace lrscope {

struct FindRequest {
  RunSpec base;
  FindSpec find;
  std::vector<std::uint64_t> seeds;    // at least one
  std::vector<double> learning_rates;  // of independent runs, beside the suggestions; empty: search the boundary
  int threads = 1;
};

/// Range tests, then independent runs of `base` with every seed at the median of each suggestion, and at the
/// learning rates asked for or those that the search of the boundary asks for. The result does not depend on
/// `threads`. `progress` is told of every run that has ended, from any thread.
FindResult find_learning_rate(const Problem& problem, const FindRequest& request,
                              const std::function<void(const RunRecord&)>& progress);

/// Median (of an even number: √ of the product of the middle two for learning rates, their mean for losses),
/// smallest and largest. What is NaN counts as larger than any number. Absent for no values.
std::optional<Spread> spread_of_rates(std::vector<double> rates);
std::optional<Spread> spread_of_losses(std::vector<double> losses);

}  // namespace lrscope
