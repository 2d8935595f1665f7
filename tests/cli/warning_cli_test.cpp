// The early warning as trace, sweep and explain tell it.
#include "test.h"

namespace {
// The loss quadruples: L_11 is 16 times L_9; 4^512/2 does not fit float64.
const std::string parabola = " case:half-square --batch-size full --precision float64 --max-steps 600 ";
}  // namespace

TEST_CASE("trace --warn says on standard error at which step the loss left what it was, once, and prints the same") {
  const auto plain = run_lrscope("trace" + parabola + "--lr 3,1,3.5 -q");
  const auto warned = run_lrscope("trace" + parabola + "--lr 3,1,3.5 -q --warn");
  CHECK_EACH(plain.status == 0, warned.status == 0, plain.out == warned.out, plain.err.empty());
  CHECK(warned.err.starts_with("warning: lr 3, seed 0, step 11: the loss "));
  const auto second = warned.err.find("warning: lr 3.5, seed 0, step 1");
  CHECK_EACH(second != std::string::npos, warned.err.find("lr 1,") == std::string::npos,
             warned.err.find("warning:", second + 1) == std::string::npos);
}

TEST_CASE("the warning does not depend on which steps are printed") {
  const auto all = run_lrscope("trace" + parabola + "--lr 3 -q --warn");
  CHECK(run_lrscope("trace" + parabola + "--lr 3 -q --warn --print-every 100").err == all.err);
  CHECK(run_lrscope("trace" + parabola + "--lr 3 -q --warn --rows runs").err == all.err);
}

TEST_CASE("sweep and explain carry the step of the warning, and how far ahead it was") {
  const auto swept = records_of(run_lrscope("sweep" + parabola + "--lr 1,3 -q --format jsonl").out);
  int runs = 0;
  for (const Json& record : swept) {
    if (record["type"] != "run") continue;
    ++runs;
    CHECK(record.contains("warning_step") == (record["lr"] == 3));
    if (record["lr"] == 3) CHECK(record["warning_step"] == 11);
  }
  CHECK(runs == 2);
  const auto told = run_lrscope("explain" + parabola + "--lr 3 -q");
  CHECK(told.out.find("at step 11 the loss stood above 10 × the largest of its first ten: 501 steps") !=
        std::string::npos);
  CHECK(told.out.find("stayed above 1 from step 0 on") != std::string::npos);
}
