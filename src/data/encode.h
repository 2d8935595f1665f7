// From a table to training data: rows dropped or filled, columns as numbers or categories, scaled.
#pragma once

#include <functional>

#include "data/csv/csv_table.h"
#include "data/csv/defect.h"
#include "data/csv/source.h"
#include "lrscope/dataset.h"
#include "lrscope/run_spec.h"

namespace lrscope {

/// As read_dataset (lrscope/dataset.h), from bytes in memory.
Dataset load_dataset(const Source& source, const DataSpec& spec);

/// "column 'a': 2 missing cells filled with zero"
std::string filling_text(const Filling& filling);

/// The size that a dataset is going to have.
struct Shape {
  Index rows;
  Index inputs;
  Index outputs;
};

/// Called before the inputs are allocated; ends the encoding by throwing.
using ShapeObserver = std::function<void(const Shape&)>;

/// The same from a table. Reports every defect of the cells and goes on; the result is whole only if there was none.
/// Throws: as above, for columns that the table does not have. Memory beside the table and the result: at most 4
/// numbers (of 8 bytes) for each row, and half of one for each row and categorical column.
Dataset encode(const CsvTable& table, const DataSpec& spec, const DefectSink& report = refuse,
               const ShapeObserver& watch = {});

/// Throws: DataError naming the cell if a value does not fit the precision of the run (3.4e38 for float32).
void require_representable(const Dataset& data, Precision precision);

}  // namespace lrscope
