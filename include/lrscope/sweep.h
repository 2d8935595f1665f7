// Many runs of one problem: every learning rate with every seed, in parallel over runs, delivered in order; then, if
// asked to, those that find the divergence boundary. All runs of one seed start from the same θ_0 and see the same
// batches. The result does not depend on the number of threads, to the byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lrscope/problem.h"
#include "lrscope/records.h"
#include "lrscope/run_spec.h"
#include "lrscope/trainer.h"

namespace lrscope {

/// The index-th of `count` shards, from 1: every count-th run, so that shards take about equally long although large
/// learning rates fail early.
struct Shard {
  std::int64_t index = 1;
  std::int64_t count = 1;

  bool holds(std::int64_t run) const { return run % count == index - 1; }
  bool operator==(const Shard&) const = default;
};

/// One run of a sweep.
struct PlannedRun {
  std::int64_t number = 0;  // from 0, over all learning rates and seeds
  double lr = 0;
  std::uint64_t seed = 0;
};

/// A run and, where they were observed, its steps.
struct FinishedRun {
  RunRecord run;
  std::vector<StepRecord> steps;
};

/// Knows runs that were finished before, in this process or in another (sweep/journal/journal.h).
class RunMemory {
 public:
  virtual ~RunMemory() = default;
  /// The run with this rate and seed, if it was finished; its number may differ. Thread-safe.
  virtual std::optional<FinishedRun> recall(double lr, std::uint64_t seed) const = 0;
  /// The curvature at θ_0 from the finished runs of a seed.
  virtual std::optional<StartCurvature> recall_start(std::uint64_t seed) const = 0;
  /// Thread-safe. Throws: IoError.
  virtual void remember(const FinishedRun& finished) = 0;
};

struct SweepSpec {
  RunSpec base;
  std::vector<double> learning_rates;
  std::vector<std::uint64_t> seeds = {0};
  std::optional<double> boundary_tolerance;  // search the divergence boundary, to this relative width
  Shard shard;                               // only these runs; requires: no boundary_tolerance
  RunMemory* memory = nullptr;               // asked before every run, told after it
  int threads = 1;
  bool observe_steps = false;  // measure and deliver step records
  bool time_runs = false;      // fill RunRecord::seconds
};

/// Receives the records of a sweep, from one thread at a time, run by run in order: all its steps, then the run.
class SweepObserver : public StepObserver {
 public:
  void on_step(const StepRecord&) override {}
  virtual void on_run(const RunRecord& run) = 0;
  /// Some run has ended, perhaps not yet the next in order: for a progress display. May come from any thread.
  virtual void on_progress(const RunRecord&) {}
};

struct SweepResult {
  std::vector<RunRecord> runs;
  std::vector<PlannedRun> unfinished;  // interrupted or not begun
  bool search_ended = true;            // false: it goes on from here
  std::string search_note;             // why the boundary was not found: no prediction, or no end

  bool is_complete() const { return unfinished.empty() && search_ended; }
};

/// The runs of learning_rates × seeds that belong to the shard, learning rate by learning rate, without those of a
/// search.
std::vector<PlannedRun> planned_runs(const SweepSpec& spec);

/// Runs planned_runs(). Then, with a boundary tolerance, every seed at the learning rates that BoundarySearch
/// (sweep/boundary.h) asks for. An interruption (base/interruption.h) leaves runs unfinished; finished ones are
/// delivered. Throws: what the observer and the memory throw. Requires: there are seeds, and learning rates or a
/// tolerance; threads ≥ 1.
SweepResult run_sweep(const Problem& problem, const SweepSpec& spec, SweepObserver& observer);

/// The same from memory alone: runs that it does not know are unfinished. Requires: spec.memory.
SweepResult replay_sweep(const SweepSpec& spec, SweepObserver& observer);

/// The bracket of the divergence boundary, beside the prediction; the fastest learning rate and a suggestion; the runs
/// that the summary in words mentions. `hidden_units`: of the network, 0 if unknown.
Summary summarise(const std::vector<RunRecord>& runs, std::int64_t hidden_units = 0);

}  // namespace lrscope
