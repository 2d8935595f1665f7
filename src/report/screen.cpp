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

}  // namespace

// COLUMNS would be that of the shell when it started.
Screen screen_of_output() {
  const int output = standard_streams().output;
  winsize size{};
  if (!isatty(output) || ioctl(output, TIOCGWINSZ, &size) != 0) return {};
  return {.width = size.ws_col, .has_true_color = shows_true_color()};
}

}  // namespace lrscope
