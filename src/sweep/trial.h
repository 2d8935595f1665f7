// What the same data reach when they are re-scaled: a few runs beside a sweep, never more than it has.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lrscope/sweep.h"
#include "spec/change.h"

namespace lrscope {

/// Standardised features, and targets of a regression, as far as `data` does not scale them; empty if it does.
Change rescaling_of(const DataSpec& data, Task task);

/// The largest number of one digit that is not above `x`. Requires: x > 0.
double one_digit_below(double x);

/// Learning rates below the limit of `problem` at θ_0, or of usual size where there is none; the most promising one first.
std::vector<double> trial_rates(const Problem& problem, RunSpec run);

/// The best learning rate of a trial.
struct TrialResult {
  double lr = 0;
  double d2 = 0;                     // mean over the seeds, all of them with skill
  std::optional<double> holdout_d2;  // the same on held-out rows
  std::int64_t seeds = 0;
};

/// Runs `base` at a few learning rates below the limit of `problem` at θ_0, with every seed of `sweep`: at most `most_runs`
/// runs. `observer` sees them. Absent if at no rate every seed has skill, or if it was interrupted. Requires: most_runs ≥ the number of seeds.
std::optional<TrialResult> run_trial(const Problem& problem, const RunSpec& base, const SweepSpec& sweep,
                                     std::size_t most_runs, SweepObserver& observer);

}  // namespace lrscope
