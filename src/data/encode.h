// From a table to training data: rows dropped or filled, columns as numbers or categories, scaled.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/csv/csv_table.h"
#include "lrscope/dataset.h"
#include "lrscope/run_spec.h"

namespace lrscope {

/// The size that a dataset is going to have.
struct Shape {
  Index rows;  // held-out ones included
  Index inputs;
  Index outputs;
};

/// Called before the inputs are allocated; ends the encoding by throwing.
using ShapeObserver = std::function<void(const Shape&)>;

/// As read_dataset (lrscope/dataset.h), from a table. Reports every defect, each reason once a column, and goes on; the
/// result is whole only if there was none. Memory beside the table and the result: at most 4 numbers (of 8 bytes) for each
/// row, half of one for each row and categorical column, and the held-out rows once more.
Dataset encode(const CsvTable& table, const DataSpec& spec, const DefectSink& report = refuse,
               const ShapeObserver& watch = {});

/// The options that mend all of `defects` together, of the remedies that each one has; nothing if they do not. Reads the
/// table again.
std::optional<Change> remedy_of_all(const CsvTable& table, const DataSpec& spec, const std::vector<Defect>& defects);

/// As read_dataset, which opens the stream.
Dataset load_dataset(ByteStream&& stream, const DataSpec& spec);

/// Takes `step`, which reports to `defects`. A DataError that ends it is one of them.
void collect_defects(std::vector<Defect>& defects, const std::function<void(const DefectSink&)>& step);

/// A file as far as it can be read: its table, or the error that ended the reading.
struct TableReading {
  std::optional<CsvTable> table;
  std::vector<Defect> defects;  // of the reading

  /// Throws: DataError with the first defect.
  const CsvTable& sound() const;
};

TableReading try_to_read(const std::function<CsvTable()>& read);

/// A table encoded, as far as there are no defects.
struct Encoding {
  Dataset data;                 // whole if there are no defects
  std::vector<Defect> defects;  // those of the reading first
};

/// Throws: UsageError as encode(), and what `watch` throws.
Encoding try_to_encode(const TableReading& reading, const DataSpec& spec, const ShapeObserver& watch = {});

/// "0 and 1 only", "6 whole numbers from 3 to 8 only". Requires: at least two, ascending.
std::string whole_values_text(const std::vector<double>& values);

/// "column 'a': 2 missing cells filled with zero"
std::string filling_text(const Filling& filling);

/// Throws: DataError naming the cell if a value does not fit the precision of the run (3.4e38 for float32).
void require_representable(const Dataset& data, Precision precision);

}  // namespace lrscope
