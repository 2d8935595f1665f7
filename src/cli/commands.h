// One file per command: what it is, its options and what it runs.
#pragma once

#include <string>
#include <vector>

#include "command.h"

namespace lrscope::cli {

Command sweep_command();
Command trace_command();
Command explain_command();
Command find_command();
Command map_command();
Command spectrum_command();
Command data_command();
Command merge_command();
/// The options of these commands may follow the name of a demo.
Command demo_command();
Command completion_command();
/// `program` is what the manual is about.
Command man_command(const Program& program);

/// What --help prints: what it is, how it is called, examples, and only then the options.
std::string help_of(const Program& program);
std::string help_of(const Command& command);

/// What the last of `words` can become, in lines; the words stand behind the program's name. A line is a word, a tab and
/// what the word means, or "@files" or "@csv", where the shell completes names of files. Empty where nothing is known.
std::string completions(const Program& program, const std::vector<std::string>& words);

}  // namespace lrscope::cli
