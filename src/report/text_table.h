// Text for people: aligned columns, paragraphs with a title, wrapped lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/lists.h"
#include "report/styled_text.h"

namespace lrscope {

/// Characters of UTF-8, not bytes.
std::size_t width_of(std::string_view text);

enum class Align { left, right };

/// `text` with blanks after it, or before it, so that it is at least `width` characters wide.
std::string aligned(std::string text, std::size_t width, Align align = Align::left);

/// A line without the blanks at its end.
std::string without_blanks_at_end(std::string line);

/// `text` in lines of at most 110 characters, the later ones indented, with a newline at the end.
std::string wrapped(std::string_view text, std::size_t indent = 0);

/// `title` in ten characters and the first line of `text` beside it, wrapped; further lines are indented only.
std::string paragraph(std::string_view title, std::string_view text);

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
  std::size_t gap = 2;  // blanks before it, except the first
};

struct TextCell {
  TextCell(std::string its_text, Paint its_paint = Paint::none) : text(std::move(its_text)), paint(its_paint) {}
  TextCell(std::string_view its_text) : text(its_text) {}
  TextCell(const char* its_text) : text(its_text) {}

  std::string text;
  Paint paint = Paint::none;
};

/// The columns of a table; makes its lines.
class TextTable {
 public:
  explicit TextTable(std::vector<TextColumn> columns) : columns_(std::move(columns)) {}

  /// A line, with its end.
  std::string header() const;
  std::string row(const std::vector<TextCell>& cells) const { return painted_row(cells, false).text(); }
  StyledText painted_row(const std::vector<TextCell>& cells, bool is_colored) const;

 private:
  std::vector<TextColumn> columns_;
};

}  // namespace lrscope
