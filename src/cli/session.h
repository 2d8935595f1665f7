// A sweep from options to records, in steps that sweep, trace, demo and --dry-run share: plan, open, run, report.
#pragma once

#include "cli/output_files.h"
#include "cli/signals.h"
#include "lrscope/sweep.h"
#include "options/command.h"

namespace lrscope::cli {

struct SweepOptions : DataOptions, RunOptions, OutputOptions, JournalOptions {
  FailOn fail_on = FailOn::nothing;
  bool timing = false;
  std::string shard;  // empty: all runs
  bool dry_run = false;
};

/// Adds those that sweep and trace have in common.
void add_sweep_options(Command& command, SweepOptions& options);

/// The runs that --lr, --seeds, --shard and the options of a run ask for, once all files were checked.
/// Throws: UsageError, IoError.
SweepSpec plan_of(const SweepOptions& options);

/// `rate_files`: that --lr read.
CommandFiles files_of(const SweepOptions& options, const std::vector<std::string>& rate_files);

struct SessionRequest {
  bool is_trace = false;             // steps are reported, not runs
  bool keep_steps = false;           // return the step records too
  std::vector<std::string> command;  // for the `begin` record: result_words()
  bool is_silent = false;            // nothing on standard output
};

struct SweepSession {
  RunSpec spec;  // common to all runs, every default filled in
  std::vector<RunRecord> runs = {};
  std::vector<StepRecord> steps = {};  // only with keep_steps
  Summary summary = {};
  std::optional<Stop> stopped = {};  // before all runs were finished
};

/// Nothing is written before everything has been read and checked.
/// Throws: UsageError, DataError, IoError, ClosedPipe.
SweepSession run_session(const SweepOptions& options, const SessionRequest& request);

/// 130, 143 or 5 if the work ended early, else as below.
int exit_status_of(const SweepSession& session, FailOn fail_on);

/// 1 if a run is as bad as --fail-on says, else 0.
int exit_status_of(const std::vector<RunRecord>& runs, FailOn fail_on);

}  // namespace lrscope::cli
