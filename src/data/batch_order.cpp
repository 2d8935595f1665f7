#include "data/batch_order.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/random.h"

namespace lrscope {

BatchOrder::BatchOrder(Index rows, Index batch_size, bool shuffle, std::uint64_t seed, bool with_replacement)
    : rows_(rows),
      batch_size_(batch_size),
      shuffle_(shuffle && batch_size < rows),
      with_replacement_(with_replacement && batch_size < rows),
      seed_(seed),
      order_(static_cast<std::size_t>(rows)) {
  std::iota(order_.begin(), order_.end(), 0);
}

void BatchOrder::order_epoch(Index epoch) {
  if (!shuffle_ || epoch == ordered_epoch_) return;
  // Fisher–Yates from the identity, so that an epoch's order does not depend on the epochs before it.
  std::iota(order_.begin(), order_.end(), 0);
  const Random random(seed_, Stream::batch_order, static_cast<std::uint32_t>(epoch));
  for (std::size_t i = order_.size() - 1; i > 0; --i) std::swap(order_[i], order_[random.below(i + 1, i)]);
  ordered_epoch_ = epoch;
}

// A function of seed and step alone, too.
std::span<const int> BatchOrder::draw(Index step) {
  const Random random(seed_, Stream::batch_draws, static_cast<std::uint32_t>(step));
  const std::span<int> drawn = std::span(order_).first(static_cast<std::size_t>(batch_size_));
  for (std::size_t i = 0; i < drawn.size(); ++i)
    drawn[i] = static_cast<int>(random.below(static_cast<std::uint64_t>(rows_), i));
  return drawn;
}

std::span<const int> BatchOrder::batch(Index step) {
  if (with_replacement_) return draw(step);
  order_epoch(step / steps_per_epoch());
  const Index begin = step % steps_per_epoch() * batch_size_;
  const Index size = std::min(batch_size_, rows_ - begin);
  return std::span(order_).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size));
}

}  // namespace lrscope
