// One column of a table, read as numbers or as categories.
#pragma once

#include <string>
#include <vector>

#include "data/csv/csv_table.h"
#include "lrscope/data_spec.h"
#include "lrscope/matrix.h"

namespace lrscope {

/// The cells of `rows` as numbers, missing ones filled as `policy` says. Every other cell that is no finite number is
/// reported; if `report` returns, its value is 0.
Vector<double> read_numbers(const CsvTable& table, Index column, const std::vector<Index>& rows, MissingPolicy policy,
                            const DefectSink& report = refuse);

/// The number in a cell, NaN if it is missing or no finite number.
double plain_number(const CsvTable& table, Index row, Index column);

struct Categories {
  std::vector<std::string> levels;  // in order: by value if all are numbers (1 and 1.0 are one), else by text
  std::vector<int> codes;           // per row: index into levels
};

Categories read_categories(const CsvTable& table, Index column, const std::vector<Index>& rows);

}  // namespace lrscope
