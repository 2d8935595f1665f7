// A global request to stop, by a signal or a time limit: computations poll it once a training step and once a
// Hessian-vector product, and unwind. Process-wide, because signals are.
#pragma once

#include <atomic>
#include <exception>

namespace lrscope {

/// Not an error: the work was to stop before it was done.
struct Interrupted : std::exception {
  const char* what() const noexcept override { return "interrupted"; }
};

namespace interruption {

inline std::atomic<bool> is_requested = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

/// Async-signal-safe.
inline void request() noexcept { is_requested.store(true, std::memory_order_relaxed); }

inline bool requested() noexcept { return is_requested.load(std::memory_order_relaxed); }

/// Throws: Interrupted, once request() was called.
inline void check() {
  if (requested()) throw Interrupted();
}

}  // namespace interruption
}  // namespace lrscope
