// The loop for an objective and an optimizer of your own. Problem::run() runs the same loop for those of lrscope.
#pragma once

#include <memory>

#include "lrscope/matrix.h"
#include "lrscope/objective.h"
#include "lrscope/records.h"
#include "lrscope/run_spec.h"
#include "lrscope/update_rule.h"

namespace lrscope {

/// Receives every step of a run as it happens.
class StepObserver {
 public:
  virtual ~StepObserver() = default;
  virtual void on_step(const StepRecord& step) = 0;
};

/// One run from `start`: θ_0, of the objective's dimension. `rule`: the optimizer's equation; of `spec` the model and
/// the optimizer's name are ignored. The observer sees every step; sharpness and stability ratio are measured every
/// spec.curvature.sharpness_every steps, if every step sees the same rows. Throws: what objective and observer throw.
template <Real Scalar>
RunRecord train(Objective<Scalar>& objective, std::unique_ptr<UpdateRule<Scalar>> rule, const RunSpec& spec,
                const Vector<Scalar>& start, StepObserver* observer = nullptr);

}  // namespace lrscope
