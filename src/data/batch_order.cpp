#include "data/batch_order.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/random.h"

namespace lrscope {

Index rows_of_step(const RunSpec& spec, Index rows) {
  return spec.batches ? spec.batches->largest() : std::clamp<Index>(spec.batch_size.rows.value_or(rows), 1, rows);
}

Index steps_of_epoch(const RunSpec& spec, Index rows) {
  if (spec.batches) return spec.batches->steps();
  return steps_of_epoch(rows, rows_of_step(spec, rows), spec.drops_last_batch && !spec.with_replacement);
}

BatchOrder::BatchOrder(Index rows, Index batch_size, bool shuffle, std::uint64_t seed, bool with_replacement,
                       bool drops_last)
    : rows_(rows),
      batch_size_(batch_size),
      shuffle_(shuffle && batch_size < rows),
      with_replacement_(with_replacement && batch_size < rows),
      drops_last_(drops_last && !with_replacement),
      seed_(seed),
      order_(static_cast<std::size_t>(rows)) {
  std::iota(order_.begin(), order_.end(), 0);
}

BatchOrder BatchOrder::of(const RunSpec& spec, Index rows, Index batch_size) {
  BatchOrder order(rows, batch_size, spec.shuffle, spec.order_seed.value_or(spec.seed), spec.with_replacement,
                   spec.drops_last_batch);
  if (spec.batches) {
    order.given_ = spec.batches;
    order.batch_size_ = spec.batches->largest();
  }
  return order;
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
  if (given_) return given_->step(step % given_->steps());
  if (with_replacement_) return draw(step);
  order_epoch(step / steps_per_epoch());
  const Index begin = step % steps_per_epoch() * batch_size_;
  const Index size = std::min(batch_size_, rows_ - begin);
  return std::span(order_).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size));
}

}  // namespace lrscope
