// The curvature on the way of a run: the learning rate that it allows at some steps, and the lowest of these.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/reductions.h"
#include "curvature/sharpness.h"
#include "lrscope/curvature.h"
#include "lrscope/run_spec.h"
#include "train/setup.h"
#include "train/training_loop.h"

namespace lrscope {

/// Momentum carries a network past the point where its sharpness was measured, and sums up the noise of batches that
/// follow each other. tests/bench/bench_limits measures that half is enough, and the whole is not.
constexpr double share_with_momentum = 0.5;

/// The steps at which a run of `steps` is measured: the first ones closely, where the sharpness changes fastest, then every
/// sixth part, the end included.
inline std::vector<std::int64_t> steps_to_measure(std::int64_t steps) {
  constexpr std::int64_t parts = 6;
  std::vector<std::int64_t> measured = {0};
  for (std::int64_t t = 1; t < steps / parts; t *= 2) measured.push_back(t);
  for (std::int64_t i = 1; i <= parts; ++i)
    if (const std::int64_t t = steps * i / parts; t > measured.back()) measured.push_back(t);
  return measured;
}

/// P of an adaptive optimizer follows the rate of the run, so that a slow run says nothing of a fast one.
template <Real S>
bool has_slow_run(const Optimizer<S>& optimizer, const RunSpec& spec) {
  return optimizer.preconditioner_formula().empty() && !optimizer.has_own_rates() && !spec.optimizer.clip_norm &&
         !spec.optimizer.clip_value;
}

template <Real S>
class SlowPath {
 public:
  SlowPath(const Setup<S>& setup, Optimizer<S>& optimizer, const RunSpec& spec)
      : spec_(spec),
        optimizer_(optimizer),
        objective_(setup.objective()),
        batches_(setup.objective()),
        rows_(setup.measured()),
        probe_(*rows_, false, sharpness_alone(spec.curvature), setup.summed_rows),
        trainer_(*objective_, optimizer, spec, setup.start(), nullptr),
        g_(setup.parameters) {}

  /// Trains, as far as all stays finite. Requires: not called before.
  std::optional<SlowRun> lowest() {
    std::optional<SlowRun> lowest;
    for (const std::int64_t t : steps_to_measure(total_steps(spec_, objective_->steps_per_epoch()))) {
      trainer_.advance_to(t);
      if (trainer_.steps() != t || !all_finite(trainer_.theta())) break;
      const auto here = measure(t);
      if (here && (!lowest || here->limit < lowest->limit)) lowest = here;
    }
    return lowest;
  }

 private:
  static CurvatureSpec sharpness_alone(CurvatureSpec spec) {
    spec.eigenvalues = 0;
    return spec;
  }

  /// Nothing where the loss curves upwards in no direction, or H is not finite.
  std::optional<SlowRun> measure(std::int64_t t) {
    StepCurvature step;
    probe_.measure(trainer_.theta(), step);
    if (!std::isfinite(step.sharpness->value)) return std::nullopt;
    const double eta = spec_.learning_rate;
    probe_.measure_stability(optimizer_, {eta, eta, 1, batches_->summed_rows()}, step);
    if (!step.stability_ratio || !(*step.stability_ratio > 0)) return std::nullopt;
    double limit = eta / *step.stability_ratio;
    limit *= optimizer_.threshold_under(scatter()) / optimizer_.stability_threshold().value;
    if (optimizer_.memory() > 1) limit *= share_with_momentum;
    return SlowRun{eta, limit, t, step.sharpness->value};
  }

  /// The variance over the batches of an epoch of the curvature along the sharpest direction, relative to its mean square.
  double scatter() {
    if (batches_->has_fixed_batch()) return 0;
    const Vector<S> v = probe_.top().template cast<S>();
    double shares = 0, sum = 0, squares = 0;
    for (Index batch = 0; batch < batches_->steps_per_epoch(); ++batch) {
      batches_->stand_at(batch, trainer_.theta(), g_);
      const double q = batches_->curvature(v), share = batches_->batch_share();
      shares += share;
      sum += share * q;
      squares += share * q * q;
    }
    const double scatter = squares * shares / (sum * sum) - 1;
    return scatter > 0 && std::isfinite(scatter) ? scatter : 0;
  }

  RunSpec spec_;
  Optimizer<S>& optimizer_;
  std::unique_ptr<Objective<S>> objective_, batches_, rows_;
  SharpnessProbe<S> probe_;
  Trainer<S> trainer_;
  Vector<S> g_;
};

}  // namespace lrscope
