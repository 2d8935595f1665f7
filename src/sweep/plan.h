// How a sweep is split: its planned runs and its shards.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.h"
#include "lrscope/sweep.h"
#include "report/field.h"

namespace lrscope {

/// One run that a sweep would make, to be started elsewhere.
struct PlanRecord {
  LRSCOPE_RECORD(PlanRecord, "plan", "plan");
  LRSCOPE_FIELD(std::int64_t, run, "index", "number of the run, from 0");
  LRSCOPE_FIELD(double, lr, "", "the learning rate η of the run, before its schedule");
  LRSCOPE_FIELD(std::uint64_t, seed, "", "seed of initial weights and batch order");
  LRSCOPE_FIELD(std::string, command, "", "the command line that makes only this run");
};

/// --shard: "2/8". Throws: UsageError unless 1 ≤ index ≤ count.
inline Shard parse_shard(std::string_view text) {
  const auto slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto index = parse_integer(text.substr(0, slash)), count = parse_integer(text.substr(slash + 1));
    if (index && count && 1 <= *index && *index <= *count) return {*index, *count};
  }
  throw bad_value("--shard", text, "expected I/N, the I-th of N shards with 1 ≤ I ≤ N (2/8), or auto.");
}

}  // namespace lrscope
