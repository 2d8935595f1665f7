// The command line as typed: options of sweep, trace and demo, bound to plain structs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli11_fwd.h"
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

struct Options {
  std::string data;  // path, "-" or "case:NAME"
  RunSpec run;
  DataSpec dataset;
  SpectrumSpec spectrum;
  FindSpec find;

  std::string learning_rates;               // as typed
  std::string seeds;                        // as typed; empty: the one of --seed
  int threads = 0;                          // 0: as many as this process may use
  std::optional<std::uint64_t> max_memory;  // bytes; absent: what this process may use
  std::string init_from;
  std::string save_init;

  Format format = Format::table;
  const Kind* rows = nullptr;  // of csv, tsv and markdown; only commands with --rows
  std::vector<std::string> outputs;
  std::string trajectories;
  std::string journal;
  std::string shard;                 // as typed; empty: all runs
  std::optional<double> time_limit;  // seconds
  bool dry_run = false;
  std::vector<std::string> inputs;  // of merge: journals
  long long print_every = 1;        // steps
  bool boundaries = true;  // of explain: search them for every change
  std::string along;       // file
  MapOptions map;
  bool timing = false;
  FailOn fail_on = FailOn::nothing;
  bool quiet = false;
  When progress = When::automatic;
  When color = When::automatic;
};

/// An option that names a file; of several the last one counts, as with most options. An empty name is
/// refused.
void add_file_option(CLI::App& command, const std::string& flag, std::string& member, const std::string& doc,
                     const std::string& group);

/// Adds every option of `sweep` (or `trace`) to `command`, bound to `options`.
void add_options(CLI::App& command, Options& options);

/// --trajectories and which steps it holds.
void add_trajectories_option(CLI::App& command, Options& options);

/// Adds every option of `merge`.
void add_merge_options(CLI::App& command, Options& options);

/// Adds every option of `spectrum`.
void add_spectrum_options(CLI::App& command, Options& options);

/// Adds every option of `map`.
void add_map_options(CLI::App& command, Options& options);

/// Adds every option of `explain`.
void add_explain_options(CLI::App& command, Options& options);
/// Adds every option of `find`.
void add_find_options(CLI::App& command, Options& options);
/// Adds every option of `data`: those about the file, and of a run those that is_data_knob() names.
void add_data_options(CLI::App& command, Options& options);

/// Whether a knob of a run matters to what `data` says.
bool is_data_knob(std::string_view name);

/// The names of a knob's values with a line on each, from the folder that owns them; empty if it takes none.
struct Choice {
  std::string name;
  std::string doc;
};
std::vector<Choice> choices_of(std::string_view knob);

}  // namespace lrscope::cli
