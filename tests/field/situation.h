// What people reported to go wrong, each made anew with other numbers, and what is right to say about it. Plain data:
// judge.h runs the commands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lrscope::test {

using Words = std::vector<std::string>;

enum class Kind {
  ruler,       // what counts as trained, and what is suggested
  scaling,     // features and targets of other sizes than 1
  dirty,       // files that must be mended, and then scaled as well
  reading,     // files as other programs write them
  decay,       // weight decay
  saturation,  // sigmoid and tanh far from 0
  depth,       // gradients that vanish or explode on their way down
  late_rise,   // adam goes down, and up again
  loss,        // sums over the batch
  optimizer,   // momentum, batches and rates that are too large
  target,      // what is predicted
  healthy,     // nothing is wrong
  noise,       // nothing can be learnt
  pairs        // two causes at once
};
constexpr int kinds = 14;

constexpr std::string_view name_of(Kind kind) {
  constexpr std::string_view names[] = {"ruler",      "scaling", "dirty",     "reading", "decay",
                                        "saturation", "depth",   "late rise", "loss",    "optimizer",
                                        "target",     "healthy", "noise",     "pairs"};
  static_assert(std::size(names) == kinds);
  return names[static_cast<int>(kind)];
}

struct File {
  std::string name, text;
  bool is_compressed = false;  // written by gzip
};

/// One `explain`, and its cure, which is run as printed.
struct ExplainCheck {
  std::string arguments;
  Words causes;  // one of these is contained in the cause
  /// Arguments of a sweep that is known to mend it; its best run is what the cure is held against.
  std::string fix;
  std::vector<Words> needs = {};            // of each of these lists, one is contained in the printed command,
  Words lacks = {};                         // and none of these
  double share = .8;                        // of the d2 of the fix that the cure must reach
  Words halves = {};                        // sweeps that mend one of two causes only: none reaches that share
  std::optional<double> largest_rise = {};  // final loss / best loss of the cure
};

/// One `explain` of a run in which nothing is wrong: HEALTHY, without a cause, and how much was learnt.
struct HealthyCheck {
  std::string arguments;
  double least_d2;  // that the run has: else the situation itself is wrong
};

/// One `sweep`. A suggestion has skill in every seed; without one, the next command leads to skill.
struct SweepCheck {
  std::string arguments;
  bool is_hopeless = false;  // no suggestion may be made, and no next command need lead to skill
};

struct ExpectedDefect {
  std::string kind, column, flag;  // of its first remedy
};
struct ExpectedRemark {
  std::string about, word;  // "": any
};
struct ExpectedColumn {
  std::string name, kind;
};

/// One `data`: these defects and no other, a cause and a column each, with remedies that are accepted when typed; with
/// `mended` the columns are read as they should be.
struct DataCheck {
  std::string arguments;
  std::vector<ExpectedDefect> defects = {};
  std::string mended = {};
  int rows = 0;                              // when mended
  std::vector<ExpectedColumn> columns = {};  // all of them, when mended
  std::vector<ExpectedRemark> remarks = {}, unfounded = {};
};

/// Commands that end in exit status 3 and say each of these words.
struct RefusalCheck {
  std::vector<std::string> commands;
  Words words;
};

struct Situation {
  Kind kind;
  std::string name, source;
  std::vector<File> files;
  std::vector<ExplainCheck> explains = {};
  std::vector<HealthyCheck> healthy = {};
  std::vector<SweepCheck> sweeps = {};
  std::vector<DataCheck> data = {};
  std::vector<RefusalCheck> refusals = {};
};

using Situations = std::vector<Situation>;

/// A function per file; the numbers, names, sizes and scales come from `seed`.
void add_scaling(std::uint32_t seed, Situations& list);
void add_rulers(std::uint32_t seed, Situations& list);
void add_dirty(std::uint32_t seed, Situations& list);
void add_local_numbers(std::uint32_t seed, Situations& list);
void add_layouts(std::uint32_t seed, Situations& list);
void add_targets(std::uint32_t seed, Situations& list);
void add_networks(std::uint32_t seed, Situations& list);
void add_training(std::uint32_t seed, Situations& list);
void add_healthy(std::uint32_t seed, Situations& list);
void add_pairs(std::uint32_t seed, Situations& list);

inline Situations situations(std::uint32_t seed) {
  Situations list;
  for (const auto add : {add_rulers, add_scaling, add_dirty, add_local_numbers, add_layouts, add_targets, add_networks,
                         add_training, add_healthy, add_pairs})
    add(seed, list);
  return list;
}

}  // namespace lrscope::test
