// The built-in demonstrations: their commands, and what their records show, in words.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "session.h"

namespace lrscope::cli {

struct Demo {
  std::string_view name;
  std::string_view doc;
  std::vector<std::string> commands;  // without the program's name; words separated by single blanks
  /// Paragraphs with the measured numbers filled in, from the results of the commands, in order.
  std::vector<std::string> (*story)(std::span<const SessionResult> results);
};

std::span<const Demo> demos();

}  // namespace lrscope::cli
