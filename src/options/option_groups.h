// Options that several commands have. Private to the files that add options.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "options/command.h"
#include "options/option_values.h"
#include "report/writer.h"

namespace lrscope::cli {

/// One of several names, each with its value.
template <class T>
void add_choice(Command& command, const std::string& flag, T& member, std::vector<std::pair<std::string, T>> values,
                const std::string& doc, const std::string& group, bool affects_results = true) {
  OptionTraits traits{.affects_results = affects_results};
  for (const auto& [name, value] : values) {
    traits.values.push_back(name);
    if (value == member) traits.by_default = name;
  }
  const auto set = [flag, values, names = traits.values, &member](const std::string& text) {
    const auto at = std::ranges::find(values, text, &std::pair<std::string, T>::first);
    if (at == values.end()) throw bad_value(flag, text, "unknown value" + did_you_mean_one_of(text, names));
    member = at->second;
  };
  command.add(flag, "", doc, group, set, std::move(traits));
}

/// An option whose value is kept as it was typed.
void add_text_option(Command& command, const std::string& flag, const std::string& metavar, std::string& member,
                     const std::string& doc, const std::string& group);

/// An option that names a file. An empty name is refused.
void add_file_option(Command& command, const std::string& flag, std::string& member, const std::string& doc,
                     const std::string& group, bool affects_results = true);

/// DATA and --max-memory. DATA is asked for once environment and configuration file have been read: require_data().
void add_data(Command& command, CommonOptions& options);

void add_seeds(Command& command, CommonOptions& options, const std::string& group);
void add_threads(Command& command, CommonOptions& options, const std::string& group);

/// --init-from and --save-init.
void add_start_options(Command& command, CommonOptions& options, const std::string& group);

/// --format and --output.
void add_format_options(Command& command, CommonOptions& options);

/// --rows: one of these kinds of record, by default the first.
void add_rows(Command& command, CommonOptions& options, const std::vector<const Kind*>& kinds);

void add_print_every(Command& command, CommonOptions& options);
void add_trajectories(Command& command, CommonOptions& options);
void add_fail_on(Command& command, CommonOptions& options);
void add_color(Command& command, CommonOptions& options);
void add_quiet(Command& command, CommonOptions& options);
void add_progress(Command& command, CommonOptions& options);

/// --journal, which keeps every finished `noun` ("run", "cell").
void add_journal(Command& command, CommonOptions& options, const std::string& noun, const std::string& group);
void add_time_limit(Command& command, CommonOptions& options, const std::string& group);

}  // namespace lrscope::cli
