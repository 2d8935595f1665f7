// Figures of the columns of a table, over the cells that can be read, and which columns are nearly collinear. encode()
// decides whether the table can be trained on.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/column_relations.h"
#include "data/csv/csv_table.h"
#include "data/data_facts.h"
#include "data/statistics.h"
#include "lrscope/data_spec.h"
#include "lrscope/matrix.h"

namespace lrscope {

/// (x − mean x) / ‖x − mean x‖₂, the zero vector for a constant x; overflow-safe. Pearson's correlation of two columns
/// is the product of these. Requires: x finite and not empty.
Vector<double> unit_deviation(const Vector<double>& x);

struct CollinearPair {
  Index first;  // < second: columns of the matrix
  Index second;
  double correlation;
};

struct CollinearPairs {
  std::vector<CollinearPair> strongest;  // descending |correlation|, at most 1000 of them
  Index count = 0;                       // of all pairs that were found
  Index compared = 0;                    // columns, from the first one on
};

inline constexpr double collinear_from = 0.99;  // |correlation|
inline constexpr Index most_compared_columns = 4000;

/// All pairs with |correlation| ≥ collinear_from among the first most_compared_columns columns of `units`
/// (rows × columns, each a unit_deviation). Takes columns² · rows multiplications.
CollinearPairs collinear_pairs(const Matrix<double>& units);

/// The number of rows, at most `rows`, on which `columns` columns can be compared within a second.
Index comparable_rows(Index columns, Index rows);

struct ColumnProfile {
  Part part = Part::feature;
  ColumnKind kind = ColumnKind::number;
  Index missing = 0;                           // cells
  Index unique = 0;                            // different numbers, or levels
  std::optional<ColumnStatistics> statistics;  // of the numbers that are there, if any
  std::vector<double> outliers;                // the outlying numbers
  std::vector<long long> outlier_lines;        // lines of the file they stand on
  /// With the target over the rows that have both; with classes the largest in modulus of those with the indicator of
  /// each class. Absent for the target, for categories, and if one of the two is constant.
  std::optional<double> target_correlation;
  bool is_consecutive = false;   // whole numbers, each one more than that of the row above
  bool is_in_row_order = false;  // each once, and their ranks rise or fall with the rows
  bool is_evenly_spread = false;
  bool tells_target = false;  // the same cells as the first target, its classes under other names, or |r| = 1
  std::optional<FarValue> far_value;
  std::vector<double> few_values;                      // all that occur, if they are few_whole_values
  std::vector<std::vector<std::string>> alike_levels;  // of categories and classes
};

struct ClassCount {
  std::string label;
  Index rows = 0;
};

struct Profile {
  Task task = Task::regression;
  std::vector<ColumnProfile> columns;                    // in the order of the file
  Index features = 0;                                    // columns
  Index rows_used = 0;                                   // not dropped by --na drop
  std::vector<ClassCount> classes;                       // of those rows, in order; none for regression
  std::vector<Index> compared;                           // the numeric features, as columns of the file
  CollinearPairs pairs;                                  // indices into `compared`
  std::vector<std::pair<Index, Index>> same_categories;  // columns that divide the rows alike, the first of each
  Index compared_rows = 0;                               // evenly spaced ones, where all would take too long
};

/// Every figure is over all rows, --na drop or not, and of unscaled cells; a missing cell is compared as its column's
/// mean. Throws: DataError for columns that the table does not have. Requires: a row.
Profile profile_of(const CsvTable& table, const DataSpec& spec);

}  // namespace lrscope
