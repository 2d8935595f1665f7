#include "base/startable_threads.h"

#include <oneapi/tbb/info.h>
#include <pthread.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <latch>
#include <new>
#include <thread>
#include <vector>

namespace lrscope {
namespace {

void* wait_for_end(void* end) {
  static_cast<std::latch*>(end)->wait();
  return nullptr;
}

/// More by one for each thread; 0 where the system does not say. Allocates nothing: a directory_iterator of libstdc++ ends
/// the process where it cannot.
std::uint64_t threads_of_process() {
  struct stat tasks {};
  return stat("/proc/self/task", &tasks) == 0 ? tasks.st_nlink : 0;
}

/// A limit counts a thread until the system has removed it, a moment after it was joined.
void wait_until_gone(std::uint64_t threads_before) {
  using namespace std::chrono_literals;
  for (int looks = 0; looks < 100 && threads_of_process() > threads_before; ++looks) std::this_thread::sleep_for(1ms);
}

}  // namespace

int startable_threads(int wanted) {
  if (wanted <= 1) return 1;
  const std::uint64_t before = threads_of_process();
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return 1;
  static_cast<void>(pthread_attr_setstacksize(&attributes, stack_of_thread));
  std::latch end(1);
  std::vector<pthread_t> started;
  started.reserve(static_cast<std::size_t>(wanted));
  for (pthread_t thread{}; static_cast<int>(started.size()) + 1 < wanted;) {
    if (pthread_create(&thread, &attributes, wait_for_end, &end) != 0) break;
    started.push_back(thread);
  }
  end.count_down();
  for (const pthread_t thread : started) pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  wait_until_gone(before);
  return static_cast<int>(started.size()) + 1;
}

void count_processors() {
  static const bool are_counted = [] {
    try {
      return oneapi::tbb::info::default_concurrency() > 0;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }();
  if (!are_counted) throw std::bad_alloc();
}

}  // namespace lrscope
