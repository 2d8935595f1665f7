// Options from the environment (LRSCOPE_<FLAG>) and a configuration file (--config). The command line wins over the
// environment, the environment over the file, the file over the defaults; a higher level replaces lists, too.
#pragma once

#include "lrscope/errors.h"
#include "options/command.h"

namespace lrscope::cli {

/// Gives a command that has options of its own --config and --print-config.
void add_settings_options(Command& command);

class Settings {
 public:
  /// Sets the options that the parsed `command` leaves open. Throws: UsageError that begins with their place; IoError.
  Settings(const Program& program, Command& command);

  /// Adds to the message of a later error where the options and the file that it is about were set, unless they were typed.
  void locate(Error& error) const;

 private:
  struct Origin {
    std::string flag;   // as messages write it: "--lr", "DATA"
    std::string name;   // as it was written: "run.toml:3:6: lr", "LRSCOPE_LR"
    std::string where;  // "run.toml:3:6", "LRSCOPE_LR"
    std::vector<std::string> values;
  };
  void set(Option& option, const Origin& origin);

  std::vector<Origin> origins_;
};

/// "LRSCOPE_BATCH_SIZE"
std::string variable_of(std::string_view key);

/// Whether the environment sets this option: a variable that is empty sets nothing.
bool is_set_in_environment(std::string_view key);

/// What --print-config prints and --config reads back. Throws: UsageError for a value that TOML cannot hold.
std::string configuration_text(const Command& command);

}  // namespace lrscope::cli
