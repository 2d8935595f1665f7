// The profile of a data file: its columns, every defect, the linear model's limit on the learning rate, raw and
// standardised, and remarks with their numbers.
#pragma once

#include "data/encode.h"
#include "lrscope/data_spec.h"
#include "lrscope/run_spec.h"
#include "profile/data_record.h"

namespace lrscope {

/// The result contains exactly the defects that load_dataset would throw for. The limit agrees with that of
/// `lrscope sweep --hidden none --init zeros --precision float64`. Of `run` only the loss, its delta, the biases and the
/// batch size matter. Throws: UsageError as load_dataset and Problem do.
DataResult profile_data(const TableReading& reading, const DataSpec& spec, const RunSpec& run);

}  // namespace lrscope
