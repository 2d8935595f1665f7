// Which columns and rows of a table take part, and as what. Private to this folder.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "data/csv/csv_table.h"
#include "data/csv/defect.h"
#include "lrscope/data_spec.h"

namespace lrscope {

struct Plan {
  std::vector<Index> targets;
  std::vector<Index> features;
  std::set<Index> categorical;  // by request or because they hold words
  std::vector<Index> rows;
  bool drops_missing = false;  // --na drop leaves rows out
  bool drops_lines = false;    // --drop-lines does
};

/// Throws: DataError for columns that the file does not have, or if no feature is left.
Plan make_plan(const CsvTable& table, const DataSpec& spec);

/// Whether rows enough to train on take part; reports it if not.
bool is_enough(const CsvTable& table, const Plan& plan, const DefectSink& report);

Task task_of(const CsvTable& table, const Plan& plan, const DataSpec& spec);

const std::string& name_of(const CsvTable& table, Index column);

}  // namespace lrscope
