// The rows of each step: a function of seed and step alone, never of the learning rate.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "data/order/given_batches.h"
#include "lrscope/run_spec.h"
#include "lrscope/types.h"

namespace lrscope {

/// Steps that see each row once. The last one may be smaller, or is dropped if it is. Requires: 1 ≤ batch_size ≤ rows.
constexpr Index steps_of_epoch(Index rows, Index batch_size, bool drops_last) {
  return drops_last ? rows / batch_size : (rows + batch_size - 1) / batch_size;
}

/// Those of a run on so many rows: of given batches all steps, and a default that is too large shrinks to the rows.
Index steps_of_epoch(const RunSpec& spec, Index rows);

/// Rows of most of its steps.
Index rows_of_step(const RunSpec& spec, Index rows);

class BatchOrder {
 public:
  /// Every epoch visits each row once, in a new order if `shuffle`; the last batch of an epoch may be smaller. With
  /// batch_size = rows every step takes all rows in the order of the file. Else, `with_replacement`, every row of every step
  /// is drawn from all rows, and batches are of one size. Requires: 1 ≤ batch_size ≤ rows.
  BatchOrder(Index rows, Index batch_size, bool shuffle, std::uint64_t seed, bool with_replacement = false,
             bool drops_last = false);

  /// The rows of each step of a run: of given batches those, again and again.
  static BatchOrder of(const RunSpec& spec, Index rows, Index batch_size);

  Index steps_per_epoch() const { return given_ ? given_->steps() : steps_of_epoch(rows_, batch_size_, drops_last_); }
  bool is_full_batch() const { return !given_ && batch_size_ == rows_; }
  /// No step has more rows.
  Index largest() const { return batch_size_; }

  /// Rows of step `step` (from 0). Valid until the next call. Allocates nothing.
  std::span<const int> batch(Index step);

 private:
  void order_epoch(Index epoch);
  std::span<const int> draw(Index step);

  Index rows_;
  Index batch_size_;
  bool shuffle_;
  bool with_replacement_;
  bool drops_last_;
  std::uint64_t seed_;
  Index ordered_epoch_ = -1;
  std::vector<int> order_;
  std::shared_ptr<const GivenBatches> given_;
};

}  // namespace lrscope
