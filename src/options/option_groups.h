// Groups of options that several commands have. Private to the files that add options.
#pragma once

#include <functional>
#include <string>
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
    throw bad_value(flag, text, "unknown value" + did_you_mean_one_of(text, names));
  };
  command.add(flag, "", doc, group, set,
              {.values = names, .affects_results = affects_results, .by_default = by_default});
}

/// An option whose value is kept as it was typed.
void add_text_option(Command& command, const std::string& flag, const std::string& metavar, std::string& member,
                     const std::string& doc, const std::string& group);

/// An option that names a file; of several the last one counts, as with most options. An empty name is
/// refused.
void add_file_option(Command& command, const std::string& flag, std::string& member, const std::string& doc,
                     const std::string& group, bool affects_results = true);

/// DATA and --max-memory. DATA is asked for once environment and configuration file have been read: require_data().
void add_data(Command& command, DataOptions& options);

/// --lr, with its values as they were typed.
void add_learning_rates(Command& command, RunOptions& options, const std::string& metavar, const std::string& doc,
                        const std::string& group);
void add_seeds(Command& command, RunOptions& options, const std::string& group);
void add_threads(Command& command, RunOptions& options, const std::string& group);

/// --init-from and --save-init.
void add_start_options(Command& command, StartOptions& options, const std::string& group);

/// --format and --output.
void add_format_options(Command& command, OutputOptions& options);

/// --rows: one of these kinds of record, by default the first.
void add_rows(Command& command, OutputOptions& options, const std::vector<const Kind*>& kinds);

/// --print-every, --trajectories.
void add_print_every(Command& command, StepOptions& options);
void add_trajectories(Command& command, StepOptions& options);

void add_fail_on(Command& command, FailOn& member);
void add_color(Command& command, OutputOptions& options);
void add_quiet(Command& command, ShowOptions& options);
void add_quiet_and_progress(Command& command, ShowOptions& options);

/// --time-limit. --journal: `kept` is what it keeps: "run", "cell".
void add_journal(Command& command, ScaleOutOptions& options, std::string_view kept, const std::string& group);
void add_time_limit(Command& command, ScaleOutOptions& options, const std::string& group);
/// --journal, --shard, --time-limit and --dry-run.
void add_scale_out_options(Command& command, ScaleOutOptions& options);

}  // namespace lrscope::cli
