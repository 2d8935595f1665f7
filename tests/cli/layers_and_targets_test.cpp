// --layer-lr, --parametrization and --target-scale on the command line: taken by every command that trains,
// recorded, and compared by journals.
#include "catch.h"
#include "json_records.h"
#include "process.h"

namespace lrscope::test {
TEST_CASE("every command that trains takes rates of layers, ntk and a target scale") {
  const std::string flags =
      " case:line --hidden 3 --batch-size full --layer-lr 1=1e-3 --parametrization ntk --target-scale .1 ";
  for (const std::string command : {"sweep --lr 1e-3,1e-2", "sweep --lr auto", "trace --lr 1e-3", "explain --lr 1e-3",
                                    "find", "spectrum --at-step 2 --lr 1e-3"}) {
    CAPTURE(command);
    const Finished run = run_lrscope(command + flags + "--max-steps 5 --format jsonl");
    CHECK(run.status == 0);
    const auto begin = records_of(run.out, "begin").at(0);
    CHECK(begin["config"]["layer-lr"] == "1=0.001");
    CHECK(begin["config"]["parametrization"] == "ntk");
    CHECK(begin["config"]["target-scale"] == 0.1);
  }
}

TEST_CASE("a journal of other rates, parametrization or target scale is refused with what differs") {
  const std::string folder = scratch();
  const std::string sweep = "sweep case:line --hidden 2 --max-steps 1 --batch-size full --lr 1e-3 -q --journal j ";
  CHECK(run_lrscope(sweep + "--layer-lr 1=.1,2=10", folder).status == 0);
  CHECK(run_lrscope(sweep + "--layer-lr 2=10,1=0.10", folder).status == 0);
  const Finished run = run_lrscope(sweep + "--parametrization ntk --target-scale 2", folder);
  CHECK(run.status == 2);
  for (const char* difference : {"\n  --parametrization 'standard' in the journal, --parametrization 'ntk' now\n",
                                 "\n  --layer-lr '1=0.1,2=10' in the journal, no --layer-lr now\n",
                                 "\n  --target-scale '1' in the journal, --target-scale '2' now\n"}) {
    INFO(run.err);
    CHECK(run.err.find(difference) != std::string::npos);
  }
}

TEST_CASE("explain finds the one layer whose rate is too high") {
  const Finished run = run_lrscope(
      "explain case:diabetes --scale standard --scale-target standard --hidden 8 --lr 1e-3 --layer-lr 2=50 --max-steps "
      "60 --format jsonl");
  CHECK(run.status == 0);
  const Json summary = records_of(run.out, "explanation").at(0);
  Json first;
  for (const Json& change : records_of(run.out, "change"))
    if (change.value("rank", 0) == 1) first = change;
  CHECK(first["flags"] == "--layer-lr none");
  CHECK(first["cause"] == "a learning rate too high for one layer");
  CHECK_FALSE(summary.contains("error_growth_at_tenth"));
  CHECK_FALSE(summary.contains("uphill_term"));
}

}  // namespace lrscope::test
