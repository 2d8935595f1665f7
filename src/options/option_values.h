// Options as they are typed, in groups of which every command composes its own. cli/load.h decides what they mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/data_spec.h"
#include "lrscope/run_spec.h"

namespace lrscope {
struct Kind;
enum class Format;
}  // namespace lrscope

namespace lrscope::cli {

enum class When { automatic, always, never };
enum class FailOn { nothing, nonfinite, diverged, untrained };

constexpr std::string_view name_of(FailOn fail_on) {
  constexpr std::string_view names[] = {"nothing", "nonfinite", "diverged", "untrained"};
  return names[static_cast<int>(fail_on)];
}

/// Which data.
struct DataOptions {
  std::string data;  // path, "-" or "case:NAME"
  DataSpec dataset;
  std::optional<std::uint64_t> max_memory;  // bytes; absent: as much as this process may use
};

/// Which runs.
struct RunOptions {
  RunSpec run;
  std::string learning_rates;
  std::string seeds;  // empty: the one of --seed
  int threads = 0;    // 0: as many as this process may use
};

/// Files of initial parameters, and of the rows of each step; empty: none.
struct StartOptions {
  std::string init_from, save_init, batches;
};

/// Where records go, and what of them.
struct OutputOptions {
  Format format{};                              // of standard output
  std::optional<Format> format_of_output = {};  // the same, by -o FORMAT:-
  const Kind* rows = nullptr;                   // of what holds one kind; null: the command's own
  std::vector<std::string> fields = {};         // empty: all
  std::string label = {};                       // beside them, empty: none
  std::vector<std::string> files = {};          // as typed: with a format, or an ending
  When color = When::automatic;

  Format standard_format() const { return format_of_output.value_or(format); }
};

/// What is shown beside the records.
struct ShowOptions {
  When progress = When::automatic;
  bool quiet = false;
};

/// Both, and what is kept of runs and what their end is worth.
struct ReportOptions : OutputOptions, ShowOptions {
  std::string trajectories;   // file of the steps of all runs; empty: none
  long long print_every = 1;  // steps
  bool timing = false;
  FailOn fail_on = FailOn::nothing;
};

/// A problem, runs on it, and what is reported.
struct ProblemOptions : DataOptions, RunOptions, StartOptions, ReportOptions {};

/// Work that outlasts this process.
struct JournalOptions {
  std::string journal;               // file; empty: none
  std::optional<double> time_limit;  // seconds
};

}  // namespace lrscope::cli
