// The sign by which a run that will fail is told from one that will recover, while its numbers are still finite.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

namespace lrscope {

/// Fires at the first step whose loss stands above `factor` times the largest of the run's first `base_steps` losses (of
/// those before it). Of twenty signals that tests/bench/bench_warnings.cpp held against runs near the boundary, stability
/// ratio and critical learning rate among them, this one told failing runs from recovering ones best.
class EarlyWarning {
 public:
  static constexpr double factor = 10;
  static constexpr std::int64_t base_steps = 10;

  /// L_B(θ_t), in the order of t. True where it fires, once a run. What is not finite is no warning: it is the end. Nor is
  /// there a multiple of losses below 0, as those of poisson.
  bool see(std::int64_t step, double loss) {
    const bool fires = !step_ && step > 0 && std::isfinite(loss) && base_ >= 0 && loss > factor * base_;
    if (fires)
      step_ = step;
    else if (!step_ && step < base_steps)
      base_ = step == 0 ? loss : std::max(base_, loss);
    return fires;
  }

  /// The loss that it compares with; once it fired, the one that was passed.
  double base() const { return base_; }
  std::optional<std::int64_t> step() const { return step_; }

 private:
  double base_ = 0;
  std::optional<std::int64_t> step_;
};

}  // namespace lrscope
