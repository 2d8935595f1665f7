// Columns by name, 1-based index or range, as users name them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/csv/csv_table.h"
#include "lrscope/errors.h"

namespace lrscope {

/// The column called `text`, or the one with that 1-based index (−1 is the last). A name wins over an index.
/// Throws: DataError that names the file, proposes the nearest name and gives the range of indices.
Index find_column(const CsvTable& table, std::string_view flag, std::string_view text);

/// A comma-separated list of columns and ranges (3..5, age..bp, 3-5), ascending and without repetitions.
std::vector<Index> find_columns(const CsvTable& table, std::string_view flag, std::string_view list);

/// "d.csv: --drop 'id': …": what is wrong with the columns that an option names.
DataError bad_columns(const std::string& path, std::string_view flag, std::string_view text, const std::string& why);

}  // namespace lrscope
