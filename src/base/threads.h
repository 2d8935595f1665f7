// Threads for runs that do not depend on each other.
#pragma once

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/startable_threads.h"

namespace lrscope {

/// work(threads) with at most `most` threads, and no more than `tasks` can use.
template <class Work>
void on_threads(int most, std::size_t tasks, const Work& work) {
  namespace tbb = oneapi::tbb;
  const auto threads = std::max<std::size_t>(1, std::min(static_cast<std::size_t>(most), tasks));
  count_processors();
  const tbb::global_control stack(tbb::global_control::thread_stack_size, stack_of_thread);
  const tbb::global_control workers(tbb::global_control::max_allowed_parallelism, threads);
  tbb::task_arena arena(static_cast<int>(threads));
  arena.execute([&] { work(threads); });
}

/// work(0) … work(count − 1), at most `most` at the same time.
template <class Work>
void for_each_index(int most, std::size_t count, const Work& work) {
  if (most == 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) work(i);
    return;
  }
  on_threads(most, count, [&](std::size_t) {
    oneapi::tbb::parallel_for(std::size_t{0}, count, work, oneapi::tbb::simple_partitioner{});
  });
}

/// make(0) … make(count − 1), at most `most` at the same time, and hand_over(i, result) after each, in order, one at a
/// time. A thread that is `window` places ahead of what was handed over sleeps (that of a TBB pipeline spins). The first
/// exception ends the work.
template <class Make, class HandOver>
void in_order(int most, std::size_t count, std::size_t window, const Make& make, const HandOver& hand_over) {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::optional<decltype(make(0))>> made(window);  // by place, modulo its size
  std::size_t next = 0, handed_over = 0;
  bool is_handing_over = false, has_failed = false;
  const auto without_lock = [&](std::unique_lock<std::mutex>& lock, const auto& step) {
    lock.unlock();
    try {
      step();
    } catch (...) {
      lock.lock();
      has_failed = true;
      changed.notify_all();
      throw;
    }
    lock.lock();
  };
  // Threads take places in order: the place that is waited for is always under way, with any number of threads.
  for_each_index(most, std::min(static_cast<std::size_t>(most), count), [&](std::size_t) {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return has_failed || next == count || next < handed_over + window; });
      if (has_failed || next == count) return;
      const std::size_t place = next++;
      std::optional<decltype(make(0))> result;
      without_lock(lock, [&] { result.emplace(make(place)); });
      made[place % window] = std::move(result);
      if (std::exchange(is_handing_over, true)) continue;
      while (auto first = std::exchange(made[handed_over % window], std::nullopt)) {
        without_lock(lock, [&] { hand_over(handed_over, std::move(*first)); });
        ++handed_over;
        changed.notify_all();
      }
      is_handing_over = false;
    }
  });
}

}  // namespace lrscope
