// --shard auto: the shard that the environment of an engine names, and what is not clear enough to be taken.
#include "cli/session.h"
#include "test.h"

namespace {
using Variables = std::map<std::string, std::string>;

cli::ChosenShard chosen(const Variables& variables) {
  for (const char* name : {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX",
                           "SLURM_ARRAY_TASK_COUNT", "SLURM_PROCID", "JOB_COMPLETION_INDEX", "LRSCOPE_SHARDS"})
    unsetenv(name);
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  return cli::choose_shard("auto");
}

/// The variables of a task; an empty text leaves one out.
Variables slurm(const std::string& id, const std::string& first, const std::string& count,
                const std::string& last = "") {
  Variables variables = {{"SLURM_ARRAY_TASK_ID", id},
                         {"SLURM_ARRAY_TASK_MIN", first},
                         {"SLURM_ARRAY_TASK_COUNT", count},
                         {"SLURM_ARRAY_TASK_MAX", last}};
  std::erase_if(variables, [](const auto& variable) { return variable.second.empty(); });
  return variables;
}

Variables job(const std::string& index, const std::string& shards) {
  return {{"JOB_COMPLETION_INDEX", index}, {"LRSCOPE_SHARDS", shards}};
}

Variables with_process(Variables variables, const std::string& process) {
  variables["SLURM_PROCID"] = process;
  return variables;
}
}  // namespace

TEST_CASE("the shard of a Slurm array or an indexed job is taken from its environment") {
  CHECK(chosen(slurm("0", "0", "3")).shard == Shard{1, 3});
  CHECK(chosen(slurm("7", "5", "3", "7")).shard == Shard{3, 3});
  CHECK(chosen(slurm("9", "1", "3", "9")).shard == Shard{3, 3});  // in steps of 4
  CHECK(chosen(slurm("0", "0", "1", "0")).shard == Shard{1, 1});
  CHECK(chosen(slurm("1", "1", "1", "1")).shard == Shard{1, 1});
  CHECK(chosen(with_process(slurm("1", "0", "3"), "0")).shard == Shard{2, 3});
  CHECK(chosen(job("1", "2")).shard == Shard{2, 2});
}

TEST_CASE("a place that is not clear is refused") {
  const std::string huge = "9223372036854775807";
  const std::vector<Variables> unclear = {
      {},
      slurm("1", "1", ""),
      slurm("3", "1", "3", "7"),  // no task of 1, 4, 7
      slurm("2", "0", "3", "5"),  // gaps
      slurm("4", "1", "3"),       // behind the last
      slurm("x", "1", "3"),
      slurm("1", "0", huge),
      slurm("3", "3", "1", "3"),                // one task, done again
      with_process(slurm("1", "0", "3"), "2"),  // would compute what process 0 computes
      {{"JOB_COMPLETION_INDEX", "0"}},
      job("2", "2"),
      job("-1", "2"),
  };
  for (const Variables& variables : unclear) {
    for (const auto& [name, value] : variables) UNSCOPED_INFO(name << "=" << value);
    CHECK_THROWS_AS(chosen(variables), UsageError);
  }
}
