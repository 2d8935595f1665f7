// What keeps a column, or the records of a file, from being trained on. Private to this folder.
#pragma once

#include <vector>

#include "data/column.h"
#include "data/column_plan.h"
#include "data/csv/csv_table.h"
#include "data/finding.h"
#include "lrscope/data_spec.h"

namespace lrscope {

/// Reports the records that are no rows of the table, but for those that `spec` leaves out.
void check_records(const CsvTable& table, const DataSpec& spec, const FindingSink& report);

/// True if a column of so many levels distinguishes groups of rows, not single rows.
bool has_groups(std::size_t levels, std::size_t rows);

/// True if the column has groups; else that is reported.
bool check_levels(const CsvTable& table, Index column, const Plan& plan, std::size_t levels, const FindingSink& report);

/// The rows whose targets are all present. The others are reported: a missing target cannot be filled, only left out.
std::vector<Index> rows_with_targets(const CsvTable& table, const Plan& plan, const FindingSink& report);

/// The classes of the only target; reports what keeps them from being learnt. Requires: a row.
Categories check_classes(const CsvTable& table, const Plan& plan, const FindingSink& report);

/// The numbers of a target; reports what keeps them from being learnt. Requires: a row.
Vector<double> check_target_numbers(const CsvTable& table, Index column, const ColumnReader& reader, const Plan& plan,
                                    const FindingSink& report);

/// values ← ln values, of a target; reports those that have none.
void take_logarithms(const CsvTable& table, Index column, const Plan& plan, Vector<double>& values,
                     const DefectSink& report);

/// The findings of one column that takes part.
std::vector<Finding> findings_in(const CsvTable& table, const Plan& plan, const DataSpec& spec, Index column);

}  // namespace lrscope
