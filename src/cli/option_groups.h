// Groups of options that several commands have. Private to the files that add options.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli11.h"
#include "lrscope/core/text.h"
#include "options.h"

namespace lrscope::cli {

/// One of several names, each with its value.
template <class T>
void add_choice(CLI::App& command, const std::string& flag, T& member,
                std::vector<std::pair<std::string, T>> values, const std::string& doc,
                const std::string& group) {
  std::vector<std::string> names;
  std::string by_default;
  for (const auto& [name, value] : values) {
    names.push_back(name);
    if (value == member) by_default = name;
  }
  const auto set = [flag, values, names, &member](const std::string& text) {
    for (const auto& [name, value] : values) {
      if (name != text) continue;
      member = value;
      return;
    }
    throw UsageError(flag + " " + in_quotes(text) + ": unknown value" + did_you_mean(text, names) +
                     " One of: " + join(names, ", ") + ".");
  };
  command.add_option_function<std::string>(flag, set, doc)
      ->type_name(join(names, "|"))
      ->group(group)
      ->take_last()
      ->default_str(by_default);
}

/// DATA and --max-memory. DATA is asked for once environment and configuration file have been read: require_data().
void add_data(CLI::App& command, Options& options);

/// --init-from and --save-init.
void add_start_options(CLI::App& command, Options& options, const std::string& group);

/// --format and --output.
void add_format_options(CLI::App& command, Options& options, const std::string& group);

/// --rows: one of these kinds of record, by default the first.
void add_rows(CLI::App& command, Options& options, const std::vector<const Kind*>& kinds,
              const std::string& group);

void add_seeds(CLI::App& command, Options& options, const std::string& group);
void add_threads(CLI::App& command, Options& options, const std::string& group);

/// What --progress and --color may be.
std::vector<std::pair<std::string, When>> when_values();

void add_quiet_and_progress(CLI::App& command, Options& options, const std::string& group);

/// --color alone.
void add_color(CLI::App& command, Options& options, const std::string& group);

}  // namespace lrscope::cli
