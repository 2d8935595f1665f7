// The lockstep engine: runs of one shape of network trained side by side (nn/kernels/replicas.h), each to its own end; a lane
// whose run has ended goes on with the next run of the queue. It computes the outcome and the score of a run, nothing
// else, and both are those of the loop (trainer.h) to the last bit, unless the loss is a cross-entropy.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "lrscope/run_spec.h"
#include "nn/initialiser.h"
#include "nn/training_set.h"
#include "train/run_end.h"

namespace lrscope {

/// One run of the queue. `id` is the caller's.
struct LockstepJob {
  std::size_t id = 0;
  RunSpec spec;
};

class Lockstep {
 public:
  virtual ~Lockstep() = default;

  /// Trains what `next` gives until it gives nothing, and tells `done` of every end, in no certain order. The result of a
  /// run does not depend on the others. Throws: Interrupted.
  virtual void run(const std::function<std::optional<LockstepJob>()>& next,
                   const std::function<void(std::size_t id, const CellEnd& end)>& done) = 0;
};

/// Whether runs of `spec` have a lockstep version: sgd or momentum without clipping, and a loss that has one.
bool has_lockstep(const RunSpec& spec, std::string_view loss);

/// Requires: has_lockstep(spec, loss); the runs differ from `spec` in learning rates, schedule, seeds, scale of the initial
/// weights, momentum, weight decay, number of steps and diverge factor only.
template <Real Scalar>
std::unique_ptr<Lockstep> make_lockstep(std::shared_ptr<const TrainingSet<Scalar>> data, const RunSpec& spec,
                                        std::string_view loss, Index batch_rows, const Initialiser& initialiser);

}  // namespace lrscope
