// Groups of options as they are typed, of which commands compose their own. What they mean is for others: load.h, session.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
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

/// Which data.
struct DataOptions {
  std::string data;  // path, "-" or "case:NAME"
  DataSpec dataset;
  std::optional<std::uint64_t> max_memory;  // bytes; absent: what this process may use
};

/// Which runs, beside what a RunSpec holds.
struct RunOptions {
  std::string learning_rates;
  std::string seeds;  // empty: the one of --seed
  int threads = 0;    // 0: as many as this process may use
};

/// Files of initial parameters; empty: none.
struct StartOptions {
  std::string init_from;
  std::string save_init;
};

/// Where records go.
struct OutputOptions {
  Format format{};             // of standard output
  const Kind* rows = nullptr;  // of csv, tsv and markdown
  std::vector<std::string> files = {};
  When color = When::automatic;
};

/// What is seen beside the records.
struct ShowOptions {
  bool quiet = false;
  When progress = When::automatic;
};

/// Which steps of a sweep are kept.
struct StepOptions {
  std::string trajectories;   // file; empty: none
  long long print_every = 1;  // steps
};

/// Work that outlasts a process or a machine.
struct ScaleOutOptions {
  std::string journal;
  std::string shard;                 // empty: all runs
  std::optional<double> time_limit;  // seconds
  bool dry_run = false;
};

}  // namespace lrscope::cli
