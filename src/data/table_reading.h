// Data as far as they can be read and encoded, and every defect on the way.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "data/csv/csv_table.h"
#include "data/csv/defect.h"
#include "data/encode.h"
#include "lrscope/data_spec.h"
#include "lrscope/dataset.h"

namespace lrscope {

/// The error that ended a reading, as a defect.
Defect end_of_reading(const DataError& error);

/// A file as far as it can be read: its table, unless an error ended the reading, and every defect.
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

}  // namespace lrscope
