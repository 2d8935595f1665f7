// One column of a table, read as numbers or as categories.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/csv/csv_table.h"
#include "lrscope/data_spec.h"
#include "lrscope/matrix.h"

namespace lrscope {

/// The cells of `rows` as numbers; missing ones are filled as `policy` says. Reports every cell that is not a finite
/// number, or is missing under a policy that does not fill; if `report` returns, the value is 0.
Vector<double> read_numbers(const CsvTable& table, Index column, const std::vector<Index>& rows, MissingPolicy policy,
                            const DefectSink& report = refuse);

/// rows × columns: the cells as numbers, NaN where one is missing or no finite number. Reads a row at a time, as the
/// table stores them: for wide tables much faster than one column after the other.
Matrix<double> plain_numbers(const CsvTable& table, std::span<const Index> columns, const std::vector<Index>& rows);

struct Categories {
  std::vector<std::string> levels;  // in order: by value if all are numbers (1 and 1.0 are one), else by text
  std::vector<int> codes;           // per row: index into levels
};

Categories read_categories(const CsvTable& table, Index column, const std::vector<Index>& rows);

}  // namespace lrscope
