#include "report/text_table.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace lrscope {
namespace {

constexpr std::string_view ellipsis = "…";

}  // namespace

std::size_t width_of(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

std::string cut_to(std::string text, std::size_t width) {
  if (width_of(text) <= width) return text;
  std::size_t size = 0;
  for (std::size_t left = width;; ++size)
    if ((static_cast<unsigned char>(text[size]) & 0xc0) != 0x80 && left-- <= 1) break;
  return text.substr(0, size) + std::string(ellipsis);
}

std::string aligned(std::string text, std::size_t width, Align align) {
  const std::size_t used = width_of(text);
  if (used < width) text.insert(align == Align::left ? text.size() : 0, width - used, ' ');
  return text;
}

std::string without_blanks_at_end(std::string line) {
  line.resize(line.find_last_not_of(' ') + 1);
  return line;
}

std::string digits(double value, int count) { return short_number_text(value, count); }

std::string digits(const std::optional<double>& value, int count) { return value ? digits(*value, count) : "·"; }

std::string digits(const std::optional<std::int64_t>& value) { return value ? std::to_string(*value) : "·"; }

StyledText painted(std::string text, Paint paint) {
  // Dark enough for a white background, light enough for a black one: the terminal's own yellow and green are not.
  static constexpr const char* colors[] = {"", "38;5;160", "38;5;28", "38;5;130"};  // by Paint
  return {std::move(text), {.foreground = colors[static_cast<int>(paint)]}};
}

TextTable::TextTable(std::vector<TextColumn> columns, const Screen& screen)
    : columns_(std::move(columns)), is_shown_(columns_.size(), true), screen_(screen) {
  if (screen_.is_terminal()) fit();
}

void TextTable::fit() {
  std::size_t used = 0;  // with the least width of every column
  const auto least = [](const TextColumn& column) {
    return column.least > 0 ? std::min(column.least, column.width) : column.width;
  };
  for (TextColumn& column : columns_) {
    column.width = std::max(column.width, width_of(column.title));
    used += least(column) + (&column == columns_.data() ? 0 : column.gap);
  }
  while (used > screen_.line_width()) {
    std::size_t next = 0;
    for (std::size_t i = 1; i < columns_.size(); ++i)
      if (is_shown_[i] && (!is_shown_[next] || columns_[i].spare > columns_[next].spare)) next = i;
    if (columns_[next].spare == 0) break;
    is_shown_[next] = false;
    used -= least(columns_[next]) + columns_[next].gap;
  }
  std::size_t left = screen_.line_width() - std::min(used, screen_.line_width());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!is_shown_[i]) continue;
    const std::size_t more = std::min(left, columns_[i].width - least(columns_[i]));
    columns_[i].width = least(columns_[i]) + more;
    left -= more;
  }
}

bool TextTable::shows(std::string_view title) const {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (is_shown_[i] && columns_[i].title == title) return true;
  return false;
}

std::string TextTable::left_out_text(std::string_view where) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (!is_shown_[i]) names.push_back(columns_[i].called.empty() ? columns_[i].title : columns_[i].called);
  if (names.empty()) return "";
  return wrapped("not shown: " + join(names, ", ") + "; " + std::string(where), 0, screen_);
}

std::string TextTable::header() const {
  std::vector<TextCell> titles;
  for (const TextColumn& column : columns_) {
    const bool fits = column.least == 0 || width_of(column.title) <= column.width || !screen_.is_terminal();
    titles.emplace_back(fits ? column.title : split(column.title, ' ').front());
  }
  return row(titles);
}

// On a terminal a cell that is wider than its column takes blanks of those after it, and what is still too long is cut.
StyledText TextTable::painted_row(const std::vector<TextCell>& cells, bool is_colored) const {
  StyledText line;
  std::size_t excess = 0;
  const auto add_blanks = [&](std::size_t count, std::size_t at_least) {
    const std::size_t taken = screen_.is_terminal() ? std::min(excess, count - std::min(count, at_least)) : 0;
    excess -= taken;
    line += std::string(count - taken, ' ');
  };
  bool is_first = true;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!is_shown_[i]) continue;
    const TextColumn& column = columns_[i];
    if (!std::exchange(is_first, false)) add_blanks(column.gap, 1);
    const bool is_cut = screen_.is_terminal() && column.least > 0;
    const std::string text = is_cut ? cut_to(cells[i].text, column.width) : cells[i].text;
    const std::size_t width = width_of(text), blanks = column.width - std::min(column.width, width);
    if (column.align == Align::right) add_blanks(blanks, 0);
    line += painted(text, is_colored ? cells[i].paint : Paint::none);
    if (column.align == Align::left) add_blanks(blanks, 0);
    excess += width - std::min(column.width, width);
  }
  line.cut_blanks_at_end();
  if (screen_.is_terminal() && width_of(line.text()) > screen_.line_width()) {
    line.cut(cut_to(line.text(), screen_.line_width()).size() - ellipsis.size());
    line += std::string(ellipsis);
  }
  line += "\n";
  return line;
}

std::string table_text(std::vector<TextColumn> columns, const std::vector<std::vector<TextCell>>& rows,
                       const Screen& screen, std::string_view where) {
  if (screen.is_terminal())
    for (const auto& row : rows)
      for (std::size_t i = 0; i < columns.size(); ++i)
        columns[i].width = std::max(columns[i].width, width_of(row[i].text));
  const TextTable table(std::move(columns), screen);
  std::string text = table.header();
  for (const auto& row : rows) text += table.row(row);
  return text + table.left_out_text(where);
}

namespace {

/// The first of values[begin, end) that is not finite, else their mean.
double representative(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  double sum = 0;
  for (std::size_t i = begin; i < end; ++i) {
    if (!std::isfinite(values[i])) return values[i];
    sum += values[i] / static_cast<double>(end - begin);
  }
  return sum;
}

}  // namespace

std::string sparkline(const std::vector<double>& values, std::size_t width) {
  static constexpr const char* blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::size_t length = std::min(width, values.size());
  std::vector<double> shown;
  for (std::size_t i = 0; i < length; ++i)
    shown.push_back(representative(values, i * values.size() / length, (i + 1) * values.size() / length));

  const bool logarithmic = std::ranges::none_of(shown, [](double v) { return std::isfinite(v) && v <= 0; });
  const auto height = [&](double v) { return logarithmic ? std::log(v) : v; };
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double v : shown) {
    if (!std::isfinite(v)) continue;
    low = std::min(low, height(v));
    high = std::max(high, height(v));
  }
  // At least a decade from bottom to top, so that the scatter between batches stays small.
  if (logarithmic) low = std::min(low, high - std::log(10.0));
  std::string text;
  for (const double v : shown) {
    const double block = high > low ? std::min(7.0, std::floor(8 * (height(v) - low) / (high - low))) : 3;
    text += std::isnan(v) ? "×" : std::isinf(v) ? "∞" : blocks[static_cast<int>(block)];
  }
  return text;
}

}  // namespace lrscope
