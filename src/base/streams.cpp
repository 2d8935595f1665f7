#include "base/streams.h"

#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/interruption.h"

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

}  // namespace lrscope
