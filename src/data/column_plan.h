// The columns and rows of a table that take part, and their roles. Private to this folder.
#pragma once

#include <algorithm>
#include <set>
#include <vector>

#include "data/csv/csv_table.h"
#include "data/csv/defect.h"
#include "lrscope/data_spec.h"

namespace lrscope {

struct Plan {
  bool is_target(Index column) const { return std::ranges::find(targets, column) != targets.end(); }
  bool is_categorical(Index column) const { return categorical.contains(column); }

  std::vector<Index> targets;
  std::vector<Index> features;
  std::set<Index> categorical;  // by request or because they hold words
  std::vector<Index> rows;
  bool drops_missing = false;  // --na drop leaves rows out
  bool drops_lines = false;    // --drop-lines does
};

/// Throws: DataError for columns that the file does not have, or if no feature is left.
Plan make_plan(const CsvTable& table, const DataSpec& spec);

/// True if enough rows to train on take part; else that is reported.
bool is_enough(const CsvTable& table, const Plan& plan, const DefectSink& report);

Task task_of(const CsvTable& table, const Plan& plan, const DataSpec& spec);

}  // namespace lrscope
