// What the program says about its commands: --help and the answers of `lrscope --complete`.
#pragma once

#include "options/command.h"

namespace lrscope::cli {

/// Purpose, usage, examples, and only then the options.
std::string help_of(const Program& program);
std::string help_of(const Command& command);

/// Completions of the last of `words`, in lines: a word, a tab and its meaning, or "@files" or "@csv" for the shell.
std::string completions(const Program& program, const std::vector<std::string>& words);

}  // namespace lrscope::cli
