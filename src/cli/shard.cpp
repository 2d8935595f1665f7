#include "shard.h"

#include <algorithm>

#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"

namespace lrscope::cli {
namespace {

constexpr long long largest = 1'000'000'000;  // more than any array has, and its square is a number yet
constexpr const char* remedy = "; write --shard I/N.";

[[noreturn]] void refuse(const std::string& why) {
  throw UsageError(About{"--shard"}, " auto: " + why + remedy);
}

/// The variable as a whole number from `least` up; absent if it is not set.
std::optional<long long> number_in(const Environment& environment, const char* name, long long least) {
  const auto text = environment(name);
  if (!text) return std::nullopt;
  const auto number = parse_integer(*text);
  if (!number || *number < least)
    refuse(std::string(name) + " is " + in_quotes(*text) + ", not a whole number from " +
           std::to_string(least) + " up");
  if (*number > largest)
    refuse(std::string(name) + " is " + in_quotes(*text) + ", more than any array or job has");
  return number;
}

long long required(const Environment& environment, const char* name, long long least, const char* beside) {
  const auto number = number_in(environment, name, least);
  if (!number) refuse(std::string(beside) + " is set and " + name + " is not");
  return *number;
}

/// `sbatch --array=3` redoes one task of a larger array, but says nothing of that.
void refuse_single(long long id) {
  const long long last = std::max(7LL, id);
  refuse("task " + std::to_string(id) +
         " is the only one of its array, and of how many shares this one is cannot be known; as one of "
         "--array=0-" +
         std::to_string(last) + " it would be --shard " + std::to_string(id + 1) + "/" +
         std::to_string(last + 1));
}

/// All processes that srun starts in one task of an array would take its share.
void refuse_many_processes(const Environment& environment) {
  const long long processes = number_in(environment, "SLURM_STEP_NUM_TASKS", 1).value_or(1);
  const long long process = number_in(environment, "SLURM_PROCID", 0).value_or(0);
  if (processes > 1 || process > 0)
    refuse(
        "this is process " + std::to_string(process) + " (SLURM_PROCID) of " +
        std::to_string(std::max(processes, process + 1)) +
        " in one task of a Slurm array, all of which would take the same share; start one process for each "
        "task (srun --ntasks=1)");
}

ChosenShard of_slurm_array(const Environment& environment) {
  const char* const id_name = "SLURM_ARRAY_TASK_ID";
  refuse_many_processes(environment);
  const long long id = required(environment, id_name, 0, id_name);
  const long long first = required(environment, "SLURM_ARRAY_TASK_MIN", 0, id_name);
  const long long count = required(environment, "SLURM_ARRAY_TASK_COUNT", 1, id_name);
  const long long step = number_in(environment, "SLURM_ARRAY_TASK_STEP", 1).value_or(1);
  const long long last =
      number_in(environment, "SLURM_ARRAY_TASK_MAX", 0).value_or(first + (count - 1) * step);
  const std::string tasks = std::to_string(count) + " tasks from " + std::to_string(first) + " to " +
                            std::to_string(last) + (step > 1 ? " in steps of " + std::to_string(step) : "");
  const bool has_gaps = last - first != (count - 1) * step;
  if (has_gaps || id < first || id > last || (id - first) % step != 0)
    refuse("task " + std::to_string(id) + " of " + tasks + " has no clear place among them");
  if (count == 1 && id > 1) refuse_single(id);
  return {{(id - first) / step + 1, count}, std::string(id_name) + " " + std::to_string(id) + ", " + tasks};
}

ChosenShard of_indexed_job(const Environment& environment) {
  const char* const index_name = "JOB_COMPLETION_INDEX";
  const long long index = required(environment, index_name, 0, index_name);
  const long long count = required(environment, "LRSCOPE_SHARDS", 1, index_name);
  if (index >= count)
    refuse(std::string(index_name) + " " + std::to_string(index) + " is beyond the last of LRSCOPE_SHARDS " +
           std::to_string(count) + ", which should be the job's completions");
  return {
      {index + 1, count},
      std::string(index_name) + " " + std::to_string(index) + ", LRSCOPE_SHARDS " + std::to_string(count)};
}

}  // namespace

ChosenShard choose_shard(const std::string& text, const Environment& environment) {
  if (text != "auto") return {parse_shard(text), ""};
  const bool is_array = environment("SLURM_ARRAY_TASK_ID").has_value();
  const bool is_indexed = environment("JOB_COMPLETION_INDEX").has_value();
  if (is_array && is_indexed)
    refuse("SLURM_ARRAY_TASK_ID and JOB_COMPLETION_INDEX are both set, and may mean different shares");
  if (is_array) return of_slurm_array(environment);
  if (is_indexed) return of_indexed_job(environment);
  refuse(
      "this is neither a task of a Slurm array (SLURM_ARRAY_TASK_ID) nor of a Kubernetes indexed job "
      "(JOB_COMPLETION_INDEX)");
}

}  // namespace lrscope::cli
