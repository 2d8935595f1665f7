// Hands the records of a sweep to every output, and keeps the display of progress out of their way.
#pragma once

#include <memory>
#include <vector>

#include "lrscope/run/sweep.h"
#include "lrscope/sink/sink.h"
#include "options.h"
#include "progress.h"

namespace lrscope::cli {

class Distributor final : public SweepObserver {
 public:
  /// Opens standard output (unless silent) and the files of the options. `known_runs` of the sweep need not
  /// be computed. Throws: IoError.
  Distributor(const Options& options, Rows rows, bool is_silent, const SweepSpec& spec,
              std::size_t known_runs);

  void begin(const BeginRecord& record);
  void on_step(const StepRecord& step) override;
  void on_run(const RunRecord& run) override;
  void on_progress(const RunRecord& run) override { progress_.add(run); }
  /// `summary`: null if there are runs missing to sum up. Closes the outputs. Throws: ClosedPipe, IoError.
  void finish(const Summary* summary);

  bool keeps_steps = false;
  std::vector<StepRecord> steps;  // only with keeps_steps

 private:
  Progress progress_;
  std::int64_t print_every_;
  std::vector<std::unique_ptr<Sink>> sinks_;
  Sink* trajectories_ = nullptr;
};

}  // namespace lrscope::cli
