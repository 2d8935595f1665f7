// Completion for three shells, generated from the table of options: commands, options, the words among their
// values, and files where a value is one.
#pragma once

#include <string>
#include <vector>

#include "cli11_fwd.h"
#include "option_table.h"

namespace lrscope::cli {

/// What can follow the name of one command.
struct CompletedCommand {
  std::string name;
  std::string doc;
  std::vector<OptionRow> options;      // those with dashes, --help included
  std::vector<OptionRow> positionals;  // at most one each so far
};

/// A command that passes its arguments on (demo) is completed with the options of sweep.
std::vector<CompletedCommand> completed_commands(CLI::App& app);

/// The script to be sourced, or put where the shell looks for it.
std::string bash_completion(CLI::App& app);
std::string zsh_completion(CLI::App& app);
std::string fish_completion(CLI::App& app);

}  // namespace lrscope::cli
