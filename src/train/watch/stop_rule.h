// When a run ends before its last step, and how, in the loop and in the lockstep engine.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include "data/batch_order.h"
#include "lrscope/records.h"
#include "lrscope/run_spec.h"

namespace lrscope {

/// What a map keeps of a run.
struct CellEnd {
  Outcome outcome = Outcome::trained;
  float score = 0;
};

inline CellEnd cell_end(const RunRecord& run) { return {run.outcome, run.score}; }

/// How long a run goes on after its first non-finite parameter, so that the chain inf → NaN is seen.
inline constexpr std::int64_t steps_past_nonfinite = 10;

/// T: the steps of a run of `spec`.
inline std::int64_t total_steps(const RunSpec& spec, std::int64_t steps_per_epoch) {
  return spec.max_steps.value_or(spec.epochs * steps_per_epoch);
}

/// The same for data of so many rows; 0: a function, whose epochs are steps.
inline std::int64_t total_steps_on(const RunSpec& spec, std::int64_t rows) {
  return total_steps(spec, rows == 0 ? 1 : steps_of_epoch(spec, rows));
}

class StopRule {
 public:
  /// `baseline_loss`: of the best constant prediction over all rows, where something is predicted. `lowest_loss`: of a
  /// perfect one. Losses are compared above that: L below is L − lowest_loss.
  StopRule(double diverge_factor, bool stops_on_divergence, std::optional<double> baseline_loss, double lowest_loss = 0)
      : diverge_factor_(diverge_factor),
        stops_on_divergence_(stops_on_divergence),
        baseline_loss_(baseline_loss),
        lowest_loss_(lowest_loss) {}

  /// L(θ_0), before see().
  void begin(double initial_loss) { initial_loss_ = initial_loss - lowest_loss_; }
  double initial_loss() const { return initial_loss_ + lowest_loss_; }

  /// L_B(θ_t), for t = 0, 1, 2, …; true if the run ends here: the loss is NaN, steps_past_nonfinite have gone by, or the
  /// loss was above the diverge factor × the initial loss, where such a run is to stop.
  ///
  /// Batches of few rows differ by nature: such a loss is a spike only if the same batch had a lower loss at θ_0.
  /// `loss_at_start` returns that loss, or L(θ_0) where all steps see the same rows; it is seldom called.
  template <class LossAtStart>
  bool see(std::int64_t t, double loss, const LossAtStart& loss_at_start) {
    constexpr double most = 1e6;
    loss -= lowest_loss_;
    const double ratio = loss / initial_loss_, relative = ratio <= most ? ratio : most;  // NaN counts as infinite
    ++steps_;
    sum_ += relative;
    inverse_sum_ += relative <= 1 ? 1 : 1 / relative;
    if (!spiked_ && !(loss <= diverge_factor_ * initial_loss_))
      spiked_ = !std::isfinite(loss) || !(loss <= diverge_factor_ * (loss_at_start() - lowest_loss_));
    was_stopped_ = std::isnan(loss) || (nonfinite_step_ && t >= *nonfinite_step_ + steps_past_nonfinite) ||
                   (stops_on_divergence_ && spiked_);
    return was_stopped_;
  }

  /// θ_t is not finite. The first such step counts.
  void note_nonfinite(std::int64_t t) {
    if (!nonfinite_step_) nonfinite_step_ = t;
  }

  /// Once the run has ended with `final_loss`: its outcome and one of two measures (Sohl-Dickstein 2024). Where it failed
  /// the onset, Σ min(1, L_0/L_t): steps before the loss grew out of sight. Else the mean of L_t/L_0, cut at 10⁶: 0 trains
  /// at once, 1 not at all.
  CellEnd end(double final_loss) const {
    const Outcome how = outcome(final_loss);
    const double mean_loss = steps_ == 0 ? 0 : sum_ / static_cast<double>(steps_);
    return {how, static_cast<float>(has_failed(how) ? inverse_sum_ : mean_loss)};
  }

 private:
  Outcome outcome(double final_loss) const {
    constexpr double stalled_fraction = 0.99;  // a loss above this fraction of the initial one has not trained
    const double excess = final_loss - lowest_loss_;
    if (!std::isfinite(final_loss) || nonfinite_step_) return Outcome::nonfinite;
    if (excess > diverge_factor_ * initial_loss_ || (was_stopped_ && spiked_)) return Outcome::diverged;
    if (!(excess <= stalled_fraction * initial_loss_)) return Outcome::stalled;
    if (baseline_loss_ && !(final_loss < *baseline_loss_)) return Outcome::no_skill;
    return spiked_ ? Outcome::spiked : Outcome::trained;
  }

  double diverge_factor_;
  bool stops_on_divergence_;
  std::optional<double> baseline_loss_;
  double lowest_loss_;
  double initial_loss_ = 0;
  bool spiked_ = false;       // the loss was above the diverge factor × the initial loss
  bool was_stopped_ = false;  // before the last step
  std::int64_t steps_ = 0;
  double sum_ = 0;                              // of L_t/L_0
  double inverse_sum_ = 0;                      // of min(1, L_0/L_t)
  std::optional<std::int64_t> nonfinite_step_;  // the first t with a non-finite θ_t
};

}  // namespace lrscope
