// Trains many runs of one shape of network in SIMD lanes (nn/kernels/replicas.h). A lane whose run has ended takes the next
// run of the queue. Outcome and score only, equal to those of the loop (training_loop.h) to the last bit, unless the loss is
// a cross-entropy.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "lrscope/run_spec.h"
#include "nn/initialiser.h"
#include "nn/training_set.h"
#include "train/watch/stop_rule.h"

namespace lrscope {

/// One run of the queue. `id` is the caller's.
struct LockstepJob {
  std::size_t id = 0;
  RunSpec spec;
};

class Lockstep {
 public:
  virtual ~Lockstep() = default;

  /// Trains the runs that `next` returns until it returns nothing; calls `done` for each, in any order. The result of a run
  /// does not depend on the others. Throws: Interrupted.
  virtual void run(const std::function<std::optional<LockstepJob>()>& next,
                   const std::function<void(std::size_t id, const CellEnd& end)>& done) = 0;
};

/// Null where runs of `spec` have no lockstep version: it knows sgd and momentum without clipping, and most losses; no
/// weights, one activation for all hidden layers and none behind the last one.
/// Requires: the runs differ from `spec` in learning rates, schedule, seeds, scale of the initial weights, momentum, weight
/// decay, number of steps and diverge factor only.
template <Real Scalar>
std::unique_ptr<Lockstep> make_lockstep(std::shared_ptr<const TrainingSet<Scalar>> data, const RunSpec& spec,
                                        std::string_view loss, Index batch_rows, const Initialiser& initialiser,
                                        std::optional<double> baseline_loss);

}  // namespace lrscope
