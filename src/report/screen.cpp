#include "report/screen.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "base/streams.h"

namespace lrscope {
namespace {

/// As programs for terminals tell each other; the terminal itself cannot be asked.
bool shows_true_color() {
  const char* colors = std::getenv("COLORTERM");
  return colors && (std::string_view(colors) == "truecolor" || std::string_view(colors) == "24bit");
}

// COLUMNS would be that of the shell when it started.
Screen screen_of(int descriptor) {
  winsize size{};
  if (!isatty(descriptor) || ioctl(descriptor, TIOCGWINSZ, &size) != 0) return {};
  return {.width = size.ws_col, .has_true_color = shows_true_color()};
}

}  // namespace

Screen screen_of_output() { return screen_of(standard_streams().output); }

Screen screen_of_error() { return screen_of(standard_streams().error); }

}  // namespace lrscope
