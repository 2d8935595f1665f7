// The losses of one run in constant memory: where the rise that never recovered began, its speed, and a curve of few points.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace lrscope {

class Trajectory {
 public:
  /// `noise`: losses within this factor of the lowest count as not risen; more than 1 where batches differ.
  /// `lowest_loss`: of a perfect prediction, above which losses are compared.
  explicit Trajectory(double noise, double lowest_loss = 0) : noise_(noise), lowest_loss_(lowest_loss) {
    thinned_.reserve(most_thinned + 1);
  }

  /// L_B(θ_t), for t = 0, 1, 2, … Allocates nothing.
  void add(double loss) {
    const std::int64_t step = count_++;
    if (loss <= previous_) current_rise_ = {step, 0, {}, {}};
    current_rise_.add(step, loss);
    if (loss < lowest_) lowest_ = loss;
    const bool is_low = loss - lowest_loss_ <= noise_ * (lowest_ - lowest_loss_) && !std::isinf(loss);
    if (is_low)
      final_rise_ = current_rise_;
    else
      final_rise_.add(step, loss);
    previous_ = loss;

    if (step % stride_ != 0) return;
    thinned_.push_back(loss);
    if (thinned_.size() < most_thinned) return;
    for (std::size_t i = 0; 2 * i < thinned_.size(); ++i) thinned_[i] = thinned_[2 * i];
    thinned_.resize(thinned_.size() / 2);
    stride_ *= 2;
  }

  /// The step of the last loss was the first that raised the loss of its own batch: no rise begins before it. Batches
  /// scatter, so that a loss may be higher than the one before without a step uphill.
  void note_first_rise() {
    const std::int64_t step = count_ - 1;
    for (Rise* rise : {&current_rise_, &final_rise_}) {
      if (!rise->start || *rise->start >= step) continue;
      *rise = {step, 0, {}, {}};
      rise->add(step, previous_);
    }
  }

  /// The last step from which the loss only went up and never came back: the start of the final rise.
  std::optional<std::int64_t> rise_start() const { return final_rise_.start; }

  /// exp of the least-squares slope of log L over t, from rise_start() to the highest loss after it; absent with fewer than
  /// two finite positive losses.
  std::optional<double> growth_per_step() const {
    const Fit& f = final_rise_.fit_to_highest;
    const double spread = f.n * f.tt - f.t * f.t;
    if (!(f.n >= 2) || !(spread > 0)) return std::nullopt;
    return std::exp((f.n * f.ty - f.t * f.y) / spread);
  }

  /// At most 128 losses, evenly thinned, the last one included.
  std::vector<double> curve() const {
    std::vector<double> losses = thinned_;
    if (count_ > 0 && (count_ - 1) % stride_ != 0) losses.push_back(previous_);
    return losses;
  }

 private:
  static constexpr std::size_t most_thinned = 128;

  /// Sums of a straight-line fit of log L over t.
  struct Fit {
    double n = 0, t = 0, y = 0, tt = 0, ty = 0;
  };
  /// A stretch of steps and the fit over it, up to now and up to its highest loss.
  struct Rise {
    std::optional<std::int64_t> start;
    double highest = 0;
    Fit fit;
    Fit fit_to_highest;

    void add(std::int64_t step, double loss) {
      if (!start || !(loss > 0) || std::isinf(loss)) return;
      const double x = static_cast<double>(step - *start), log_loss = std::log(loss);
      fit.n += 1;
      fit.t += x;
      fit.y += log_loss;
      fit.tt += x * x;
      fit.ty += x * log_loss;
      if (loss < highest) return;
      highest = loss;
      fit_to_highest = fit;
    }
  };

  double noise_, lowest_loss_;
  std::int64_t count_ = 0;
  double lowest_ = std::numeric_limits<double>::infinity(), previous_ = lowest_;
  Rise current_rise_;  // since the last step that did not rise
  Rise final_rise_;    // since the start of the rise after the last low
  std::vector<double> thinned_;
  std::int64_t stride_ = 1;
};

}  // namespace lrscope
