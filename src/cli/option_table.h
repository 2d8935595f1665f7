// The one table of options, read off the commands as they were built: what configuration files, the
// environment, completion and the man page know of an option comes from here.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli11_fwd.h"

namespace lrscope::cli {

enum class Files { none, any, csv };

/// What an option is, beyond its name and the value that it sets.
struct OptionTraits {
  std::vector<std::string> values = {};  // the words among its values, where there are some
  Files files = Files::none;             // whether its value is a file
  bool affects_results = true;           // else: how they are shown, where they go, on how many machines
  std::string alternative_to = {};       // the key of the option that this one replaces, and that replaces it
  std::string by_default = {};           // for --print-config
  bool is_repeatable = false;            // every use counts; else the last one does
};

/// An option with a value: "--threads", "-o,--output", or the positional "DATA". Without `metavar` its values
/// stand for it. `set` gets the last value, or each one of a repeatable option.
CLI::Option* add_option(CLI::App& command, const std::string& name, const std::string& metavar,
                        const std::string& doc, const std::string& group,
                        const std::function<void(const std::string&)>& set, OptionTraits traits = {});

/// A switch that sets `member`.
void add_switch(CLI::App& command, const std::string& name, bool& member, const std::string& doc,
                const std::string& group, bool affects_results = true);

/// A positional that takes any number of files.
void add_files(CLI::App& command, const std::string& name, std::vector<std::string>& member,
               const std::string& doc);

/// Those of an option of `command`.
const OptionTraits& traits_of(const CLI::App& command, const CLI::Option& option);

struct OptionRow {
  CLI::Option* option;
  std::string key;         // "batch-size"; of a positional, in lower case: "data"
  std::string short_flag;  // "-o", or empty
  std::string metavar;     // "N|full"; empty for a switch
  std::string doc;
  std::string group;  // heading in the help
  OptionTraits traits;
  bool is_switch = false;
  bool is_positional = false;

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
