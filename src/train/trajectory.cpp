#include "train/trajectory.h"

#include <cmath>
#include <limits>

namespace lrscope {
namespace {
constexpr std::size_t most_thinned = 128;
}

Trajectory::Trajectory(double noise)
    : noise_(noise), lowest_(std::numeric_limits<double>::infinity()), previous_(lowest_) {
  thinned_.reserve(most_thinned + 1);
}

void Trajectory::Rise::begin(std::int64_t step) {
  *this = Rise{};
  start = step;
}

void Trajectory::Rise::add(std::int64_t step, double loss) {
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

void Trajectory::add(double loss) {
  const std::int64_t step = count_++;
  if (loss <= previous_) current_rise_.begin(step);
  current_rise_.add(step, loss);
  if (loss < lowest_) lowest_ = loss;
  const bool is_low = loss <= noise_ * lowest_ && !std::isinf(loss);
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

std::optional<double> Trajectory::growth_per_step() const {
  const Fit& f = final_rise_.fit_to_highest;
  const double spread = f.n * f.tt - f.t * f.t;
  if (!(f.n >= 2) || !(spread > 0)) return std::nullopt;
  return std::exp((f.n * f.ty - f.t * f.y) / spread);
}

std::vector<double> Trajectory::curve() const {
  std::vector<double> losses = thinned_;
  if (count_ > 0 && (count_ - 1) % stride_ != 0) losses.push_back(previous_);
  return losses;
}

}  // namespace lrscope
