// One column of a table, read as numbers or as categories.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv/csv_table.h"
#include "data/finding.h"
#include "lrscope/data_spec.h"
#include "lrscope/matrix.h"

namespace lrscope {

/// The dates of a column.
struct Dates {
  DateForm form;
  double earliest = 0;                 // of them, in days since 1970
  std::optional<DateForm> other = {};  // by which as many of the cells are dates, and others
};

/// How the cells of one column become numbers: as they are, or, of dates, as days since the earliest.
class ColumnReader {
 public:
  /// Looks at every cell where the column holds dates. `cells` must outlive this.
  ColumnReader(const CsvTable& table, const CellReader& cells, Index column);

  bool is_missing(std::string_view cell) const { return cells_->is_missing(cell); }
  /// The number in `cell`, which may be infinite; nothing where there is none. Requires: not missing.
  std::optional<double> number(std::string_view cell) const { return dates_ ? days(cell) : cells_->number(cell); }
  /// The number in `cell`, NaN if it is missing or no finite number.
  double plain_number(std::string_view cell) const;
  const std::optional<Dates>& dates() const { return dates_; }

 private:
  std::optional<double> days(std::string_view cell) const;

  const CellReader* cells_;
  std::optional<Dates> dates_;
};

/// The cells of some rows as numbers.
struct Numbers {
  Vector<double> values;       // 0 where a cell cannot be read
  std::vector<Index> missing;  // indices of those that are to be filled
};

/// Reports each reason for which cells are no finite numbers once. A missing cell is one unless `fills`.
Numbers read_numbers(const CsvTable& table, Index column, const ColumnReader& reader, const std::vector<Index>& rows,
                     bool fills, const FindingSink& report);

/// What stands for the missing cells, from those that are there.
double filling(const Numbers& numbers, const std::vector<Index>& training, MissingPolicy policy);

struct Categories {
  std::vector<std::string> levels;  // in order: by value if all are numbers (1 and 1.0 are one), else by text
  std::vector<int> codes;           // per row: index into levels
};

Categories read_categories(const CsvTable& table, Index column, const std::vector<Index>& rows);

}  // namespace lrscope
