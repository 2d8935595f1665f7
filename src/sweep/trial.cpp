#include "sweep/trial.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "optim/optimizer.h"

namespace lrscope {
double one_digit_below(double x) {
  const double power = std::pow(10, std::floor(std::log10(x)));
  const double digit = std::max(1.0, std::floor(x / power));
  return power >= 1 ? digit * power : digit / std::round(1 / power);
}

std::vector<double> trial_rates(const Problem& problem, RunSpec run) {
  run.curvature = {};
  // What divides by the gradient's size has steps of the size of η, whatever the limit at θ_0, where that size is not known.
  const OptimizerRow& optimizer = find_named(optimizers(), run.optimizer.name, "optimizer");
  if (optimizer.is_adaptive() || optimizer.is_bounded) return {0.01, 0.001, 0.1, 0.0001};
  const std::optional<double> limit = problem.start_curvature(run).limit;
  std::vector<double> rates = {0.1, 0.01, 0.001, 1};
  if (limit && *limit >= 1e-12 && *limit <= 1e12) {
    rates.clear();
    for (const double share : {4, 16, 2, 64}) rates.push_back(one_digit_below(*limit / share));
  }
  return rates;
}

Change rescaling_of(const DataSpec& data, Task task) {
  Change change;
  if (data.scale == Scaling::none) change.emplace_back("scale", "standard");
  if (data.scale_target == Scaling::none && task == Task::regression) change.emplace_back("scale-target", "standard");
  return change;
}

std::optional<TrialResult> run_trial(const Problem& problem, const RunSpec& base, const SweepSpec& sweep,
                                     std::size_t most_runs, SweepObserver& observer) {
  SweepSpec trial;
  trial.base = base;
  trial.base.seed = sweep.seeds.front();
  trial.base.curvature.sharpness_every = 0;
  trial.seeds = sweep.seeds;
  trial.threads = sweep.threads;
  trial.learning_rates = trial_rates(problem, trial.base);
  trial.learning_rates.resize(std::min(most_runs / trial.seeds.size(), trial.learning_rates.size()));
  observer.on_plan(std::ssize(trial.learning_rates) * std::ssize(trial.seeds));
  const SweepResult result = run_sweep(problem, trial, observer);
  if (!result.is_complete()) return std::nullopt;
  const Summary summary = summarise(result.runs);
  if (!summary.suggested_lr || !summary.suggested_d2) return std::nullopt;
  return TrialResult{*summary.suggested_lr, *summary.suggested_d2, summary.suggested_holdout_d2,
                     std::ssize(trial.seeds)};
}

}  // namespace lrscope
