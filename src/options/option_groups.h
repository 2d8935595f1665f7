// Options from the tables of knobs, and those that several commands have. Private to the files that add options.
#pragma once

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "options/command.h"
#include "options/name_tables.h"
#include "options/option_values.h"
#include "options/remarks.h"
#include "report/selection.h"
#include "spec/knobs.h"

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

std::vector<std::string> names_in(const auto& rows) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.emplace_back(row.name);
  return names;
}

/// The names of a table; empty if the knob takes none.
std::vector<std::string> names_of(const KnobType& type);

/// The words among the values of a knob.
std::vector<std::string> words_of(const KnobType& type);

inline constexpr auto every_knob = [](const auto&) { return true; };

/// An option for each knob that `wants` takes; lists of columns and targets add up.
template <class Spec, class Wants = decltype(every_knob)>
void add_knobs(Command& command, Spec& spec, const Wants& wants = every_knob) {
  for (const Knob<Spec>& knob : knobs<Spec>()) {
    if (!wants(knob)) continue;
    const std::string flag = "--" + std::string(knob.name), by_default = knob.is_switch() ? "" : knob.get(spec);
    const auto* table = std::get_if<NameKnob>(&knob.type);
    const std::vector<std::string> names = names_of(knob.type);
    std::string doc(knob.doc);
    if (!names.empty()) doc += ": " + join(names, ", ");
    if (!by_default.empty()) doc += " [" + by_default + "]";
    const auto set = [&knob, &spec](const std::string& value) { knob.set(spec, value); };
    OptionTraits traits{.values = words_of(knob.type),
                        .alternative_to = std::string(knob.alternative_to),
                        .by_default = knob.changes_when_asked_for ? "" : by_default,
                        .is_repeatable = knob.is_repeatable,
                        .names_columns = knob.names_columns,
                        .is_switch = knob.is_switch(),
                        .needs_data = knob.needs_data,
                        .other_flags = std::string(knob.other_flags)};
    if (table) traits.our_name = [flag, table](const std::string& words) { return our_names(flag, *table, words); };
    traits.no_effect = [&knob, &spec] { return no_effect(knob, spec); };
    if (knob.gives_way_to) traits.gives_way_to = [&knob, &spec] { return std::string(knob.gives_way_to(spec)); };
    command.add(flag, std::string(knob.metavar), doc, std::string(knob.group), set, std::move(traits));
  }
}

/// An option whose value is kept as it was typed.
void add_text_option(Command& command, const std::string& flag, const std::string& metavar, std::string& member,
                     const std::string& doc, const std::string& group, OptionTraits traits = {});

/// An option that names a file. An empty name is refused.
void add_file_option(Command& command, const std::string& flag, std::string& member, const std::string& doc,
                     const std::string& group, bool affects_results = true);

/// DATA and --max-memory. DATA is asked for once environment and configuration file have been read: require_data().
void add_data(Command& command, DataOptions& options);

inline const std::string output_group = "Output";

using Flags = std::vector<std::string>;

void add_seeds(Command& command, std::string& seeds, const std::string& group);
void add_threads(Command& command, int& threads, const std::string& group);

/// --like, which changes the defaults of all options of a run (options/presets.h).
void add_like(Command& command, RunSpec& run);

void add_init_from(Command& command, StartOptions& options, const std::string& group);
void add_batches(Command& command, StartOptions& options, const std::string& group);
/// --init-from, --save-init and --batches.
void add_start_options(Command& command, StartOptions& options, const std::string& group);

/// Those with these flags, of --format, --output, --trajectories, --print-every, --timing, --fail-on, --color, --progress and
/// --quiet.
void add_report_options(Command& command, ReportOptions& options, const Flags& flags);

/// Names of what may stand beside the fields of a record.
inline constexpr std::string_view label_name = "label", file_name = "file", optimizer_name = "optimizer";

/// --rows: one of these kinds of record, by default the first, or the configuration; --fields: of these; --label.
void add_rows(Command& command, OutputOptions& options, std::vector<const Kind*> kinds);

/// The fields that an output shows, and in them `file` and `optimizer`. Throws: UsageError where `rows` lack one of them.
Selection selection_of(const OutputOptions& options, const Kind& rows, const std::string& file = {},
                       const std::string& optimizer = {});

/// --journal, which keeps every finished `noun` ("run", "cell").
void add_journal(Command& command, JournalOptions& options, const std::string& noun, const std::string& group);
/// "90", "90s", "15m", "2h" or "1h30m" in seconds. Throws: UsageError.
double parse_duration(std::string_view text);
void add_time_limit(Command& command, JournalOptions& options, const std::string& group);

}  // namespace lrscope::cli
