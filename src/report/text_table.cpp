#include "report/text_table.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace lrscope {

std::size_t width_of(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return static_cast<std::size_t>(std::ranges::count_if(text, begins));
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

namespace {

/// The end of what is in single quotes from `begin` on, '\'' within it included; nothing if they are not closed.
std::optional<std::size_t> end_of_quotes(std::string_view text, std::size_t begin) {
  constexpr std::string_view quote = "'\\''";
  for (;;) {
    const auto end = text.find('\'', begin + 1);
    if (end == std::string_view::npos) return std::nullopt;
    if (!text.substr(end).starts_with(quote)) return end + 1;
    begin = end + quote.size() - 1;
  }
}

/// Bytes up to the first blank where a line may end: not within a quoted name, or another word that a shell takes as one.
std::size_t size_of_word(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') return i;
    if (i > 0 && text[i - 1] != '=' && text[i - 1] != '(') continue;
    std::optional<std::size_t> end;
    if (text[i] == '\'') end = end_of_quotes(text, i);
    if (text.substr(i).starts_with("\"$"))
      if (const auto quote = text.find('"', i + 1); quote != std::string_view::npos) end = quote + 1;
    if (end) i = *end - 1;
  }
  return text.size();
}

bool ends_part_of_sentence(std::string_view word) {
  return word.empty() || std::string_view(".,;:)").find(word.back()) != std::string_view::npos;
}

/// The same, where flags and their values stay together: "--na-values x --na median".
std::size_t size_of_piece(std::string_view text) {
  const auto word_at = [&](std::size_t at) { return text.substr(at, size_of_word(text.substr(at))); };
  std::size_t size = 0;
  for (std::size_t next = 0; next < text.size() && text.substr(next).starts_with("--"); next = size + 1) {
    std::string_view word = word_at(next);
    size = next + word.size();
    if (word.find('=') == std::string_view::npos && !ends_part_of_sentence(word) && size < text.size()) {
      word = word_at(size + 1);
      size += 1 + word.size();
    }
    if (ends_part_of_sentence(word)) break;
  }
  return size > 0 ? size : size_of_word(text);
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent) {
  constexpr std::size_t width = 110;
  std::string out;
  std::size_t column = 0;
  for (bool is_first = true, is_end = false; !is_end; is_first = false) {
    const std::string_view word = text.substr(0, size_of_piece(text));
    is_end = word.size() == text.size();
    text.remove_prefix(word.size() + !is_end);
    const std::size_t length = width_of(word);
    if (column > indent && column + 1 + length > width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (!is_first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += length;
  }
  return out + "\n";
}

std::string paragraph(std::string_view title, std::string_view text) {
  constexpr std::size_t indent = 11;
  const std::vector<std::string> lines = split(text, '\n');
  std::string out = wrapped(aligned(std::string(title), indent - 1) + " " + lines.front(), indent);
  for (std::size_t i = 1; i < lines.size(); ++i)
    out += without_blanks_at_end(std::string(indent, ' ') + lines[i]) + "\n";
  return out;
}

std::string digits(double value, int count) { return short_number_text(value, count); }

std::string digits(const std::optional<double>& value, int count) { return value ? digits(*value, count) : "·"; }

std::string digits(const std::optional<std::int64_t>& value) { return value ? std::to_string(*value) : "·"; }

StyledText painted(std::string text, Paint paint) {
  static constexpr const char* colors[] = {"", "31", "32", "33"};  // by Paint
  return {std::move(text), {.foreground = colors[static_cast<int>(paint)]}};
}

std::string TextTable::header() const {
  std::vector<TextCell> titles;
  for (const TextColumn& column : columns_) titles.emplace_back(column.title);
  return row(titles);
}

StyledText TextTable::painted_row(const std::vector<TextCell>& cells, bool is_colored) const {
  StyledText line;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const TextColumn& column = columns_[i];
    if (i > 0) line += std::string(column.gap, ' ');
    const std::string& text = cells[i].text;
    const std::string blanks(column.width - std::min(column.width, width_of(text)), ' ');
    if (column.align == Align::right) line += blanks;
    line += painted(text, is_colored ? cells[i].paint : Paint::none);
    if (column.align == Align::left) line += blanks;
  }
  line.cut_blanks_at_end();
  line += "\n";
  return line;
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
