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
  /// Paragraphs with the measured numbers filled in, from the results of the commands, in order; one with
  /// line breaks in it is a table and stays as it is.
  std::vector<std::string> (*story)(std::span<const SessionResult> results);
  bool prints_tables = true;  // false: the story holds all that a person wants to see
};

std::span<const Demo> demos();

}  // namespace lrscope::cli
