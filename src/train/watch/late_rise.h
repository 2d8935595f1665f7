// A loss over all rows that was low and rose again, although the run did not fail.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace lrscope {

/// Knows from which measurement on the loss stayed above twice its low. The low is one that held: two measurements in a row
/// were at or below it. A single lucky one, as minibatches and oscillations make them, lowers nothing, and a single high one
/// is no rise: at least two stay up, the last of the run among them. Nor is one by less than a millionth of the loss at the
/// start: float32 rounds so.
class LateRise {
 public:
  /// L(θ_t) over all rows, in the order of t.
  void add(std::int64_t step, double loss) {
    constexpr double up = 2, visible = 1e-6;
    if (!first_) first_ = loss;
    low_ = std::min(low_, std::max(previous_, at_least(loss)));
    previous_ = at_least(loss);
    if (loss <= up * low_ || loss - low_ <= visible * *first_) {
      high_ = 0;
      return;
    }
    if (high_++ == 0) since_ = step;
  }

  std::optional<std::int64_t> step() const { return high_ >= 2 ? std::optional(since_) : std::nullopt; }

 private:
  static double at_least(double loss) { return std::isnan(loss) ? std::numeric_limits<double>::infinity() : loss; }

  std::optional<double> first_;
  double low_ = std::numeric_limits<double>::infinity(), previous_ = low_;
  std::int64_t since_ = 0;
  std::int64_t high_ = 0;  // measurements since then
};

}  // namespace lrscope
