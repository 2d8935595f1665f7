// The learning-rate range test (Smith 2017): one run per seed whose learning rate rises geometrically from
// step to step, otherwise a run like any other: same θ_0, batches, optimizer and loop. What it measured,
// where and why it stopped, and the suggestions of the four methods (find/suggestion.h).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "find/find_record.h"
#include "lrscope/problem.h"
#include "spec/find_spec.h"

namespace lrscope {

/// v_t = β·v_{t−1} + (1−β)·y_t from v_{−1} = 0, divided by 1 − β^{t+1}: the moving average of fastai and
/// Adam. `beta` in [0, 1). Once a loss is not finite, no later average is.
std::vector<double> smoothed(const std::vector<double>& losses, double beta);

/// best + (F−1)·max(|best|, first − best): the limit of the smoothed loss after its lowest value `best`; `first` is the
/// first one. It is F·best, fastai's rule, while best ≥ first/2; a loss that came near 0, or below it, may rise by F−1
/// times its fall, so that neither the sign nor the size of a loss ends a test.
double stop_limit(double first, double best, double factor);

/// Where a test stopped: at the first step that is one of these, in this order.
struct TestStop {
  StopReason reason = StopReason::end_reached;
  std::int64_t step = 0;
  std::optional<std::int64_t> best_step;  // of the lowest smoothed loss up to there
  std::optional<double> limit;            // at that step
};

/// `parameter_nonfinite_step`: the first t with a NaN or ±inf in θ_t, known from the run.
/// Requires: `losses` not empty.
TestStop find_stop(const std::vector<double>& losses, const std::vector<double>& smoothed_losses, double factor,
                   std::optional<std::int64_t> parameter_nonfinite_step);

struct RangeTests {
  std::vector<RangeTestRecord> tests;  // seed by seed
  std::vector<RangeStepRecord> steps;  // seed by seed, up to the one that stopped the test
};

struct FindRequest {
  RunSpec base;
  FindSpec find;
  std::vector<std::uint64_t> seeds;    // at least one
  std::vector<double> learning_rates;  // of more independent runs; empty: search the boundary
  int threads = 1;
};

/// In parallel over seeds; the result does not depend on `threads`. `progress` may be called from any thread.
/// Requires: start_lr < end_lr, both representable in the precision of `base`.
RangeTests run_range_tests(const Problem& problem, const FindRequest& request,
                           const std::function<void(const RunRecord&)>& progress);

}  // namespace lrscope
