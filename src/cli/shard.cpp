// Which shard of a sweep this process computes, from --shard or from the engine that started it.
#include <fmt/format.h>

#include <cstdlib>
#include <span>

#include "base/text.h"
#include "cli/session.h"
#include "report/paragraphs.h"
#include "sweep/plan.h"

namespace lrscope::cli {
namespace {

/// The value of an environment variable; nothing where it is not set, or empty.
std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  return value && *value ? std::optional<std::string>(value) : std::nullopt;
}

/// The count in a variable, or `otherwise` where it is not set; −1, which every use refuses, if it is no count.
long long count_in(const char* name, long long otherwise = -1) {
  constexpr long long largest = 1'000'000'000;  // more than any array has, and its square still fits
  const auto text = variable(name);
  if (!text) return otherwise;
  const auto number = parse_integer(*text);
  return number && *number >= 0 && *number <= largest ? *number : -1;
}

/// Throws: UsageError that names the variables and their values.
[[noreturn]] void refuse(std::span<const char* const> names) {
  std::vector<std::string> texts;
  for (const char* name : names)
    if (const auto value = variable(name)) texts.push_back(name + ("=" + *value));
  if (texts.empty()) texts = {"neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set"};
  throw UsageError(About{"--shard"}, " auto: the environment does not say which shard this is (" + join(texts, ", ") +
                                         "); write --shard I/N.");
}

constexpr const char* slurm_names[] = {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX",
                                       "SLURM_ARRAY_TASK_COUNT", "SLURM_PROCID"};
constexpr const char* job_names[] = {"JOB_COMPLETION_INDEX", "LRSCOPE_SHARDS"};

ChosenShard of_slurm_array() {
  const long long id = count_in("SLURM_ARRAY_TASK_ID"), first = count_in("SLURM_ARRAY_TASK_MIN");
  const long long count = count_in("SLURM_ARRAY_TASK_COUNT");
  const long long last = count_in("SLURM_ARRAY_TASK_MAX", first + count - 1);
  const long long step = count > 1 ? (last - first) / (count - 1) : 1;
  const bool is_even = first >= 0 && count >= 1 && step >= 1 && last - first == (count - 1) * step;
  if (!is_even || id < first || id > last || (id - first) % step != 0) refuse(slurm_names);
  // A single task that is run again does not know its array.
  if (count == 1 && id > 1) refuse(slurm_names);
  // srun starts several processes in one task; only the first one computes the shard.
  if (count_in("SLURM_PROCID", 0) != 0) refuse(slurm_names);
  return {{(id - first) / step + 1, count},
          fmt::format("SLURM_ARRAY_TASK_ID {}, {} tasks from {} to {}", id, count, first, last) +
              (step > 1 ? fmt::format(" in steps of {}", step) : "")};
}

ChosenShard of_indexed_job() {
  const long long index = count_in("JOB_COMPLETION_INDEX"), count = count_in("LRSCOPE_SHARDS");
  if (index < 0 || index >= count) refuse(job_names);
  return {{index + 1, count}, fmt::format("JOB_COMPLETION_INDEX {}, LRSCOPE_SHARDS {}", index, count)};
}

}  // namespace

ChosenShard choose_shard(const std::string& text) {
  if (text != "auto") return {parse_shard(text), ""};
  if (variable("SLURM_ARRAY_TASK_ID")) return of_slurm_array();
  if (variable("JOB_COMPLETION_INDEX")) return of_indexed_job();
  refuse({});
}

Shard shard_of(const std::string& text, bool is_search, bool quiet) {
  if (is_search)
    throw UsageError(About{"--shard", {"--lr"}},
                     " " + text +
                         ": a search for the boundary cannot be split, since each run depends on those before it; give "
                         "a list of learning rates (--lr dec:1e-6:1:4).");
  const ChosenShard chosen = choose_shard(text);
  if (!chosen.source.empty() && !quiet)
    print_remark(fmt::format("shard {}/{}: {}\n", chosen.shard.index, chosen.shard.count, chosen.source));
  return chosen.shard;
}

}  // namespace lrscope::cli
