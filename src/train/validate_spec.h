// What a run cannot be asked for of this model, these data or a function: messages that name the flag, its
// value and a way out. Private to this folder.
#pragma once

#include <string_view>
#include <vector>

#include "data/encode.h"
#include "lrscope/run_spec.h"

namespace lrscope {

/// Throws: UsageError for a layer that a model of so many layers does not have, or a rate that the precision
/// cannot hold.
void require_layers(const RunSpec& spec, std::size_t layers);

/// Throws: UsageError if W = σω cannot be trained: a σ that is 0 or infinite in the precision of the run.
void require_deviations(const RunSpec& spec, const std::vector<double>& deviations);

/// Throws: UsageError for a --target-scale of classes, or one under which a target does not fit the precision
/// of the run or vanishes. Requires: the targets themselves fit.
void require_scaled_targets(const Dataset& data, const RunSpec& spec);

/// Throws: UsageError for what needs layers or targets: a function has none.
void refuse_for_function(const RunSpec& spec, std::string_view function);

}  // namespace lrscope
