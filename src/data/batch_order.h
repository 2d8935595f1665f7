// The rows of each step: a function of seed and step alone, never of the learning rate.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lrscope/run_spec.h"
#include "lrscope/types.h"

namespace lrscope {

class BatchOrder {
 public:
  /// Every epoch visits each row once, in a new order if `shuffle`; the last batch of an epoch may be smaller. With
  /// batch_size = rows every step takes all rows in the order of the file. Else, `with_replacement`, every row of every step
  /// is drawn from all rows, and batches are of one size. Requires: 1 ≤ batch_size ≤ rows.
  BatchOrder(Index rows, Index batch_size, bool shuffle, std::uint64_t seed, bool with_replacement = false);

  /// The rows of each step of a run.
  static BatchOrder of(const RunSpec& spec, Index rows, Index batch_size) {
    return {rows, batch_size, spec.shuffle, spec.order_seed.value_or(spec.seed), spec.with_replacement};
  }

  Index steps_per_epoch() const { return (rows_ + batch_size_ - 1) / batch_size_; }
  bool is_full_batch() const { return batch_size_ == rows_; }

  /// Rows of step `step` (from 0). Valid until the next call. Allocates nothing.
  std::span<const int> batch(Index step);

 private:
  void order_epoch(Index epoch);
  std::span<const int> draw(Index step);

  Index rows_;
  Index batch_size_;
  bool shuffle_;
  bool with_replacement_;
  std::uint64_t seed_;
  Index ordered_epoch_ = -1;
  std::vector<int> order_;
};

}  // namespace lrscope
