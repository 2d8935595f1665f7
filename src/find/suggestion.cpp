#include "find/suggestion.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace lrscope {
namespace {

constexpr std::size_t dropped_at_end = 5;
// Of a curve, and of a descent: a sixth of it is at least a point.
constexpr std::size_t fewest_points = 6;
constexpr std::size_t slide_window = 15;  // from its left edge to its right one
// Smaller relative changes of a loss may be rounding in float32.
constexpr double rounding = 1e-6;

Suggestion none(std::string why) { return {std::nullopt, std::move(why)}; }

LossCurve finite_part(const LossCurve& curve) {
  LossCurve finite;
  finite.rises_later = curve.rises_later;
  for (std::size_t i = 0; i < curve.losses.size(); ++i)
    if (std::isfinite(curve.losses[i]))
      finite.add(curve.lrs[i], curve.losses[i]);
    else
      finite.rises_later = true;
  return finite;
}

/// Why no method works on this curve, or "".
std::string fault_of(const std::vector<double>& y) {
  if (y.size() < fewest_points)
    return "only " + counted(y.size(), "usable point") + " before the test stopped; lower --start-lr or raise --steps";
  const auto [lowest, highest] = std::ranges::minmax_element(y);
  const double noise = rounding * std::max(std::abs(y.front()), std::abs(*lowest));
  if (!(*highest - *lowest > noise)) return "the loss is flat; raise --end-lr";
  if (!(y.front() - *lowest > noise)) return "the loss only rises and never falls below its start; lower --start-lr";
  return "";
}

Suggestion minimum(const LossCurve& curve) {
  const auto lowest = std::ranges::min_element(curve.losses);
  if (lowest + 1 == curve.losses.end() && !curve.rises_later)
    return none("the loss was still falling at the end; raise --end-lr");
  return {curve.lrs[static_cast<std::size_t>(lowest - curve.losses.begin())] / 10, ""};
}

Suggestion steep(const LossCurve& curve) {
  std::size_t steepest = 0;
  double least = 0;
  for (std::size_t i = 0; i + 1 < curve.losses.size(); ++i) {
    const double slope =
        (curve.losses[i + 1] - curve.losses[i]) / (std::log(curve.lrs[i + 1]) - std::log(curve.lrs[i]));
    if (!(slope < least)) continue;
    least = slope;
    steepest = i;
  }
  return {curve.lrs[steepest], ""};
}

/// A strictly decreasing subsequence: how many points, and the index of its last.
struct Descent {
  std::size_t length = 0;
  std::size_t end = 0;
};

// `last`: the highest last loss of a descent of each length (Fredman 1975). O(n·log n), not O(n²).
Descent longest_descent(const std::vector<double>& losses) {
  Descent longest;
  std::vector<double> last;  // descending
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const auto at = std::ranges::lower_bound(last, losses[i], std::greater<>());
    const auto length = static_cast<std::size_t>(at - last.begin()) + 1;
    if (at == last.end())
      last.push_back(losses[i]);
    else
      *at = losses[i];
    if (length > longest.length) longest = {length, i};
  }
  return longest;
}

Suggestion valley(const LossCurve& curve) {
  const auto [length, end] = longest_descent(curve.losses);
  if (length < fewest_points)
    return none("the longest descent has only " + counted(length, "point") + "; raise --steps");
  // The start may lie one before the first point; a third of six points leads back.
  return {curve.lrs[end + length / 3 + length / 6 - length], ""};
}

Suggestion slide(const LossCurve& curve, double threshold) {
  const std::size_t n = curve.losses.size();
  if (n < slide_window + 2)
    return none("only " + counted(n, "usable point") + ", its window needs " + std::to_string(slide_window + 2) +
                "; raise --steps");
  const auto slope = [&](std::size_t i) {
    const std::size_t low = i == 0 ? 0 : i - 1, high = std::min(i + 1, n - 1);
    return (curve.losses[high] - curve.losses[low]) / static_cast<double>(high - low);
  };
  const auto moves_on = [&](std::size_t left) {
    return !(std::abs(slope(left + slide_window) - slope(left)) <= threshold);
  };
  std::size_t left = n - 1 - slide_window;
  if (!moves_on(left))
    return none("its window is already at rest at the end of the test; raise --end-lr or lower --slide-threshold");
  while (moves_on(left)) {
    if (left == 0)
      return none("its window never comes to rest: everywhere slopes differ by more than --slide-threshold " +
                  number_text(threshold) + ", which is in units of the loss");
    --left;
  }
  return {curve.lrs[left + 1], ""};
}

}  // namespace

std::pair<std::size_t, std::size_t> used_range(std::size_t measured, long long steps) {
  const std::size_t end = measured - std::min(measured, dropped_at_end);
  return {std::min(static_cast<std::size_t>(steps / 10), end), end};
}

LossCurve used_part(const LossCurve& whole, long long steps) {
  const auto [begin, end] = used_range(whole.losses.size(), steps);
  LossCurve used;
  double lowest = HUGE_VAL;
  for (std::size_t i = begin; i < end; ++i) {
    used.add(whole.lrs[i], whole.losses[i]);
    lowest = std::min(lowest, whole.losses[i]);
  }
  used.rises_later = whole.rises_later || std::any_of(whole.losses.begin() + end, whole.losses.end(),
                                                      [&](double loss) { return !(loss <= lowest); });
  return used;
}

Suggestion suggest(SuggestionMethod method, const LossCurve& used, double slide_threshold) {
  const LossCurve curve = finite_part(used);
  if (std::string fault = fault_of(curve.losses); !fault.empty()) return none(std::move(fault));
  if (method == SuggestionMethod::minimum) return minimum(curve);
  if (method == SuggestionMethod::steep) return steep(curve);
  if (method == SuggestionMethod::valley) return valley(curve);
  return slide(curve, slide_threshold);
}

}  // namespace lrscope
