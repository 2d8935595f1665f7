// Text for people in aligned columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/lists.h"
#include "report/paragraphs.h"
#include "report/screen.h"
#include "report/styled_text.h"

namespace lrscope {

/// Characters of UTF-8, not bytes.
std::size_t width_of(std::string_view text);

enum class Align { left, right };

/// `text` with blanks after it, or before it, so that it is at least `width` characters wide.
std::string aligned(std::string text, std::size_t width, Align align = Align::left);

/// `text` in at most `width` > 0 characters, the last of them "…" if some are missing.
std::string cut_to(std::string text, std::size_t width);

/// A line without the blanks at its end.
std::string without_blanks_at_end(std::string line);

/// A number in few digits; "·" for none.
std::string digits(double value, int count = 4);
std::string digits(const std::optional<double>& value, int count = 4);
std::string digits(const std::optional<std::int64_t>& value);

/// `values` in at most `width` characters ▁▂▃▄▅▆▇█ on a logarithmic scale (linear if any is ≤ 0), with ∞ for an infinite
/// value and × for NaN. Each character shows the mean of an equal part of the values, or its first non-finite one.
std::string sparkline(const std::vector<double>& values, std::size_t width);

enum class Paint { none, red, green, yellow };

StyledText painted(std::string text, Paint paint);

struct TextColumn {
  std::string title;
  std::size_t width = 0;  // at least
  Align align = Align::right;
  std::size_t gap = 2;      // blanks before it, except the first
  int spare = 0;            // where a line is too short, the column with the largest is left out first; 0: never
  std::size_t least = 0;    // the width that is enough for what it holds; 0: all of it
  std::string called = {};  // where it is not shown and the title alone does not name it
};

struct TextCell {
  TextCell(std::string its_text, Paint its_paint = Paint::none) : text(std::move(its_text)), paint(its_paint) {}
  TextCell(std::string_view its_text) : text(its_text) {}
  TextCell(const char* its_text) : text(its_text) {}

  std::string text;
  Paint paint = Paint::none;
};

/// The columns of a table; makes its lines. On a terminal these fit: columns get narrower, then some are left out.
class TextTable {
 public:
  explicit TextTable(std::vector<TextColumn> columns, const Screen& screen = {});

  /// A line, with its end.
  std::string header() const;
  std::string row(const std::vector<TextCell>& cells) const { return painted_row(cells, false).text(); }
  StyledText painted_row(const std::vector<TextCell>& cells, bool is_colored) const;

  /// Of a column, as shown; 0 if it is left out.
  std::size_t width(std::size_t column) const { return is_shown_[column] ? columns_[column].width : 0; }
  bool shows(std::string_view title) const;
  /// A line that names the columns left out, and where they are; "" where all are shown.
  std::string left_out_text(std::string_view where = where_all_are) const;

  static constexpr std::string_view where_all_are = "a wider terminal, --fields or -o FILE.csv has them";

 private:
  void fit();

  std::vector<TextColumn> columns_;
  std::vector<bool> is_shown_;  // by column
  Screen screen_;
};

/// The same columns as a terminal shows them, and as anything else does.
class FittedTable {
 public:
  FittedTable(const std::vector<TextColumn>& columns, const Screen& terminal)
      : whole_(columns), fitted_(columns, terminal) {}
  /// Requires: `screen` is that terminal, or none.
  const TextTable& on(const Screen& screen) const { return screen.is_terminal() ? fitted_ : whole_; }

 private:
  TextTable whole_, fitted_;
};

/// A table whose rows are all known: on a terminal its columns are as wide as what they hold. `where`: the columns left out
/// are.
std::string table_text(std::vector<TextColumn> columns, const std::vector<std::vector<TextCell>>& rows,
                       const Screen& screen = {}, std::string_view where = TextTable::where_all_are);

}  // namespace lrscope
