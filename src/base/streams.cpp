#include "base/streams.h"

#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "base/interruption.h"
#include "base/text.h"

namespace lrscope {
namespace {

constexpr int look_every = 100;            // milliseconds: how late an interruption is noticed
constexpr int looks_until_given_up = 10;   // in vain, one after the other
constexpr std::size_t at_once = PIPE_BUF;  // a pipe that poll() calls writable takes so much without blocking

/// False where the other end takes nothing now; write() reports all else that is wrong.
bool is_writable(int descriptor) {
  pollfd wanted{descriptor, POLLOUT, 0};
  return poll(&wanted, 1, look_every) > 0;
}

}  // namespace

Writing write_patiently(int descriptor, std::string_view bytes) {
  int in_vain = 0;
  while (!bytes.empty()) {
    if (!is_writable(descriptor)) {
      in_vain = interruption::requested() ? in_vain + 1 : 0;
      if (in_vain > looks_until_given_up) return Writing::given_up;
      continue;
    }
    const ssize_t wrote = write(descriptor, bytes.data(), std::min(bytes.size(), at_once));
    if (wrote < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (wrote <= 0) return Writing::failed;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
    in_vain = 0;
  }
  return Writing::done;
}

Writing copy_patiently(int from, int to) {
  std::string block(std::size_t{1} << 16, '\0');
  for (off_t done = 0;;) {
    const ssize_t got = pread(from, block.data(), block.size(), done);
    if (got < 0) return Writing::failed;
    if (got == 0) return Writing::done;
    const auto writing = write_patiently(to, std::string_view(block).substr(0, static_cast<std::size_t>(got)));
    if (writing != Writing::done) return writing;
    done += got;
  }
}

namespace {

/// Collects what goes to standard error, so that a line is written with one call.
class Notes {
 public:
  ~Notes() { flush(); }
  void add(std::string_view bytes) {
    if (bytes.size() > buffer_.size() - used_) flush();
    std::ranges::copy(bytes, buffer_.begin() + static_cast<std::ptrdiff_t>(used_));
    used_ += bytes.size();
  }
  /// As printable() spells it.
  void add_spelled(char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(byte);
    const char spelled[] = {'\\', 'x', digits[value / 16], digits[value % 16]};
    add({spelled, std::size(spelled)});
  }

 private:
  void flush() {
    static_cast<void>(write_patiently(standard_streams().error, {buffer_.data(), used_}));
    used_ = 0;
  }

  std::array<char, 4096> buffer_;
  std::size_t used_ = 0;
};

void add_printable(std::string_view text, Notes& notes) {
  while (!text.empty()) {
    const std::size_t size = text[0] == '\n' ? 1 : printable_size(text);
    if (size > 0)
      notes.add(text.substr(0, size));
    else
      notes.add_spelled(text[0]);
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
}

}  // namespace

void print_note(std::string_view text) {
  Notes notes;
  add_printable(text, notes);
}

void rewrite_line(std::string_view text) {
  Notes notes;
  notes.add("\r\x1b[K");
  add_printable(text, notes);
}

bool is_dumb_terminal() {
  const char* terminal = std::getenv("TERM");
  return terminal && std::string_view(terminal) == "dumb";
}

}  // namespace lrscope
