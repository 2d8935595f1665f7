// When a run ends before its last step, and what its outcome depends on: the rules of the loop (trainer.h) and of the
// lockstep engine (lockstep.h).
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include "lrscope/run_spec.h"
#include "train/run_end.h"

namespace lrscope {

/// How long a run goes on after its first non-finite parameter, so that the chain inf → NaN is seen.
inline constexpr std::int64_t steps_past_nonfinite = 10;

/// T: the steps of a run of `spec`.
inline std::int64_t total_steps(const RunSpec& spec, std::int64_t steps_per_epoch) {
  return spec.max_steps.value_or(spec.epochs * steps_per_epoch);
}

class StopRule {
 public:
  StopRule(double diverge_factor, bool stops_on_divergence) : stops_on_divergence_(stops_on_divergence) {
    end_.diverge_factor = diverge_factor;
  }

  /// L(θ_0), before see().
  void begin(double initial_loss) { end_.initial_loss = initial_loss; }
  double initial_loss() const { return end_.initial_loss; }

  /// L_B(θ_t), for t = 0, 1, 2, …; true if the run ends here: the loss is NaN, steps_past_nonfinite have gone by, or the
  /// loss stood above the diverge factor × the initial loss, where such a run is to stop.
  ///
  /// Batches of few rows differ by nature: such a loss is a spike only if this very batch started lower.
  /// `loss_at_start` gives its loss at θ_0, or L(θ_0) where all steps see the same rows; it is seldom asked.
  template <class LossAtStart>
  bool see(std::int64_t t, double loss, const LossAtStart& loss_at_start) {
    sums_.add(loss, end_.initial_loss);
    const double factor = end_.diverge_factor;
    if (!end_.spiked && !(loss <= factor * end_.initial_loss))
      end_.spiked = !std::isfinite(loss) || !(loss <= factor * loss_at_start());
    end_.was_stopped = std::isnan(loss) || (nonfinite_step_ && t >= *nonfinite_step_ + steps_past_nonfinite) ||
                       (stops_on_divergence_ && end_.spiked);
    return end_.was_stopped;
  }

  /// θ_t is not finite. The first such step counts.
  void note_nonfinite(std::int64_t t) {
    if (!nonfinite_step_) nonfinite_step_ = t;
  }

  /// Once the run has ended with `final_loss`.
  Outcome outcome(double final_loss) const {
    RunEnd end = end_;
    end.final_loss = final_loss;
    end.has_finite_parameters = !nonfinite_step_;
    return outcome_of(end);
  }
  const TrajectorySums& sums() const { return sums_; }

 private:
  bool stops_on_divergence_;
  RunEnd end_;
  TrajectorySums sums_;
  std::optional<std::int64_t> nonfinite_step_;  // the first t with a non-finite θ_t
};

}  // namespace lrscope
