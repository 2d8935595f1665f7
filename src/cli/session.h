// One sweep from options to records: load, check, open outputs, run, report. What sweep, trace and demo
// share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lrscope/record/map.h"
#include "lrscope/record/records.h"
#include "lrscope/run/sweep.h"
#include "options.h"
#include "progress.h"
#include "signals.h"

namespace lrscope::cli {

struct SessionResult {
  RunSpec spec;  // what the runs have in common, every default filled in
  std::vector<RunRecord> runs;
  std::vector<StepRecord> steps;  // only with keep_steps
  Summary summary;
  std::optional<MapResult> map;  // of a map, which has nothing of the above
  std::optional<Stop> stopped;  // before all runs were finished
};

struct SessionRequest {
  bool is_trace = false;             // steps are reported, not runs
  bool keep_steps = false;           // return the step records too
  std::vector<std::string> command;  // for the `begin` record: result_words()
  bool is_silent = false;            // nothing on standard output
};

/// Nothing is written before everything has been read and checked.
/// Throws: UsageError, DataError, IoError, ClosedPipe.
SessionResult run_session(const Options& options, const SessionRequest& request);

/// The same for a map.
SessionResult run_map_session(Options options, const SessionRequest& request);

/// What --lr, --seeds, --shard and the options of a run ask for. Throws: UsageError.
SweepSpec sweep_spec(const Options& options);

/// Those of --seeds, or the one of --seed. Throws: UsageError.
std::vector<std::uint64_t> seeds_of(const Options& options);

/// How many runs may be under way at once: --threads, or as many as this process may use.
int threads_of(const Options& options);

Progress::Style progress_style(const Options& options);

/// Whether standard output is to have colours.
bool wants_color(When when);

/// 130, 143 or 5 if the work ended early, else as below.
int exit_status_of(const SessionResult& result, FailOn fail_on);

/// 1 if a run is as bad as --fail-on says, else 0.
int exit_status_of(const std::vector<RunRecord>& runs, FailOn fail_on);

}  // namespace lrscope::cli
