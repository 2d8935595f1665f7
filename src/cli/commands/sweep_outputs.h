// Writes the records of a sweep to every output as they come, beside the display of progress.
#pragma once

#include <cstddef>

#include "cli/progress.h"
#include "lrscope/sweep.h"
#include "report/outputs.h"
#include "sweep/sweep_table.h"

namespace lrscope::cli {

class SweepOutputs final : public SweepObserver {
 public:
  /// To standard output, unless `is_silent`, the files of --output, and that of --trajectories, if there is one: then it
  /// is the only one that gets the steps. `rows`: the records that are rows. `known_runs` of the sweep need not be
  /// computed. Throws: IoError.
  SweepOutputs(const OutputOptions& options, const Kind& rows, bool is_silent, const SweepSpec& spec,
               std::size_t known_runs);

  void begin(const BeginRecord& record);
  void on_step(const StepRecord& step) override;
  void on_run(const RunRecord& run) override;
  void on_progress(const RunRecord& run) override { progress_.add(has_failed(run.outcome), run.lr); }
  /// Closes the outputs; with a summary of the runs, unless some are missing. Throws: ClosedPipe, IoError.
  void finish(const Summary* summary);

  bool keeps_steps = false;
  std::vector<StepRecord> steps;  // only with keeps_steps

 private:
  Progress progress_;
  std::int64_t print_every_;
  bool is_search_;  // its boundary is also reported below steps
  bool several_seeds_;
  Outputs outputs_;
  BeginRecord begin_;
  std::optional<RunTable> run_table_;
  std::optional<StepTable> step_table_;
};

}  // namespace lrscope::cli
