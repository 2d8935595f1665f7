// The built-in demonstrations: their commands, and a story made of named facts from the records of these commands.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/commands/map.h"
#include "cli/session.h"

namespace lrscope::cli {

/// Thrown where a story has lost its subject: the user's own options left out the runs that it is about.
struct NothingToTell {};

/// The value of a fact. Throws: NothingToTell.
template <class T>
const T& known(const std::optional<T>& value) {
  if (!value) throw NothingToTell();
  return *value;
}

/// What a {name} in a story stands for.
struct Fact {
  Fact(const char* fact, std::string value) : name(fact), text(std::move(value)) {}
  Fact(const char* fact, std::int64_t count) : Fact(fact, std::to_string(count)) {}
  Fact(const char* fact, double value, int digits = 4);
  Fact(const char* fact, const std::optional<double>& value, int digits = 4) : Fact(fact, known(value), digits) {}

  const char* name;
  std::string text;
};
using Facts = std::vector<Fact>;

/// The story with its facts in their places.
std::string told(std::string_view story, const Facts& facts);

/// What the commands of a demo gave, in order.
struct Results {
  std::vector<SweepSession> sweeps;  // of sweep and trace
  std::vector<MapSession> maps;
};

struct Demo {
  std::string_view name;
  std::string_view doc;
  std::vector<std::string> commands;  // without the program's name; words separated by single blanks
  /// Paragraphs with a blank line between them, in lines of any length. A paragraph that is only {table} is not wrapped.
  std::string_view story;
  /// Finds the facts in the results of the commands, in order. Throws: NothingToTell.
  Facts (*find_facts)(const Results& results);
  bool prints_tables = true;  // false: the story holds all that a person wants to see
};

const std::vector<Demo>& demos();

Demo edge_demo();
Demo catapult_demo();
Demo momentum_demo();
Demo fractal_demo();
Demo ripple_demo();

/// The run at learning rate `lr`, the first seed's. Throws: NothingToTell.
const RunRecord& run_at(const SweepSession& result, double lr);

std::vector<StepRecord> steps_of(const SweepSession& result, std::int64_t run);

/// The last critical learning rate of a run that was measured before anything stopped being finite.
double last_critical_lr(const SweepSession& result, const RunRecord& run);

}  // namespace lrscope::cli
