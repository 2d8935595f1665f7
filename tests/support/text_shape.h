// What holds for every text that is printed for a person.
#pragma once

#include "test.h"

namespace lrscope::test {

inline std::vector<std::string> lines_of(const std::string& text) { return split(text, '\n'); }

inline std::size_t characters(const std::string& line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// No blanks at the ends of lines, and no line longer than a page but the command.
inline void check_shape(const std::string& text, const std::string& command) {
  for (const std::string& line : lines_of(text)) {
    CAPTURE(line);
    CHECK((line.empty() || line.back() != ' '));
    if (line != "           " + command) CHECK(characters(line) <= 120);
  }
  CHECK(text.ends_with("\n"));
  CHECK_FALSE(text.ends_with("\n\n"));
}

}  // namespace lrscope::test
