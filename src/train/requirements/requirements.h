// What a spec asks for and data or a function do not have. Private to this room.
#pragma once

#include <string_view>
#include <vector>

#include "lrscope/dataset.h"
#include "lrscope/run_spec.h"
#include "nn/loss.h"

namespace lrscope {

/// Throws: UsageError for a layer that the model does not have, or a learning rate that does not fit the precision.
void require_layers(const RunSpec& spec, std::size_t layers);

/// Throws: UsageError if W = σω cannot be trained: a σ that is 0 or infinite in the precision of the run.
void require_deviations(const RunSpec& spec, const std::vector<double>& deviations);

/// Throws: UsageError for a --target-scale of classes, or under which a target vanishes or does not fit the precision.
void require_scaled_targets(const Dataset& data, const RunSpec& spec);

/// Throws: DataError for a target that `loss` does not take.
void require_targets(const Dataset& data, const LossRow& loss, double scale);

/// Throws: UsageError for options that need layers or targets.
void refuse_for_function(const RunSpec& spec, std::string_view function);

/// Rows of a step, of `rows` to train on; `are_all`: none are held out. Throws: UsageError for more than there are, and for
/// --batches that do not fit.
Index rows_of_batch(const RunSpec& spec, Index rows, bool are_all);

}  // namespace lrscope
