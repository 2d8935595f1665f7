// The standard streams as descriptors: those of the process, unless a program runs inside another.
#pragma once

#include <utility>

namespace lrscope {

struct Streams {
  int input = 0;
  int output = 1;
  int error = 2;
};

/// The streams in use now.
inline Streams& standard_streams() {
  static Streams streams;
  return streams;
}

/// Uses other streams as long as it lives. Not thread-safe.
class UseStreams {
 public:
  explicit UseStreams(const Streams& streams) : before_(std::exchange(standard_streams(), streams)) {}
  ~UseStreams() { standard_streams() = before_; }
  UseStreams(const UseStreams&) = delete;
  UseStreams& operator=(const UseStreams&) = delete;

 private:
  Streams before_;
};

}  // namespace lrscope
