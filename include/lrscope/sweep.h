// Many runs of one problem, in parallel and delivered in order: every learning rate with every seed, then the search
// for the divergence boundary. Runs of one seed share θ_0 and the batches. The number of threads changes no byte.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lrscope/problem.h"
#include "lrscope/records.h"
#include "lrscope/run_spec.h"
#include "lrscope/trainer.h"

namespace lrscope {

/// The index-th of `count` shards, from 1: every count-th run, as large learning rates fail early.
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

/// Knows runs that were finished before, in this process or in another (sweep/journal/journal.h), and their steps, which
/// may be more than fit into the memory.
class RunMemory {
 public:
  using TakeStep = std::function<void(const StepRecord&)>;

  virtual ~RunMemory() = default;
  /// The run with this rate and seed, if it was finished; its number may differ. Thread-safe.
  virtual std::optional<RunRecord> recall(double lr, std::uint64_t seed) const = 0;
  /// Passes on the steps of a run that was finished, in order. Thread-safe.
  virtual void recall_steps(double lr, std::uint64_t seed, const TakeStep& take) const = 0;
  /// The curvature at θ_0 from the finished runs of a seed.
  virtual std::optional<StartCurvature> recall_start(std::uint64_t seed) const = 0;
  /// The next steps of a run under way, at least one; from step 0 on the run begins anew. Thread-safe. Throws: IoError.
  virtual void remember_steps(double lr, std::uint64_t seed, std::span<const StepRecord> steps) = 0;
  /// A run that has ended. Thread-safe. Throws: IoError.
  virtual void remember(const RunRecord& run) = 0;
};

struct SweepSpec {
  // Not an aggregate: GCC 12 destroys `base` twice where a braced SweepSpec within another struct cannot allocate `seeds`.
  SweepSpec() = default;

  RunSpec base;
  std::vector<double> learning_rates;
  std::vector<std::uint64_t> seeds = {0};
  std::optional<double> boundary_tolerance;  // search the divergence boundary, to this relative width
  bool scans_around_boundary = true;         // then from half of it to twice it for other crossings
  Shard shard;                               // only these runs; requires: no boundary_tolerance
  RunMemory* memory = nullptr;               // asked before every run, told after it
  std::size_t steps_in_hand = 1 << 15;       // beside a memory: steps that wait for their turn, the others are recalled
  int threads = 1;
  bool observe_steps = false;  // measure and deliver step records
  bool time_runs = false;      // fill RunRecord::seconds
};

/// Receives the records of a sweep, from one thread at a time, run by run in order: all its steps, then the run.
class SweepObserver : public StepObserver {
 public:
  void on_step(const StepRecord&) override {}
  /// Of each run, in order.
  virtual void on_run(const RunRecord&) {}
  /// Some run has ended, perhaps not yet the next in order: for a progress display. May come from any thread.
  virtual void on_progress(const RunRecord&) {}
  /// A search expects about so many runs from now on.
  virtual void on_plan(std::int64_t) {}
};

struct SweepResult {
  std::vector<RunRecord> runs;
  std::vector<PlannedRun> unfinished;  // interrupted or not begun
  bool search_ended = true;            // false: it goes on from here
  std::string search_note;             // why the boundary was not found: no prediction, or no end; what was scanned

  bool is_complete() const { return unfinished.empty() && search_ended; }
};

/// The runs of learning_rates × seeds that belong to the shard, rate by rate, without those of a search.
std::vector<PlannedRun> planned_runs(const SweepSpec& spec);
/// How many these are; none of them is made.
std::size_t count_planned(const SweepSpec& spec);

/// Runs planned_runs(); with a tolerance then every seed at the rates that BoundarySearch (sweep/boundary.h) asks for.
/// An interruption (base/interruption.h) leaves runs unfinished; finished ones are delivered. Throws: what observer and
/// memory throw. Requires: seeds, and learning rates or a tolerance; threads ≥ 1.
SweepResult run_sweep(const Problem& problem, const SweepSpec& spec, SweepObserver& observer);

/// The same from memory alone: runs that it does not know are unfinished. Requires: spec.memory.
SweepResult replay_sweep(const SweepSpec& spec, SweepObserver& observer);

/// The bracket of the boundary beside the prediction, the fastest rate and a suggestion. `hidden_units`: 0 if unknown.
Summary summarise(const std::vector<RunRecord>& runs, std::int64_t hidden_units = 0);

}  // namespace lrscope
