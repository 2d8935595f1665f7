// --shard auto: the share that the environment of an engine says, and what is not clear enough to be taken.
#include "catch.h"
#include "process.h"

using namespace lrscope::test;

TEST_CASE("the shard of a Slurm array or an indexed job is taken from its environment, where that is clear") {
  const std::string sweep =
      " \"$LRSCOPE\" sweep case:line --hidden none --max-steps 1 --lr 1e-3,1e-2,.1 --format csv";
  const auto chosen = [&](const std::string& variables) {
    return shell(variables + sweep + " --shard auto");
  };
  const auto same = [&](const std::string& variables, const std::string& shard, const std::string& source) {
    const auto result = chosen(variables);
    INFO(variables);
    CHECK(result.status == 0);
    CHECK(result.err.starts_with("shard " + shard + ": " + source + "\n"));
    CHECK(result.out == shell(sweep + " --shard " + shard).out);
  };
  same("SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=3", "1/3",
       "SLURM_ARRAY_TASK_ID 0, 3 tasks from 0 to 2");
  same("SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_COUNT=3", "3/3",
       "SLURM_ARRAY_TASK_ID 7, 3 tasks from 5 to 7");
  same(
      "SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=9 SLURM_ARRAY_TASK_STEP=4 "
      "SLURM_ARRAY_TASK_COUNT=3",
      "3/3", "SLURM_ARRAY_TASK_ID 9, 3 tasks from 1 to 9 in steps of 4");
  same("JOB_COMPLETION_INDEX=1 LRSCOPE_SHARDS=2", "2/2", "JOB_COMPLETION_INDEX 1, LRSCOPE_SHARDS 2");
  const auto refused = [&](const std::string& variables, const std::string& why) {
    const auto result = chosen(variables);
    CHECK(result.status == 2);
    CHECK(result.err == "lrscope: --shard auto: " + why + "; write --shard I/N.\n");
  };
  refused("",
          "this is neither a task of a Slurm array (SLURM_ARRAY_TASK_ID) nor of a Kubernetes indexed job "
          "(JOB_COMPLETION_INDEX)");
  refused("SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1",
          "SLURM_ARRAY_TASK_ID is set and SLURM_ARRAY_TASK_COUNT is not");
  refused("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_COUNT=3",
          "task 3 of 3 tasks from 1 to 7 has no clear place among them");
  refused("SLURM_ARRAY_TASK_ID=4 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=3",
          "task 4 of 3 tasks from 1 to 3 has no clear place among them");
  refused("SLURM_ARRAY_TASK_ID=x SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=3",
          "SLURM_ARRAY_TASK_ID is 'x', not a whole number from 0 up");
  refused("JOB_COMPLETION_INDEX=0", "JOB_COMPLETION_INDEX is set and LRSCOPE_SHARDS is not");
  refused(
      "JOB_COMPLETION_INDEX=2 LRSCOPE_SHARDS=2",
      "JOB_COMPLETION_INDEX 2 is beyond the last of LRSCOPE_SHARDS 2, which should be the job's completions");
  refused("JOB_COMPLETION_INDEX=0 LRSCOPE_SHARDS=2 SLURM_ARRAY_TASK_ID=1",
          "SLURM_ARRAY_TASK_ID and JOB_COMPLETION_INDEX are both set, and may mean different shares");
}

TEST_CASE("a share that other processes would take too, or that nobody can know, is refused") {
  const auto refused = [](const std::string& variables, const std::string& why) {
    const auto result = shell(variables + " \"$LRSCOPE\" sweep case:line --hidden none --shard auto");
    INFO(variables);
    CHECK(result.status == 2);
    CHECK(result.out.empty());
    CHECK(result.err == "lrscope: --shard auto: " + why + "; write --shard I/N.\n");
  };
  const auto accepted = [](const std::string& variables, const std::string& shard) {
    const auto result =
        shell(variables + " \"$LRSCOPE\" sweep case:line --hidden none --max-steps 1 --shard auto");
    INFO(variables);
    CHECK(result.status == 0);
    CHECK(result.err.starts_with("shard " + shard + ": "));
  };
  const auto single = [](const std::string& id) {
    return "SLURM_ARRAY_TASK_ID=" + id + " SLURM_ARRAY_TASK_MIN=" + id + " SLURM_ARRAY_TASK_MAX=" + id +
           " SLURM_ARRAY_TASK_COUNT=1";
  };
  const std::string unknown =
      " is the only one of its array, and of how many shares this one is cannot be known; as one of ";
  refused(single("3"), "task 3" + unknown + "--array=0-7 it would be --shard 4/8");
  refused(single("11"), "task 11" + unknown + "--array=0-11 it would be --shard 12/12");
  accepted(single("0"), "1/1");
  accepted(single("1"), "1/1");
  const std::string array = "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=3 ";
  const std::string many =
      " in one task of a Slurm array, all of which would take the same share; start one process for each "
      "task "
      "(srun --ntasks=1)";
  refused(array + "SLURM_STEP_NUM_TASKS=4 SLURM_PROCID=0", "this is process 0 (SLURM_PROCID) of 4" + many);
  refused(array + "SLURM_PROCID=2", "this is process 2 (SLURM_PROCID) of 3" + many);
  accepted(array + "SLURM_STEP_NUM_TASKS=1 SLURM_PROCID=0", "2/3");
  const std::string huge = "9223372036854775807";
  refused("SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=" + huge +
              " SLURM_ARRAY_TASK_STEP=" + huge,
          "SLURM_ARRAY_TASK_COUNT is '" + huge + "', more than any array or job has");
  refused(
      "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=1000000000 "
      "SLURM_ARRAY_TASK_STEP=1000000000 SLURM_ARRAY_TASK_MAX=2",
      "task 1 of 1000000000 tasks from 0 to 2 in steps of 1000000000 has no clear place among them");
}
