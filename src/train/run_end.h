// How a run ended, and how fast: all that a map keeps. The same of the loop (training_loop.h) and of the lockstep engine
// (lockstep.h).
#pragma once

#include <cstdint>

#include "lrscope/records.h"

namespace lrscope {

/// Two measures of a trajectory L_0, L_1, …, as in the published pictures (Sohl-Dickstein 2024), of the losses relative
/// to the first, cut at 10⁶; NaN counts as infinite.
class TrajectorySums {
 public:
  void add(double loss, double first) {
    constexpr double most = 1e6;
    const double ratio = loss / first;
    const double relative = ratio <= most ? ratio : most;  // NaN, too
    ++steps_;
    sum_ += relative;
    inverse_sum_ += relative <= 1 ? 1 : 1 / relative;
  }

  /// Mean of L_t/L_0: 0 trains at once, 1 not at all.
  double mean_loss() const { return steps_ == 0 ? 0 : sum_ / static_cast<double>(steps_); }
  /// Σ min(1, L_0/L_t): steps before the loss grew out of sight.
  double onset() const { return inverse_sum_; }

 private:
  std::int64_t steps_ = 0;
  double sum_ = 0;
  double inverse_sum_ = 0;
};

struct CellEnd {
  Outcome outcome = Outcome::trained;
  float score = 0;  // onset() of the failed, mean_loss() of the others
};

inline CellEnd cell_end(Outcome outcome, double mean_loss, double onset) {
  return {outcome, static_cast<float>(has_failed(outcome) ? onset : mean_loss)};
}
inline CellEnd cell_end(const RunRecord& run) { return cell_end(run.outcome, run.mean_loss, run.onset); }

}  // namespace lrscope
