// Which share of a sweep this process computes, from a flag or from the engine that started it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "lrscope/spec/shard.h"

namespace lrscope::cli {

/// The value of an environment variable.
using Environment = std::function<std::optional<std::string>(const char* name)>;

struct ChosenShard {
  Shard shard;
  std::string source;  // "SLURM_ARRAY_TASK_ID 2 of 0…7"; empty where the flag said it
};

/// "I/N", or "auto": from SLURM_ARRAY_TASK_ID, _MIN and _COUNT of a Slurm array, or from
/// JOB_COMPLETION_INDEX of a Kubernetes indexed job with LRSCOPE_SHARDS.
/// Throws: UsageError where these are missing, contradict each other, the array has gaps or is a single task
/// with another number than 0 or 1, or srun starts several processes in one task of it.
ChosenShard choose_shard(const std::string& text, const Environment& environment);

}  // namespace lrscope::cli
