// Words for the person at the terminal, on standard error. Never fails: what nobody can read is not worth
// dying for.
#pragma once

#include <cstdio>
#include <string>

namespace lrscope::cli {

inline void say(const std::string& text) {
  static_cast<void>(std::fputs(text.c_str(), stderr));
  static_cast<void>(std::fflush(stderr));
}

}  // namespace lrscope::cli
