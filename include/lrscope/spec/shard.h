// A share of the runs of a sweep, for one of several machines.
#pragma once

#include <cstdint>
#include <string_view>

namespace lrscope {

/// The index-th of `count` shares, from 1: every count-th run, interleaved, so that shares take about equally
/// long although large learning rates fail early.
struct Shard {
  std::int64_t index = 1;
  std::int64_t count = 1;

  bool holds(std::int64_t run) const { return run % count == index - 1; }
  bool operator==(const Shard&) const = default;
};

/// "2/8". Throws: UsageError unless 1 ≤ index ≤ count.
Shard parse_shard(std::string_view text);

}  // namespace lrscope
