// From words to commands and their options, with explanations of words that cannot be understood.
#pragma once

#include "options/command.h"

namespace lrscope::cli {

/// What the words ask for.
struct Parsed {
  enum class Kind { command, help, full_help, version };
  Kind kind = Kind::command;
  Command* command = nullptr;  // the one that was named; null for none
};

/// Gives the options of the command that is named their values. Messages explain `typed`, the words of the user, and say
/// `about_data` of a word that might be a second DATA. Throws: UsageError, also for a value that an option refuses.
Parsed parse(Program& program, const std::vector<std::string>& words, const std::vector<std::string>& typed,
             const std::string& about_data);

/// Throws: UsageError if `command` takes DATA and neither its command line nor anything else named it.
void require_data(const Command& command);

}  // namespace lrscope::cli
