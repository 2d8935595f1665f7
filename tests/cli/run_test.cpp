// The program as a function.
#include <sys/resource.h>

#include "in_process.h"

TEST_CASE("the program runs inside another: streams, status, again and again") {
  for (int i = 0; i < 2; ++i) {
    const Ran fine = run_in_process({"lrscope", "sweep", "-", "--lr", "0.1", "--hidden", "none", "--format", "csv"},
                                    "x,y\n1,2\n2,3\n3,5\n");
    CHECK_EACH(fine.status == 0, fine.output.starts_with("run,lr,"), fine.error.starts_with("<stdin>: 3 rows"));
  }
  const Ran wrong = run_in_process({"lrscope", "sweep", "case:square", "--lr", "x"});
  CHECK_EACH(wrong.status == 2, wrong.output.empty(), wrong.error.starts_with("lrscope: --lr 'x'"));
}

TEST_CASE("what a command does to the limits of its process ends with it") {
  rlimit before{}, after{};
  getrlimit(RLIMIT_DATA, &before);
  CHECK(run_in_process({"lrscope", "sweep", "case:square", "--lr", "1", "--max-memory", "1G"}).status == 0);
  getrlimit(RLIMIT_DATA, &after);
  CHECK_EACH(after.rlim_cur == before.rlim_cur, standard_streams().output == STDOUT_FILENO);
}
