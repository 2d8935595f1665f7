// The answers of `lrscope --complete`, read off the table of options.
#pragma once

#include <string>
#include <vector>

#include "options/command.h"

namespace lrscope::cli {

/// What the last of `words` can become, in lines; the words stand behind the program's name. A line is a word, a tab and
/// what the word means, or "@files" or "@csv", where the shell completes names of files. Empty where nothing is known.
std::string completions(const Program& program, const std::vector<std::string>& words);

}  // namespace lrscope::cli
