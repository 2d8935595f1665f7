// One column of a table, read as numbers or as categories.
#pragma once

#include <string>
#include <vector>

#include "lrscope/data/csv_table.h"
#include "lrscope/spec/data_spec.h"

namespace lrscope {

/// Numbers, if at least half of the cells that are not missing are numbers (also those of
/// is_localised_number, which read_numbers then refuses); else categories.
bool is_numeric_column(const CsvTable& table, Index column);

/// The cells of `rows` as numbers; missing ones are filled as `policy` says.
/// Throws: DataError at the first cell that is not a finite number, or is missing under MissingPolicy::error.
Vector<double> read_numbers(const CsvTable& table, Index column, const std::vector<Index>& rows,
                            MissingPolicy policy);

struct Categories {
  std::vector<std::string> levels;  // in order: by value if all are numbers (1 and 1.0 are one), else by text
  std::vector<Index> codes;         // per row: index into levels
};

Categories read_categories(const CsvTable& table, Index column, const std::vector<Index>& rows);

}  // namespace lrscope
