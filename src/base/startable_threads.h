// How many threads the system lets this process start: oneTBB ends the program where one is refused.
#pragma once

#include <cstddef>

namespace lrscope {

/// Of every thread that works: no buffer on it is large (EIGEN_STACK_ALLOCATION_LIMIT, -Wframe-larger-than in CMakeLists.txt).
inline constexpr std::size_t stack_of_thread = std::size_t{1} << 19;

/// `wanted`, or fewer where the system refuses to start as many beside the calling one; at least 1. Starts them, and waits
/// until they are gone.
int startable_threads(int wanted);

}  // namespace lrscope
