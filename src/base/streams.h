// The standard streams as descriptors (those of the process, unless a program runs inside another), and writing to a
// reader who may be slow or gone: it waits without limit while there is work to do, and for a second once the work is to
// stop (base/interruption.h).
#pragma once

#include <stdexcept>
#include <string_view>
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

/// The work is to end, and the reader of our output does not take the rest.
struct StalledReader : std::runtime_error {
  StalledReader() : std::runtime_error("stalled reader") {}
};

enum class Writing { done, failed, given_up };

/// Writes all of `bytes` to `descriptor`. failed: errno says why. given_up: a stop was requested, and for a second
/// nothing was taken. Thread-safe and async-signal-safe; never blocks where the other end is a pipe.
Writing write_patiently(int descriptor, std::string_view bytes);

/// Writes a regular file from its beginning on to another. The same, and failed where `from` cannot be read.
Writing copy_patiently(int from, int to);

// Nothing of a file reaches standard error as it is: both of these spell out control characters, whatever they come from.
// They ignore write errors, allocate nothing, and are async-signal-safe.

/// Text that is no record, to standard error.
void print_note(std::string_view text);

/// A line that takes the place of the one before, on a terminal.
void rewrite_line(std::string_view text);

/// True where the terminal takes no escape sequences, by TERM.
bool is_dumb_terminal();

}  // namespace lrscope
