// What the columns of a table hold, whatever state they are in: figures over the cells that can be read.
// Takes no decision; whether the table can be trained on is encode()'s to say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/correlation.h"
#include "data/csv/csv_table.h"
#include "data/data_facts.h"
#include "data/statistics.h"
#include "lrscope/data_spec.h"

namespace lrscope {

struct ColumnProfile {
  Part part = Part::feature;
  ColumnKind kind = ColumnKind::number;
  Index missing = 0;                           // cells
  Index unique = 0;                            // different numbers, or levels
  std::optional<ColumnStatistics> statistics;  // of the numbers that are there, if any
  std::vector<double> outliers;                // the outlying numbers
  std::vector<long long> outlier_lines;        // lines of the file they stand on
  /// Pearson's with the target over the rows that have both; with classes the largest in modulus of those
  /// with the indicator of each class. Absent for the target, for categories, and if one of the two is
  /// constant.
  std::optional<double> target_correlation;
  bool is_consecutive = false;  // whole numbers, each one more than that of the row above
};

struct ClassCount {
  std::string label;
  Index rows = 0;
};

struct Profile {
  Task task = Task::regression;
  std::vector<ColumnProfile> columns;  // in the order of the file
  Index features = 0;                  // columns
  Index rows_used = 0;                 // not dropped by --na drop
  std::vector<ClassCount> classes;     // of those rows, in order; none for regression
  std::vector<Index> compared;         // the numeric features, as columns of the file
  CollinearPairs pairs;                // indices into `compared`
  Index compared_rows = 0;             // evenly spaced ones, where all would take too long
};

/// Every figure is over all rows of the table, --na drop or not, and of the cells as they are, unscaled.
/// Where two features are compared a missing cell counts as its column's mean. Throws: DataError for columns
/// that the table does not have. Requires: a row.
Profile profile_of(const CsvTable& table, const DataSpec& spec);

}  // namespace lrscope
