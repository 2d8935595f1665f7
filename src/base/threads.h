// Threads for runs that do not depend on each other.
#pragma once

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cstddef>

namespace lrscope {

/// work(threads) with at most `most` threads, and no more than `tasks` can use.
template <class Work>
void on_threads(int most, std::size_t tasks, const Work& work) {
  namespace tbb = oneapi::tbb;
  const auto threads = std::max<std::size_t>(1, std::min(static_cast<std::size_t>(most), tasks));
  // Eigen packs matrix blocks on the stack (EIGEN_STACK_ALLOCATION_LIMIT in CMakeLists.txt).
  const tbb::global_control stack(tbb::global_control::thread_stack_size, std::size_t{16} << 20);
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

}  // namespace lrscope
