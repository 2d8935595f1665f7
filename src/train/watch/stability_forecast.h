// When adam or rmsprop become unstable: the forecast from a stability ratio that grows because v forgets.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace lrscope {

/// While g² ≪ v, v decays by β₂ a step, P ~ √v by β₂^½, and the ratio η·λmax(P⁻¹H)/threshold grows by β₂^−½. A ratio r < 1
/// then reaches 1 at t* = t + ln(1/r) / (−½ ln β₂). There is a forecast only where the ratios measured last have grown so.
class StabilityForecast {
 public:
  /// `beta2`: of the mean of g²; 0 where there is none.
  explicit StabilityForecast(double beta2)
      : rate_(beta2 > 0 && beta2 < 1 ? -std::log(beta2) / 2 : 0), window_(std::max(least_window, growth / rate_)) {}

  /// The ratio at step t, in the order of t.
  std::optional<std::int64_t> see(std::int64_t t, double ratio) {
    if (rate_ == 0 || !(ratio > 0) || std::isinf(ratio)) {
      points_.clear();
      return std::nullopt;
    }
    const Point now{static_cast<double>(t), std::log(ratio)};
    while (points_.size() > 2 && now.first - points_[1].first >= window_) points_.pop_front();
    const bool holds = has_grown_to(now);
    if (points_.empty() || now.first - points_.back().first >= window_ / most_points) points_.push_back(now);
    if (!holds || !(ratio < 1)) return std::nullopt;
    const double step = std::ceil(now.first - now.second / rate_);
    return step < farthest ? std::optional(static_cast<std::int64_t>(step)) : std::nullopt;
  }

 private:
  using Point = std::pair<double, double>;                  // t, ln ratio
  static constexpr double least_window = 20, growth = 0.1;  // steps, and what ln ratio grows by in them
  static constexpr double most_points = 16, farthest = 1e15;

  /// Over the window as a whole, and over either half of it.
  bool has_grown_to(const Point& now) const {
    constexpr double whole = 0.05, half = 0.1;
    if (points_.size() < 2 || now.first - points_.front().first < window_) return false;
    const Point& first = points_.front();
    const Point& middle = points_[points_.size() / 2];
    return is_right(first, now, whole) && is_right(first, middle, half) && is_right(middle, now, half);
  }
  bool is_right(const Point& from, const Point& to, double tolerance) const {
    return std::abs((to.second - from.second) / (to.first - from.first) / rate_ - 1) <= tolerance;
  }

  double rate_;    // of ln ratio, a step
  double window_;  // steps
  std::deque<Point> points_;
};

}  // namespace lrscope
