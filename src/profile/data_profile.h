// What a data file holds and what it asks of the learning rate: the profile of its columns, every defect, the
// linear model's limit raw and standardised, and remarks in words, each with its numbers.
#pragma once

#include "data/csv/csv_table.h"
#include "data/csv/source.h"
#include "data/table_reading.h"
#include "lrscope/data_spec.h"
#include "lrscope/run_spec.h"
#include "profile/data_record.h"

namespace lrscope {

/// Defects are part of the result: exactly those that load_dataset would throw for, one after the other. The
/// limit is that of `lrscope sweep --hidden none --init zeros --precision float64`, so that both agree. Of
/// `run` the loss, its delta, the biases and the batch size matter. Throws: UsageError as load_dataset and
/// Problem do.
DataResult profile_data(const TableReading& reading, const DataSpec& spec, const RunSpec& run);
DataResult profile_data(const Source& source, const DataSpec& spec, const RunSpec& run);

}  // namespace lrscope
