#include "cli/shard.h"

#include <fmt/format.h>

#include <cstdlib>
#include <span>

#include "base/text.h"
#include "cli/print_note.h"
#include "lrscope/errors.h"

namespace lrscope::cli {
namespace {

/// Variables of the environment that hold counts.
class Counts {
 public:
  explicit Counts(const Environment& environment) : environment_(environment) {}

  bool has(const char* name) const { return environment_(name).has_value(); }

  /// The variable, or `otherwise` where it is not set; −1, which every use refuses, if it is no count.
  long long number(const char* name, long long otherwise = -1) const {
    constexpr long long largest = 1'000'000'000;  // more than any array has, and its square still fits
    const auto text = environment_(name);
    if (!text) return otherwise;
    const auto number = parse_integer(*text);
    return number && *number >= 0 && *number <= largest ? *number : -1;
  }

  /// Names the variables and their values.
  [[noreturn]] void refuse(std::span<const char* const> names) const {
    std::string text;
    for (const char* name : names)
      if (const auto value = environment_(name)) text += (text.empty() ? "" : ", ") + (name + ("=" + *value));
    if (text.empty()) text = "neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set";
    throw UsageError(About{"--shard"}, " auto: the environment does not say which shard of how many this is (" + text +
                                           "); write --shard I/N.");
  }

 private:
  const Environment& environment_;
};

constexpr const char* slurm_names[] = {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX",
                                       "SLURM_ARRAY_TASK_COUNT", "SLURM_PROCID"};
constexpr const char* job_names[] = {"JOB_COMPLETION_INDEX", "LRSCOPE_SHARDS"};

ChosenShard of_slurm_array(const Counts& counts) {
  const long long id = counts.number("SLURM_ARRAY_TASK_ID"), first = counts.number("SLURM_ARRAY_TASK_MIN");
  const long long count = counts.number("SLURM_ARRAY_TASK_COUNT");
  const long long last = counts.number("SLURM_ARRAY_TASK_MAX", first + count - 1);
  const long long step = count > 1 ? (last - first) / (count - 1) : 1;
  const bool is_even = first >= 0 && count >= 1 && step >= 1 && last - first == (count - 1) * step;
  if (!is_even || id < first || id > last || (id - first) % step != 0) counts.refuse(slurm_names);
  // A single task that is run again does not know its array.
  if (count == 1 && id > 1) counts.refuse(slurm_names);
  // srun starts several processes in one task; only the first one computes the shard.
  if (counts.number("SLURM_PROCID", 0) != 0) counts.refuse(slurm_names);
  return {{(id - first) / step + 1, count},
          fmt::format("SLURM_ARRAY_TASK_ID {}, {} tasks from {} to {}", id, count, first, last) +
              (step > 1 ? fmt::format(" in steps of {}", step) : "")};
}

ChosenShard of_indexed_job(const Counts& counts) {
  const long long index = counts.number("JOB_COMPLETION_INDEX"), count = counts.number("LRSCOPE_SHARDS");
  if (index < 0 || index >= count) counts.refuse(job_names);
  return {{index + 1, count}, fmt::format("JOB_COMPLETION_INDEX {}, LRSCOPE_SHARDS {}", index, count)};
}

}  // namespace

ChosenShard choose_shard(const std::string& text, const Environment& environment) {
  if (text != "auto") return {parse_shard(text), ""};
  const Counts counts(environment);
  if (counts.has("SLURM_ARRAY_TASK_ID")) return of_slurm_array(counts);
  if (counts.has("JOB_COMPLETION_INDEX")) return of_indexed_job(counts);
  counts.refuse({});
}

Shard shard_of(const std::string& text, bool is_search, bool quiet) {
  if (is_search)
    throw UsageError(About{"--shard", {"--lr"}},
                     " " + text +
                         ": a search for the boundary cannot be shared out, each of its runs depends on those before; "
                         "give a list of learning rates (--lr dec:1e-6:1:4).");
  const ChosenShard chosen = choose_shard(text, [](const char* name) {
    const char* value = std::getenv(name);
    return value && *value ? std::optional<std::string>(value) : std::nullopt;
  });
  if (!chosen.source.empty() && !quiet)
    print_note(fmt::format("shard {}/{}: {}\n", chosen.shard.index, chosen.shard.count, chosen.source));
  return chosen.shard;
}

}  // namespace lrscope::cli
