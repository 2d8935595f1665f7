// θ in the middle of a run. Private to this folder.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "lrscope/run/trainer.h"

namespace lrscope {

/// θ after `step` steps of the run `spec` from `start`, each training on an objective of its own, its
/// parameters moving as `scales` say.
/// Throws: UsageError if the run has no such step, or ended or was not finite before it.
template <Real S>
Vector<S> parameters_at(std::int64_t step, const RunSpec& spec, const Vector<S>& start,
                        const std::vector<ParameterScale>& scales,
                        const std::function<std::unique_ptr<Objective<S>>()>& make_objective);

}  // namespace lrscope
