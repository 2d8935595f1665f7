// Completion of the command line: `lrscope completion SHELL` prints a short script that asks `lrscope --complete WORDS…`.
#pragma once

#include <string>
#include <vector>

#include "cli11_fwd.h"

namespace lrscope::cli {

/// What the last of `words` can become, in lines; the words stand behind the program's name. A line is a word, a tab and
/// what the word means, or "@files" or "@csv", where the shell completes names of files. Empty where nothing is known.
std::string completions(CLI::App& app, const std::vector<std::string>& words);

}  // namespace lrscope::cli
