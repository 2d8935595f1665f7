// The command line as typed: options of sweep, trace and demo, bound to plain structs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "command.h"
#include "lrscope/sink/map_picture.h"
#include "lrscope/spec/data_spec.h"
#include "lrscope/spec/find_spec.h"
#include "lrscope/spec/map_spec.h"
#include "lrscope/spec/run_spec.h"
#include "lrscope/spec/spectrum_spec.h"
#include "report/writer.h"

namespace lrscope::cli {

enum class When { automatic, always, never };
enum class FailOn { nothing, nonfinite, diverged, untrained };

/// Of `map`, as typed.
struct MapOptions {
  std::string x, y;  // y empty: a map of one row
  std::string size = "256x256";
  std::string zoom;
  bool refine = false;
  MapEngine engine = MapEngine::automatic;
  MapColoring coloring = MapColoring::absolute;
  std::vector<std::string> pictures;  // the files of --output that are PNG
};

/// Which data.
struct DataOptions {
  std::string data;  // path, "-" or "case:NAME"
  DataSpec dataset;
  std::optional<std::uint64_t> max_memory;  // bytes; absent: what this process may use
};

/// Which runs.
struct RunOptions {
  RunSpec run;
  std::string learning_rates;  // as typed
  std::string seeds;           // as typed; empty: the one of --seed
  int threads = 0;             // 0: as many as this process may use
};

/// Files of initial parameters; empty: none.
struct StartOptions {
  std::string init_from;
  std::string save_init;
};

/// Where records go.
struct OutputOptions {
  Format format = Format::table;
  const Kind* rows = nullptr;  // of csv, tsv and markdown; only commands with --rows
  std::vector<std::string> outputs;
};

/// What is seen beside the records.
struct ShowOptions {
  bool quiet = false;
  When progress = When::automatic;
  When color = When::automatic;
};

/// Work that outlasts a process or a machine.
struct ScaleOutOptions {
  std::string journal;
  std::string shard;                 // as typed; empty: all runs
  std::optional<double> time_limit;  // seconds
  bool dry_run = false;
};

struct Options : DataOptions, RunOptions, StartOptions, OutputOptions, ShowOptions, ScaleOutOptions {
  SpectrumSpec spectrum;
  FindSpec find;
  MapOptions map;
  std::string trajectories;
  std::string along;                // file
  std::vector<std::string> inputs;  // of merge: journals
  long long print_every = 1;        // steps
  bool boundaries = true;           // of explain: search them for every change
  bool timing = false;
  FailOn fail_on = FailOn::nothing;
};

/// Adds every option of `sweep` (or `trace`) to `command`, bound to `options`.
void add_options(Command& command, Options& options);

/// --trajectories and which steps it holds.
void add_trajectories_option(Command& command, Options& options);

/// Adds every option of `merge`.
void add_merge_options(Command& command, Options& options);

/// Adds every option of `spectrum`.
void add_spectrum_options(Command& command, Options& options);

/// Adds every option of `map`.
void add_map_options(Command& command, Options& options);

/// Adds every option of `explain`.
void add_explain_options(Command& command, Options& options);
/// Adds every option of `find`.
void add_find_options(Command& command, Options& options);
/// Adds every option of `data`: those about the file, and those of a run that matter to it.
void add_data_options(Command& command, Options& options);

}  // namespace lrscope::cli
