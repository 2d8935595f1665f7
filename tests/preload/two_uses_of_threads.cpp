// Run by itself, with allocations that fail one after the other: threads are used, and used again after memory ran out.
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <exception>
#include <new>

#include "base/threads.h"

int main() {
  std::set_terminate([] { std::_Exit(70); });  // a thread that oneTBB cannot allocate, as in src/cli/main.cpp
  alarm(10);
  for (int use = 0; use < 2; ++use) {
    std::atomic<int> calls = 0;
    try {
      lrscope::for_each_index(3, 64, [&](std::size_t) { ++calls; });
      if (calls != 64) return 1;
    } catch (const std::bad_alloc&) {
    }
  }
}
