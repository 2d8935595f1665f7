// Which shard of a sweep this process computes, from --shard or from the engine that started it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sweep/plan.h"

namespace lrscope::cli {

/// The value of an environment variable.
using Environment = std::function<std::optional<std::string>(const char* name)>;

struct ChosenShard {
  Shard shard;
  std::string source;  // "SLURM_ARRAY_TASK_ID 2, 8 tasks from 0 to 7"; empty where the flag named it
};

/// "I/N", or "auto": from SLURM_ARRAY_TASK_ID, _MIN and _COUNT (and _MAX, where the array has steps) of a Slurm array, or
/// from JOB_COMPLETION_INDEX of a Kubernetes indexed job with LRSCOPE_SHARDS.
/// Throws: UsageError where these do not name one shard of a known number.
ChosenShard choose_shard(const std::string& text, const Environment& environment);

/// The same from the process's environment; prints where a shard came from that was not typed, unless `quiet`.
/// Throws: UsageError, also for a search, whose runs depend on each other.
Shard shard_of(const std::string& text, bool is_search, bool quiet);

}  // namespace lrscope::cli
