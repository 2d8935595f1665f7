// The learning-rate range test (Smith 2017): one run per seed whose learning rate rises geometrically from step to step,
// otherwise a run like any other: same θ_0, batches, optimizer and loop. Beside it independent runs at its suggestions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "find/find_record.h"
#include "lrscope/problem.h"
#include "lrscope/sweep.h"
#include "report/screen.h"

namespace lrscope {

/// v_t = β·v_{t−1} + (1−β)·y_t from v_{−1} = 0, divided by 1 − β^{t+1}: the moving average of fastai and
/// Adam. `beta` in [0, 1). Once a loss is not finite, no later average is.
std::vector<double> smoothed(const std::vector<double>& losses, double beta);

/// best + (F−1)·max(|best|, first − best): the limit of the smoothed loss after its lowest value `best`; `first` is the
/// first one. It is F·best, fastai's rule, while best ≥ first/2; a loss that came near 0, or below it, may rise by F−1
/// times its fall.
double stop_limit(double first, double best, double factor);

/// Where a test stopped, its limit there and best_step up to there; no other member is set.
/// `parameter_nonfinite_step`: the first t with a NaN or ±inf in θ_t, known from the run.
/// Requires: `losses` not empty.
RangeTestRecord find_stop(const std::vector<double>& losses, const std::vector<double>& smoothed_losses, double factor,
                          std::optional<std::int64_t> parameter_nonfinite_step);

struct FindRequest {
  RunSpec base;
  FindSpec find;
  std::vector<std::uint64_t> seeds;    // at least one
  std::vector<double> learning_rates;  // of more independent runs; empty: search the boundary
  int threads = 1;
};

/// The tests and their steps, in parallel over seeds. Of `progress` on_progress() is called.
/// Requires: start_lr < end_lr, both representable in the precision of `base`.
FindResult run_range_tests(const Problem& problem, const FindRequest& request, SweepObserver& progress);

/// Range tests, then independent runs of `base` with every seed at the median of each suggestion, and at the
/// learning rates asked for or those that the search of the boundary asks for. The result does not depend on
/// `threads`. Of `progress` on_progress() and on_plan() are called.
FindResult find_learning_rate(const Problem& problem, const FindRequest& request, SweepObserver& progress);

/// Median (base/quantiles.h), smallest and largest. NaN counts as larger than any number. Absent for no values.
std::optional<Spread> spread_of(std::vector<double> values);

/// For people to read.
std::string find_table(const FindResult& result, const Screen& screen = {});

}  // namespace lrscope
