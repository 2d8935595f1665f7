// THE LOOP. One training run: evaluate L and g at θ_t, check that they are finite, let the optimizer write Δ, measure, move
// to θ_{t+1} = θ_t + Δ.
#pragma once

#include <cstdint>
#include <optional>

#include "curvature/sharpness.h"
#include "curvature/taylor.h"
#include "lrscope/matrix.h"
#include "lrscope/objective.h"
#include "lrscope/records.h"
#include "lrscope/run_spec.h"
#include "lrscope/trainer.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"
#include "train/watch/early_warning.h"
#include "train/watch/late_rise.h"
#include "train/watch/stability_forecast.h"
#include "train/watch/stop_rule.h"
#include "train/watch/trajectory.h"

namespace lrscope {

template <Real Scalar>
class Trainer {
 public:
  /// Starts at θ_0 = `start`. With an observer every field of StepRecord is measured at every step (full_loss: once an
  /// epoch). With a sharpness probe the stability ratio is measured, too, every spec.curvature.sharpness_every steps.
  Trainer(Objective<Scalar>& objective, Optimizer<Scalar>& optimizer, const RunSpec& spec, Vector<Scalar> start,
          StepObserver* observer, SharpnessProbe<Scalar>* sharpness = nullptr);

  /// Trains to `step`, or to the end of the run if that comes first (stop_rule.h). Throws: Interrupted.
  void advance_to(std::int64_t step);

  /// The t of theta().
  std::int64_t steps() const { return record_.steps; }
  /// θ_t, valid up to the next call.
  const Vector<Scalar>& theta() const { return points_[t_ % 2]; }

  /// Trains to the end of the run. Requires: not called before.
  RunRecord run();

 private:
  void begin();
  void step();
  void finish();

  Vector<Scalar>& other() { return points_[(t_ + 1) % 2]; }  // θ_{t−1} until move() makes it θ_{t+1}
  void measure_full_loss(StepRecord& step);
  void note_full_loss(double loss);
  void add_to_epoch(StepRecord& step);
  void note_stability(StepRecord& step, double share);
  void note_onsets(double loss, bool gradient_is_finite);
  double batch_loss_at_start();
  void locate_nonfinite();
  void measure_sharpness(StepRecord& step);
  void move(StepRecord& step);
  void measure_critical_lr(StepRecord& step);
  void measure_actual_change(StepRecord& step);
  void measure_skill();
  void count_dead_units();

  Objective<Scalar>& objective_;
  Optimizer<Scalar>& optimizer_;
  RunSpec spec_;
  StepObserver* observer_;
  SharpnessProbe<Scalar>* sharpness_;
  std::int64_t total_steps_;
  Schedule schedule_;
  TaylorProbe<Scalar> taylor_;
  Trajectory trajectory_;
  StopRule stop_rule_;
  LateRise late_rise_;
  EarlyWarning warning_;
  StabilityForecast forecast_;

  std::int64_t t_ = 0;
  bool has_begun_ = false;
  bool ended_ = false;
  Vector<Scalar> start_;              // θ_0
  Vector<Scalar> points_[2];          // θ of even and of odd t
  Vector<Scalar> g_;                  // g(θ_t)
  Vector<Scalar> delta_;              // Δ
  Vector<Scalar> along_;              // θ_t + cΔ, with spec_.measures_critical_lr
  std::optional<Scalar> loss_after_;  // L_B(θ_t) where the step before measured it already
  double epoch_sum_ = 0;              // of batch losses times rows
  double epoch_rows_ = 0;
  RunRecord record_;
};

}  // namespace lrscope
