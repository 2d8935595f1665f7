// Work on several threads whose results are handed over in order.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace lrscope {

/// Calls make(0) … make(count − 1), each on whichever thread is free, and hand_over(i) after make(i), in order, on one
/// thread at a time. Nothing is made more than `window` places ahead of what was handed over: a thread that is so far
/// ahead sleeps. The first exception ends the work.
class InOrder {
 public:
  using Step = std::function<void(std::size_t)>;

  InOrder(std::size_t count, std::size_t window, Step make, Step hand_over)
      : count_(count), make_(std::move(make)), hand_over_(std::move(hand_over)), is_made_(window) {}

  /// The part of one thread; returns when nothing is left to make. Threads take places in order, so that the place that
  /// is waited for is always under way: any number of threads, one too, comes to the end.
  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return is_over() || next_ < handed_over_ + is_made_.size(); });
      if (is_over()) return;
      const std::size_t place = next_++;
      if (!succeeds(make_, place, lock)) return;
      is_made_[place % is_made_.size()] = true;
      if (!is_handing_over_) hand_over_all(lock);
    }
  }

  /// Requires: every work() has returned. Throws: the exception of make or hand_over.
  void finish() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  bool is_over() const { return error_ || next_ == count_; }

  void hand_over_all(std::unique_lock<std::mutex>& lock) {
    is_handing_over_ = true;
    while (is_made_[handed_over_ % is_made_.size()] && succeeds(hand_over_, handed_over_, lock)) {
      is_made_[handed_over_++ % is_made_.size()] = false;
      changed_.notify_all();
    }
    is_handing_over_ = false;
  }

  /// Calls step(place) without the lock.
  bool succeeds(const Step& step, std::size_t place, std::unique_lock<std::mutex>& lock) {
    std::exception_ptr error;
    lock.unlock();
    try {
      step(place);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    if (error && !error_) error_ = error;
    if (error) changed_.notify_all();
    return !error_;
  }

  const std::size_t count_;
  const Step make_, hand_over_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<bool> is_made_;  // by place, modulo its size
  std::size_t next_ = 0;       // to be made
  std::size_t handed_over_ = 0;
  bool is_handing_over_ = false;
  std::exception_ptr error_;
};

}  // namespace lrscope
