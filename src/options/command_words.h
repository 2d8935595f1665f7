// From a request back to the command line that runs it.
#pragma once

#include "options/command.h"
#include "spec/change.h"

namespace lrscope::cli {

/// "lrscope sweep data.csv --scale standard --lr 0.001": the differences from the defaults, in words of a shell. The last
/// three arguments are as they were typed.
std::string command_line(const Request& request, const std::string& data, const std::string& seeds,
                         const std::string& init_from);

/// Words as a shell takes them, on one line.
std::string shell_line(const std::vector<std::string>& words);

/// The parsed command line in the words that decide the results: lrscope, the command, DATA, then the given options in the
/// order of the help, without those that decide how a result is shown, where it goes and on how many machines it is made.
std::vector<std::string> result_words(const Command& command);

}  // namespace lrscope::cli
