// What must be known before oneTBB starts threads: it ends the program where one is refused, and waits for ever where memory
// runs out while it counts the processors.
#pragma once

#include <cstddef>

namespace lrscope {

/// Of every thread that works: no buffer on it is large (EIGEN_STACK_ALLOCATION_LIMIT, -Wframe-larger-than in CMakeLists.txt).
inline constexpr std::size_t stack_of_thread = std::size_t{1} << 19;

/// `wanted`, or fewer where the system refuses to start as many beside the calling one; at least 1. Starts them, and waits
/// until they are gone.
int startable_threads(int wanted);

/// Lets oneTBB count the processors, once in a process: what it does first, and would otherwise do when it already holds
/// what it waits for. Throws std::bad_alloc where that could not be, now or before.
void count_processors();

}  // namespace lrscope
