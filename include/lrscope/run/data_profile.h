// What a data file holds and what it asks of the learning rate: the profile of its columns, every defect, the
// linear model's limit raw and standardised, and remarks in words, each with its numbers.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "lrscope/data/csv_table.h"
#include "lrscope/data/dataset.h"
#include "lrscope/data/source.h"
#include "lrscope/record/data_profile.h"
#include "lrscope/spec/data_spec.h"
#include "lrscope/spec/run_spec.h"

namespace lrscope {

/// A file as far as it can be read: its table, unless something ended the reading, and every defect of that.
struct TableReading {
  std::optional<CsvTable> table;
  std::vector<Defect> defects;

  /// Throws: DataError with the first defect.
  const CsvTable& sound() const;
};

TableReading try_to_read(const std::function<CsvTable(const DefectSink&)>& read);

/// A table encoded, as far as there are no defects.
struct Encoding {
  Dataset data;                 // whole if there are no defects
  std::vector<Defect> defects;  // those of the reading first
};

/// Throws: UsageError as encode(), and what `watch` throws.
Encoding try_to_encode(const TableReading& reading, const DataSpec& spec, const ShapeObserver& watch = {});

/// Defects are part of the result: exactly those that load_dataset would throw for, one after the other. The
/// limit is that of `lrscope sweep --hidden none --init zeros --precision float64`, so that both agree. Of
/// `run` the loss, its delta, the biases and the batch size matter. Throws: UsageError as load_dataset and
/// Problem do.
DataResult profile_data(const TableReading& reading, const DataSpec& spec, const RunSpec& run);
DataResult profile_data(const Source& source, const DataSpec& spec, const RunSpec& run);

}  // namespace lrscope
