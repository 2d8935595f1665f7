// How a sweep is split: its planned runs and its shards.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

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
Shard parse_shard(std::string_view text);

}  // namespace lrscope
