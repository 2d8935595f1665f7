// The built-in demonstrations: their commands, and a story with facts from the records of these commands.
#pragma once

#include <fmt/format.h>

#include "base/text.h"
#include "cli/commands/map.h"
#include "cli/session.h"

namespace lrscope::cli {

/// Thrown where a story has lost its subject: the user's own options left out the runs that it is about.
struct NothingToTell {};

/// Throws: NothingToTell for no value.
template <class T>
const T& known(const std::optional<T>& value) {
  if (!value) throw NothingToTell();
  return *value;
}

/// A number of a story, in few digits. Throws: NothingToTell.
inline std::string shown(const std::optional<double>& value, int digits = 4) {
  return short_number_text(known(value), digits);
}

std::string fill(std::string_view story, fmt::format_args facts);

/// Fills paragraphs, which blank lines separate, with "name"_a = value for every {name}, and wraps all but {table}. By value:
/// fmt 12 does not find the name of a constant argument.
template <class... Facts>
std::string told(std::string_view story, Facts... facts) {
  return fill(story, fmt::make_format_args(facts...));
}

/// What the commands of a demo gave, in order.
struct Results {
  std::vector<SweepSession> sweeps;  // of sweep and trace
  std::vector<MapSession> maps;
};

struct Demo {
  std::string_view name;
  std::string_view doc;
  std::vector<std::string> commands;  // without the program's name; words separated by single blanks
  /// Throws: NothingToTell.
  std::string (*story)(const Results& results);
  bool prints_tables = true;  // false: the story holds all that a person wants to see
  /// Without options of the user the story is all: its tables hold single steps past a crossing, whose digits are chaotic.
  /// With options the last command is left out.
  bool hides_tables = false;
};

const std::vector<Demo>& demos();

std::string edge_story(const Results& results);
std::string catapult_story(const Results& results);
std::string momentum_story(const Results& results);
std::string noise_story(const Results& results);
std::vector<std::string> momentum_commands();

/// The run at learning rate `lr`, the first seed's. Throws: NothingToTell.
const RunRecord& run_at(const SweepSession& result, double lr);

std::vector<StepRecord> steps_of(const SweepSession& result, std::int64_t run);

}  // namespace lrscope::cli
