// A journal whose lock is let go of.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "catch.h"
#include "process.h"

namespace lrscope::test {
namespace {

const std::string sweep = "sweep case:line --hidden none --batch-size full --max-steps 1 -q ";

}  // namespace

TEST_CASE("a lock that is let go of soon is waited for") {
  const std::string folder = scratch();
  const int descriptor = open((folder + "/j.jsonl").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(flock(descriptor, LOCK_EX) == 0);
  std::thread dying([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    close(descriptor);
  });
  const Finished run = run_lrscope(sweep + "--lr 1e-3 --journal j.jsonl", folder);
  dying.join();
  CHECK(run.err == "");
  CHECK(run.status == 0);
}

}  // namespace lrscope::test
