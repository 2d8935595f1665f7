// Cells as numbers, dates, missing values or words, as a CellFormat (lrscope/data_spec.h) says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "data/csv/cell_look.h"
#include "data/csv/dates.h"
#include "lrscope/data_spec.h"

namespace lrscope {

/// What most cells of a column are.
enum class CellSort { number, date, word };

class CellReader {
 public:
  explicit CellReader(const CellFormat& format = {});

  const CellFormat& format() const { return format_; }

  bool is_missing(std::string_view cell) const {
    return is_missing_marker(cell) || (!missing_.empty() && is_named_missing(cell));
  }
  /// The whole of `cell` as a number, or nothing.
  std::optional<double> number(std::string_view cell) const {
    return is_plain_ ? parse_number(cell) : localised_number(cell);
  }
  /// Requires: not missing. A number for people (is_localised_number) is a number here, whether it can be read or not.
  CellSort sort_of(std::string_view cell) const {
    if (!format_.date_format.empty() && days_of(cell, format_.date_format)) return CellSort::date;
    if (is_any_number(cell) || (!is_plain_ && number(cell))) return CellSort::number;
    return date_forms_of(cell) != 0 ? CellSort::date : CellSort::word;
  }

 private:
  struct Missing {
    std::string text;
    std::optional<double> value;
  };

  bool is_named_missing(std::string_view cell) const;
  std::optional<double> localised_number(std::string_view cell) const;

  CellFormat format_;
  bool is_plain_;  // numbers are those of parse_number
  std::vector<Missing> missing_;
};

/// How many cells of a column are of which sort, those that are missing left out.
struct SortCounts {
  std::ptrdiff_t numbers = 0;
  std::ptrdiff_t dates = 0;
  std::ptrdiff_t words = 0;

  void add(CellSort sort) { ++(sort == CellSort::number ? numbers : sort == CellSort::date ? dates : words); }
  /// That of at least half of the cells; a number if there are none.
  CellSort sort() const {
    if (numbers >= dates + words) return CellSort::number;
    return dates >= numbers + words ? CellSort::date : CellSort::word;
  }
};

}  // namespace lrscope
