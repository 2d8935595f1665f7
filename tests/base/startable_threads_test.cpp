// Threads that the system grants. A limit is in cli/limits_test.cpp: it needs a process of its own.
#include "base/startable_threads.h"

#include "test.h"

TEST_CASE("where nothing is limited as many threads can be started as are wanted, and they are gone afterwards") {
  const auto threads = [] {
    std::error_code none;
    const std::filesystem::directory_iterator tasks("/proc/self/task", none);
    return none ? 0 : std::distance(begin(tasks), end(tasks));
  };
  const auto before = threads();
  for (const int wanted : {1, 2, 3}) CHECK(startable_threads(wanted) == wanted);
  int left = 0;
  for (int i = 0; i < 200; ++i) {
    REQUIRE(startable_threads(17) == 17);
    left += threads() != before;
  }
  CHECK(left == 0);
  CHECK_EACH(startable_threads(0) == 1, startable_threads(-1) == 1);
}
