// Many runs of one problem: every learning rate with every seed, in parallel over runs, delivered in order;
// then, if asked to, those that find the divergence boundary.
//
// All runs of one seed start from the same θ_0 and see the same batches. The result does not depend on the
// number of threads, to the byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lrscope/record/records.h"
#include "lrscope/run/problem.h"
#include "lrscope/spec/run_spec.h"

namespace lrscope {

struct SweepSpec {
  RunSpec base;
  std::vector<double> learning_rates;
  std::vector<std::uint64_t> seeds = {0};
  std::optional<double> boundary_tolerance;  // search the divergence boundary, to this relative width
  int threads = 1;
  bool observe_steps = false;  // measure and deliver step records
  bool time_runs = false;      // fill RunRecord::seconds
};

/// Receives the records of a sweep, from one thread at a time, run by run in order: all its steps, then the
/// run.
class SweepObserver : public StepObserver {
 public:
  void on_step(const StepRecord&) override {}
  virtual void on_run(const RunRecord& run) = 0;
  /// Some run has ended, perhaps not yet the next in order: for a progress display. May come from any thread.
  virtual void on_progress(const RunRecord&) {}
};

struct SweepResult {
  std::vector<RunRecord> runs;
  std::string search_note;  // what the search of the boundary lacked: a prediction, or an end
};

/// Runs learning_rates × seeds, learning rate by learning rate. Then, with a boundary tolerance, every seed
/// at those learning rates that BoundarySearch (run/boundary.h) asks for; those already run count for it.
/// Requires: there are seeds, and learning rates or a tolerance; threads ≥ 1.
/// An exception thrown by the observer ends the sweep and comes out here.
SweepResult run_sweep(const Problem& problem, const SweepSpec& spec, SweepObserver& observer);

/// The bracket of the divergence boundary, beside the prediction; the fastest learning rate and a suggestion.
/// See record/fields.h.
Summary summarise(const std::vector<RunRecord>& runs);

}  // namespace lrscope
