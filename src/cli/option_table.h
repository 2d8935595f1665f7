// The one table of options, read off the commands as they were built: what configuration files, the
// environment, completion and the man page know of an option comes from here.
#pragma once

#include <string>
#include <vector>

#include "cli11_fwd.h"

namespace lrscope::cli {

enum class Files { none, any, csv };

struct OptionRow {
  CLI::Option* option;
  std::string key;         // "batch-size"; of a positional, in lower case: "data"
  std::string short_flag;  // "-o", or empty
  std::string metavar;     // "N|full"; empty for a switch
  std::string doc;
  std::string group;                // heading in the help
  std::vector<std::string> values;  // the words among its values, where there are some
  Files files = Files::none;        // whether its value is a file
  bool is_switch = false;
  bool is_positional = false;
  bool adds_up = false;  // every use counts; else the last one does

  /// "--batch-size", or "DATA".
  std::string flag() const;
};

/// Of one command, in the order of its help, without --help.
std::vector<OptionRow> options_of(CLI::App& command);

/// Every command, in the order of the help.
std::vector<CLI::App*> commands_of(CLI::App& app);

/// The rows whose values a configuration file or the environment may set.
std::vector<OptionRow> settable_options_of(CLI::App& command);

/// The row with this key, or null.
const OptionRow* find_row(const std::vector<OptionRow>& rows, const std::string& key);

}  // namespace lrscope::cli
