// The columns and rows of a table that take part, and their roles. Private to this folder.
#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "data/csv/csv_table.h"
#include "lrscope/data_spec.h"

namespace lrscope {

struct Plan {
  bool is_target(Index column) const { return std::ranges::find(targets, column) != targets.end(); }
  bool is_categorical(Index column) const { return categorical.contains(column); }

  std::vector<Index> targets;
  std::vector<Index> features;
  std::optional<Index> weight;  // of --sample-weight
  std::set<Index> categorical;  // by request or because they hold words
  std::vector<Index> rows;
  CellReader cells;
  Task task = Task::regression;
};

/// Throws: DataError for columns that the file does not have, or if no feature is left.
Plan make_plan(const CsvTable& table, const DataSpec& spec);

/// "f.csv: 3 rows, 2 features, target 'y' (regression); delimiter ',', header yes"
std::string description(const CsvTable& table, const Plan& plan, const DataSpec& spec, const Dataset& data);

/// The warning that `quantity` of a column is 0, so that --`flag` does not scale it. `word`: as flags name the column.
std::string no_scale_text(const CsvTable& table, Index column, const std::string& word, std::string_view flag,
                          const std::string& quantity, bool is_constant);

}  // namespace lrscope
