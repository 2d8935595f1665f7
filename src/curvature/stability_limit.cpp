#include "curvature/sharpness.h"

#include <algorithm>
#include <cmath>

namespace lrscope {
namespace {

struct Point {
  double eta;
  double ratio;
  double height;  // log ratio, halved where the secant keeps this end: the Illinois rule
};

Point point_at(double eta, double ratio) { return {eta, ratio, std::log(ratio)}; }

/// The next η: where the secant through both ends is 0, by logarithms, or the middle.
double between(const Point& low, const Point& high) {
  const double middle = std::sqrt(low.eta) * std::sqrt(high.eta);
  const double share = low.height / (low.height - high.height);
  if (!(share > 0 && share < 1)) return middle;  // NaN, too: a ratio below 0, or that overflowed
  return std::clamp(low.eta * std::pow(high.eta / low.eta, share), low.eta, high.eta);
}

class Search {
 public:
  Search(const std::function<double(double)>& ratio, const RateRange& range, double tolerance)
      : ratio_(ratio), range_(range), tolerance_(tolerance) {}

  StabilityLimit run() {
    const double at_zero = ratio_(0);
    if (!std::isfinite(at_zero)) return {std::nullopt, "the Hessian is not finite"};
    if (!(at_zero < 1)) return {std::nullopt, own_rates_are_too_high};
    ask(1);
    if (!low_ && !found_) find_low();
    if (!low_ && !found_) return {std::nullopt, own_rates_are_too_high};
    if (!high_ && !found_) find_high();
    if (!high_ && !found_)
      return {std::nullopt, "the loss curves upwards in no direction of the layers that --lr moves"};
    narrow();
    return {found_, ""};
  }

 private:
  static constexpr const char* own_rates_are_too_high =
      "the rates of --layer-lr are past the threshold by themselves, whatever --lr";

  void ask(double eta) {
    const double ratio = ratio_(eta);
    if (std::abs(ratio - 1) <= tolerance_) found_ = eta;
    (ratio < 1 ? low_ : high_) = point_at(eta, ratio);  // NaN: too high
  }

  // First to where the ratio would be 1 if it were proportional, then by 2, 4, 16, 256, …
  void find_low() {
    double factor = std::isfinite(high_->ratio) ? std::max(2.0, high_->ratio) : 2;
    for (; !low_ && !found_ && high_->eta / factor >= range_.smallest; factor *= factor) ask(high_->eta / factor);
  }
  void find_high() {
    double factor = low_->ratio > 0 ? std::max(2.0, 1 / low_->ratio) : 2;
    for (; !high_ && !found_ && low_->eta * factor <= range_.largest; factor *= factor) ask(low_->eta * factor);
  }

  void narrow() {
    bool was_low = false, is_first = true;
    while (!found_ && high_->eta / low_->eta - 1 > tolerance_) {
      const double eta = between(*low_, *high_);
      const bool is_at_an_end = eta == low_->eta || eta == high_->eta;
      const double next = is_at_an_end ? std::sqrt(low_->eta) * std::sqrt(high_->eta) : eta;
      const double low = low_->eta;
      ask(next);
      const bool is_low = low_->eta != low;
      if (!is_first && is_low == was_low) (is_low ? high_ : low_)->height /= 2;
      was_low = is_low;
      is_first = false;
    }
    if (!found_) found_ = low_->eta;
  }

  const std::function<double(double)>& ratio_;
  RateRange range_;
  double tolerance_;
  std::optional<Point> low_, high_;  // ratio below 1, and not
  std::optional<double> found_;
};

}  // namespace

StabilityLimit stability_limit(const std::function<double(double)>& ratio, const RateRange& range, double tolerance) {
  return Search(ratio, range, tolerance).run();
}

}  // namespace lrscope
