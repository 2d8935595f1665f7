// Which shard of a sweep this process computes, from --shard or from the engine that started it.
#pragma once

#include <string>

#include "sweep/plan.h"

namespace lrscope::cli {

struct ChosenShard {
  Shard shard;
  std::string source;  // "SLURM_ARRAY_TASK_ID 2, 8 tasks from 0 to 7"; empty where the flag named it
};

/// "I/N", or "auto": from the variables of a Slurm array, or of a Kubernetes indexed job with LRSCOPE_SHARDS.
/// Throws: UsageError where these do not name one shard of a known number.
ChosenShard choose_shard(const std::string& text);

/// The same; prints where "auto" came from, unless `quiet`. Throws: also for a search, whose runs depend on each other.
Shard shard_of(const std::string& text, bool is_search, bool quiet);

}  // namespace lrscope::cli
