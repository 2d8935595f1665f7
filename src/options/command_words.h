// From a request back to the command line that runs it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "options/command.h"
#include "spec/change.h"

namespace lrscope::cli {

/// "lrscope sweep data.csv --lr 0.001": the differences from the defaults. `data`, `seeds` and `init_from` are as typed.
std::string command_line(const Request& request, const std::string& data, const std::string& seeds,
                         const std::string& init_from, const std::string& command = "sweep");

/// `path` as a positional word: changed if a command could take it for an option.
std::string path_argument(const std::string& path);

/// Words as a shell takes them, on one line.
std::string shell_line(const std::vector<std::string>& words);

/// The words that decide the results: lrscope, the command, DATA, and the given options that affect results. `instead`:
/// values, by key, in place of those that were given.
std::vector<std::string> result_words(const Command& command, const std::map<std::string, std::string>& instead = {});

}  // namespace lrscope::cli
