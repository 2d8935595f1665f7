// From words to commands and their options. The only place that knows the library that does it.
#pragma once

#include <string>
#include <vector>

#include "options/command.h"

namespace lrscope::cli {

/// What the words turned out to be.
struct Parsed {
  enum class Kind { command, help, version, fault };
  Kind kind = Kind::command;
  Command* command = nullptr;       // the one that was named; null for none
  std::vector<std::string> extras;  // of a fault: words that nothing takes
  bool are_behind_dashes = false;   // the extras stand behind "--", where no word is an option
  std::string fault;                // what is wrong, without its period
};

/// Gives the options of the command that is named their values. `words` begin with the name of the program.
/// Throws: UsageError for a value that an option refuses.
Parsed parse(Program& program, const std::vector<std::string>& words);

}  // namespace lrscope::cli
