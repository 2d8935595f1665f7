// Threads for runs that do not depend on each other.
#pragma once

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cstddef>
#include <utility>

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

/// make(0) … make(count − 1), at most `most` at the same time, and hand_over(i, result) after each, in order, one at a
/// time. Nothing is made more than `window` places ahead of what was handed over. The first exception ends the work.
template <class Make, class HandOver>
void in_order(int most, std::size_t count, std::size_t window, const Make& make, const HandOver& hand_over) {
  namespace tbb = oneapi::tbb;
  using Made = std::pair<std::size_t, decltype(make(0))>;
  std::size_t next = 0;
  const auto take = [&](tbb::flow_control& control) {
    if (next == count) control.stop();
    return next++;
  };
  const auto make_one = [&](std::size_t place) { return Made(place, make(place)); };
  const auto hand_over_one = [&](Made made) { hand_over(made.first, std::move(made.second)); };
  on_threads(most, count, [&](std::size_t) {
    tbb::parallel_pipeline(window, tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order, take) &
                                       tbb::make_filter<std::size_t, Made>(tbb::filter_mode::parallel, make_one) &
                                       tbb::make_filter<Made, void>(tbb::filter_mode::serial_in_order, hand_over_one));
  });
}

}  // namespace lrscope
