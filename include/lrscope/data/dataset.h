// Training data in memory: what a CSV file becomes.
//
//   bytes (source.h) → cells (csv_table.h) → columns as numbers or categories → rows dropped or filled →
//   scaled → here
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "lrscope/core/matrix.h"
#include "lrscope/data/csv_table.h"
#include "lrscope/data/facts.h"
#include "lrscope/data/line_numbers.h"
#include "lrscope/data/source.h"
#include "lrscope/spec/data_spec.h"
#include "lrscope/spec/run_spec.h"

namespace lrscope {

struct Dataset {
  Matrix<double> inputs;   // features × rows
  Matrix<double> targets;  // outputs × rows; one-hot for classification
  std::vector<std::string> feature_names;
  std::vector<std::string> target_names;  // column names, or the class labels in order
  std::vector<Index> feature_columns;     // column of the file, from 0, that each feature comes from
  std::vector<Index> target_columns;      // the same for each target
  std::set<Index> categorical;            // columns of which each level is a feature
  Task task = Task::regression;
  LineNumbers lines;               // line of the file of each row
  std::vector<Filling> fillings;   // missing cells of features, column by column
  std::vector<std::string> notes;  // what was decided or done, in words, for the user
  std::string path;
  std::string hash;

  Index rows() const { return inputs.cols(); }
};

/// Reads, encodes and scales. Categorical columns become one 0/1 column per level ("column=level", levels in
/// order); scaling leaves those alone. Throws: DataError that names file, line, column, the column's name,
/// the raw text and the remedy; UsageError for options that contradict each other.
Dataset load_dataset(const Source& source, const DataSpec& spec);

/// The size that a dataset is going to have.
struct Shape {
  Index rows;
  Index inputs;
  Index outputs;
};

/// Is told before the inputs are allocated; ends the encoding by throwing.
using ShapeObserver = std::function<void(const Shape&)>;

/// The same from a table. Reports every defect of the cells and goes on; the result is whole only if there
/// was none. Throws: as above, for columns that the table does not have.
///
/// Memory beside the table and the result: at most 4 numbers (of 8 bytes) for each row, and half of one for
/// each row and categorical column.
Dataset encode(const CsvTable& table, const DataSpec& spec, const DefectSink& report = refuse,
               const ShapeObserver& watch = {});

/// Throws: DataError naming the cell if a value does not fit the precision of the run (3.4e38 for float32).
void require_representable(const Dataset& data, Precision precision);

}  // namespace lrscope
