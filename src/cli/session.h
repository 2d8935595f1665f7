// A sweep from options to records, in steps that sweep, trace, merge, demo and --dry-run share: plan, open, run, report.
#pragma once

#include "cli/progress.h"
#include "cli/reference/legend.h"
#include "cli/signals.h"
#include "lrscope/sweep.h"
#include "options/command.h"
#include "report/outputs.h"
#include "sweep/safe_limit.h"
#include "sweep/sweep_table.h"
#include "train/watch/early_warning.h"

namespace lrscope::cli {

struct SweepOptions : ProblemOptions, JournalOptions {
  std::string shard;    // empty: all runs
  std::string edge_at;  // steps; of trace only
  bool dry_run = false;
  bool no_trial = false;  // of re-scaled data, for the advice
  SafeLimit safe_limit = SafeLimit::automatic;
};

/// Those that --rows may name, the default first.
std::vector<const Kind*> sweep_kinds();
std::vector<const Kind*> trace_kinds();

/// Adds those that sweep and trace have in common.
void add_sweep_options(Command& command, SweepOptions& options);

/// Adds the one that only trace has.
void add_edge_option(Command& command, SweepOptions& options);

struct ChosenShard {
  Shard shard;
  std::string source;  // "SLURM_ARRAY_TASK_ID 2, 8 tasks from 0 to 7"; empty where the flag named it
};

/// "I/N", or "auto": from the variables of a Slurm array, or of a Kubernetes indexed job with LRSCOPE_SHARDS.
/// Throws: UsageError where these do not name one shard of a known number.
ChosenShard choose_shard(const std::string& text);

/// The same; prints where "auto" came from, unless `quiet`. Throws: also for a search, whose runs depend on each other.
Shard shard_of(const std::string& text, bool is_search, bool quiet);

struct SweepPlan {
  SweepSpec spec;
  std::vector<std::string> rate_files;  // that --lr read, once: one may be a pipe
};

/// The runs that the options ask for, once all files were checked. Throws: UsageError, IoError.
SweepPlan plan_of(const SweepOptions& options);

struct OutputUse {
  const Kind& table_rows;          // the records that are rows of the table
  bool is_silent = false;          // nothing to standard output
  bool has_other_purpose = false;  // see Outputs
  bool warns = false;              // of a run that will probably fail, on standard error, at the step that shows it
};

/// Shows the progress of runs, and no more.
class ProgressObserver final : public SweepObserver {
 public:
  explicit ProgressObserver(Progress& progress) : progress_(progress) {}
  void on_progress(const RunRecord& run) override { progress_.add(run); }
  void on_plan(std::int64_t left) override { progress_.estimate(left); }

 private:
  Progress& progress_;
};

/// Writes the records of a sweep to every output as they come, beside the display of progress.
class SweepOutputs final : public SweepObserver {
 public:
  /// To standard output and files; one of --trajectories is the only one that gets the steps, unless --rows names them.
  /// `known_runs` need not be computed. Throws: IoError.
  SweepOutputs(const ReportOptions& options, const BeginRecord& begin, const OutputUse& use, const SweepSpec& spec,
               std::size_t known_runs);

  void begin();
  void on_step(const StepRecord& step) override;
  void on_run(const RunRecord& run) override;
  void on_progress(const RunRecord& run) override { progress_.add(run); }
  void on_plan(std::int64_t left) override { progress_.estimate(left); }
  /// Of runs that are not among the records.
  ProgressObserver progress_only() { return ProgressObserver(progress_); }
  /// Below the steps of all runs.
  void on_edges(const std::vector<EdgeRecord>& edges);
  /// Closes the outputs, below the table with a legend where it is read at once; with a summary of the runs, unless some are missing. Throws: ClosedPipe, IoError.
  void finish(const Summary* summary);

  std::optional<LinearModel> linear;  // whose coefficients follow each run
  bool keeps_steps = false;
  std::vector<StepRecord> steps;  // only with keeps_steps

 private:
  void warn(const StepRecord& step);
  template <class Record, class Table, class Legend>
  void write_notes(const Table& table, const Legend& legend);

  Progress progress_;
  std::int64_t print_every_;
  bool is_search_;  // its boundary is also reported below steps
  bool explains_;   // with a legend below a table on a terminal
  bool warns_;
  EarlyWarning warning_;
  RunLegend legend_;
  Outputs outputs_;
  BeginRecord begin_;
  RunTable run_table_;
  StepTable step_table_;
};

struct SessionRequest {
  bool is_trace = false;             // steps are reported, not runs
  bool keep_steps = false;           // return the step records too
  std::vector<std::string> command;  // for the `begin` record: result_words()
  bool is_silent = false;            // nothing on standard output
  bool advises = false;              // the summary names what to do next
  bool warns = false;                // see OutputUse
};

struct SweepSession {
  RunSpec spec;  // common to all runs, every default filled in
  std::vector<RunRecord> runs = {};
  std::vector<StepRecord> steps = {};  // only with keep_steps
  std::vector<EdgeRecord> edges = {};  // of --edge-at
  Summary summary = {};
  std::optional<Stop> stopped = {};  // before all runs were finished
};

/// Writes nothing before all is read and checked. Throws: UsageError, DataError, IoError, ClosedPipe.
SweepSession run_session(SweepOptions options, const SessionRequest& request);

/// 130, 143 or 5 if the work ended early, else as below.
int exit_status_of(const SweepSession& session, FailOn fail_on);

/// 1 if a run is as bad as --fail-on says, else 0. Prints which run is the first of these.
int exit_status_of(const std::vector<RunRecord>& runs, FailOn fail_on);

}  // namespace lrscope::cli
