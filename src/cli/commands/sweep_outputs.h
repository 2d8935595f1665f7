// The records of a sweep go to every output as they come, past the display of progress.
#pragma once

#include <optional>
#include <vector>

#include "cli/progress.h"
#include "lrscope/sweep.h"
#include "report/outputs.h"
#include "sweep/sweep_table.h"

namespace lrscope::cli {

class SweepOutputs final : public SweepObserver {
 public:
  /// Opens the targets. `known_runs` of the sweep need not be computed. Throws: IoError.
  SweepOutputs(const std::vector<Target>& targets, long long print_every, Progress::Style progress,
               const SweepSpec& spec, std::size_t known_runs);

  void begin(const BeginRecord& record);
  void on_step(const StepRecord& step) override;
  void on_run(const RunRecord& run) override;
  void on_progress(const RunRecord& run) override { progress_.add(run); }
  /// Closes the outputs; with a summary of the runs, unless some are missing. Throws: ClosedPipe, IoError.
  void finish(const Summary* summary);

  bool keeps_steps = false;
  std::vector<StepRecord> steps;  // only with keeps_steps

 private:
  Progress progress_;
  std::int64_t print_every_;
  bool is_search_;  // its boundary is what was asked for, below steps too
  bool several_seeds_;
  Outputs outputs_;
  BeginRecord begin_;
  std::optional<RunTable> run_table_;
  std::optional<StepTable> step_table_;
};

/// The targets of runs, and the file of --trajectories, the only one that then gets the steps; empty for none.
std::vector<Target> with_trajectories(std::vector<Target> targets, const std::string& path);

}  // namespace lrscope::cli
