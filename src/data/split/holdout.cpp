#include "data/split/holdout.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/random.h"
#include "base/text.h"

namespace lrscope {

std::optional<Holdout> parse_holdout(std::string_view text) {
  constexpr std::string_view last = "last:";
  const bool is_last = text.starts_with(last);
  const auto fraction = parse_number(is_last ? text.substr(last.size()) : text);
  if (!fraction || !(*fraction > 0 && *fraction < 1)) return std::nullopt;
  return Holdout{*fraction, is_last};
}

Split split_rows(Index rows, const Holdout& holdout, std::uint64_t seed) {
  std::vector<Index> order(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), Index{0});
  if (!holdout.is_last) {
    const Random random(seed, Stream::holdout);
    for (std::size_t i = order.size(); i-- > 1;) std::swap(order[i], order[random.below(i + 1, i)]);
  }
  const auto first_held =
      order.begin() + static_cast<Index>(std::floor(static_cast<double>(rows) * (1 - holdout.fraction)));
  Split split{{order.begin(), first_held}, {first_held, order.end()}};
  std::ranges::sort(split.training);
  std::ranges::sort(split.held);
  return split;
}

}  // namespace lrscope
