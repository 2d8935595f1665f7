#include "find/warmup_search.h"

#include <algorithm>

namespace lrscope {

void WarmupSearch::add(std::int64_t steps, bool trains) {
  const auto [at, is_new] = tried_.try_emplace(steps, trains);
  at->second = at->second && trains;
}

std::optional<std::int64_t> WarmupSearch::shortest() const {
  std::optional<std::int64_t> steps;
  for (auto at = tried_.rbegin(); at != tried_.rend() && at->second; ++at) steps = at->first;
  return steps;
}

std::optional<std::int64_t> WarmupSearch::longest_failed() const {
  for (auto at = tried_.rbegin(); at != tried_.rend(); ++at)
    if (!at->second) return at->first;
  return std::nullopt;
}

std::optional<std::int64_t> WarmupSearch::next() const {
  if (tried_.empty()) return 0;
  const auto high = shortest(), low = longest_failed();
  if (!high) {
    const std::int64_t longer = std::min(std::max<std::int64_t>(2 * *low, 1), longest_);
    return longer > *low ? std::optional(longer) : std::nullopt;
  }
  const bool is_narrow =
      !low || *high - *low <= 1 || static_cast<double>(*high - *low) <= tolerance_ * static_cast<double>(*low);
  return is_narrow ? std::nullopt : std::optional(*low + (*high - *low) / 2);
}

}  // namespace lrscope
