// θ in the middle of a run. Private to this folder.
#pragma once

#include <cstdint>

#include "lrscope/run/trainer.h"
#include "setup.h"

namespace lrscope {

/// θ after `step` steps of the run `spec`. Throws: UsageError if the run has no such step, or ended or was not finite
/// before it.
template <Real S>
Vector<S> parameters_at(std::int64_t step, const RunSpec& spec, const Setup<S>& setup);

}  // namespace lrscope
