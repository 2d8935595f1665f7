// What a data file holds and what it asks of the learning rate: the profile of its columns, every defect, the
// linear model's limit raw and standardised, and remarks in words, each with its numbers.
#pragma once

#include "lrscope/data/source.h"
#include "lrscope/record/data_profile.h"
#include "lrscope/spec/data_spec.h"
#include "lrscope/spec/run_spec.h"

namespace lrscope {

/// Defects are part of the result: exactly those that load_dataset would throw for, one after the other. The
/// limit is that of `lrscope sweep --hidden none --init zeros --precision float64`, so that both agree. Of
/// `run` the loss, its delta, the biases and the batch size matter. Throws: UsageError as load_dataset and
/// make_problem do.
DataResult profile_data(const Source& source, const DataSpec& spec, const RunSpec& run);

}  // namespace lrscope
