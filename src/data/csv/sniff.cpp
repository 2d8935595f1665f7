#include "data/csv/sniff.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "data/csv/record_parser.h"
#include "data/csv/row_store.h"

namespace lrscope {
namespace {

/// Takes a currency or percent sign, and the spaces inside it, off `text`; true if there was one.
bool strip_mark(std::string_view& text) {
  for (const std::string_view mark : {"$", "€", "£", "%"}) {
    if (text.starts_with(mark))
      text.remove_prefix(mark.size());
    else if (text.ends_with(mark))
      text.remove_suffix(mark.size());
    else
      continue;
    text = trimmed(text);
    return true;
  }
  return false;
}

struct Sample {
  RowStore records;       // the first ones
  std::size_t bytes = 0;  // of the text, up to the first quote that may not be there

  std::string_view cell(Index row, Index column) const { return trimmed(records.cell(row, column)); }
};

Sample sample_of(std::string_view text, char delimiter, Index most_records) {
  Sample sample;
  RecordParser parser("", delimiter, [&](const Record& record) {
    if (sample.records.rows() < most_records) sample.records.add(record.text, record.ends);
  });
  sample.bytes = parser.add(text);
  if (sample.bytes == text.size()) static_cast<void>(parser.finish());
  return sample;
}

/// How well a delimiter explains the first records; the larger the better.
struct DelimiterFit {
  double agreement = 0;  // share of records of the most frequent width, times the share that could be parsed
  double numbers = 0;    // share of cells that are numbers: separates 1,5;2,5 with decimal commas from a comma file
  Index width = 1;

  auto operator<=>(const DelimiterFit&) const = default;
};

bool is_number(std::string_view cell) { return is_any_number(cell) && !is_missing_marker(cell); }

DelimiterFit fit_of(std::string_view text, char delimiter) {
  constexpr Index sample_records = 50;
  const Sample sample = sample_of(text, delimiter, sample_records);
  const Index rows = sample.records.rows();
  std::map<Index, Index> widths;
  for (Index row = 0; row < rows; ++row) ++widths[sample.records.width(row)];
  DelimiterFit best;
  for (const auto& [width, times] : widths) {
    const double share = static_cast<double>(times) / static_cast<double>(rows);
    const double agreement = share * static_cast<double>(sample.bytes) / static_cast<double>(text.size());
    if (width >= 2 && share >= 0.5) best = std::max(best, {agreement, 0, width});
  }
  if (best.width == 1) return {};
  Index cells = 0, numbers = 0;
  for (Index row = 0; row < rows; ++row)
    for (Index i = 0; i < sample.records.width(row); ++i) {
      ++cells;
      numbers += is_number(sample.cell(row, i));
    }
  best.numbers = static_cast<double>(numbers) / static_cast<double>(cells);
  return best;
}

}  // namespace

bool is_missing_marker(std::string_view cell) {
  if (cell.size() > 4) return false;
  if (cell.empty()) return true;
  const auto is = [&](std::string_view marker) {
    return cell.size() == marker.size() && std::equal(cell.begin(), cell.end(), marker.begin(), [](char c, char m) {
             return c == m || (c >= 'A' && c <= 'Z' && static_cast<char>(c - 'A' + 'a') == m);
           });
  };
  constexpr std::string_view markers[] = {"na", "n/a", "nan", "null", "?", "-", "."};
  return std::any_of(std::begin(markers), std::end(markers), is);
}

bool is_localised_number(std::string_view cell) {
  if (cell.starts_with('-') || cell.starts_with('+')) cell.remove_prefix(1);
  const bool is_marked = strip_mark(cell);
  // Digits in groups: between two separators stand three, before the first at most three if there are more.
  std::size_t groups = 1, digits = 0, first = 0;
  for (const char c : cell) {
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (c == ',' || c == '.' || c == ' ' || c == '\'') {
      if (groups == 1)
        first = digits;
      else if (digits != 3)
        return false;
      ++groups;
      digits = 0;
    } else {
      return false;
    }
  }
  if (digits == 0 || (groups > 1 && first == 0) || (groups > 2 && first > 3)) return false;
  return is_marked || !parse_number(cell);
}

bool is_any_number(std::string_view cell) {
  // Most numbers are digits with at most one point: no need to know their value.
  const std::string_view unsigned_part = cell.substr(cell.starts_with('-') ? 1 : 0);
  std::size_t points = 0, digits = 0;
  for (const char c : unsigned_part) {
    points += c == '.';
    digits += c >= '0' && c <= '9';
  }
  if (digits > 0 && points <= 1 && points + digits == unsigned_part.size()) return true;
  return parse_number(cell) || is_localised_number(cell);
}

char sniff_delimiter(std::string_view head) {
  constexpr std::size_t sample_bytes = 1 << 16;
  const std::string_view sample = head.substr(0, head.find_first_of("\r\n", sample_bytes));  // whole lines
  char best = ',';
  DelimiterFit best_fit;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const DelimiterFit fit = fit_of(sample, candidate);
    if (!(best_fit < fit)) continue;
    best = candidate;
    best_fit = fit;
  }
  return best;
}

bool sniff_header(std::string_view head, char delimiter) {
  constexpr Index sample_records = 100;
  const Sample sample = sample_of(head, delimiter, sample_records);
  const RowStore& records = sample.records;
  if (records.rows() == 0) return false;
  bool only_words = true;
  std::set<std::string_view> words;
  for (Index column = 0; column < records.width(0); ++column) {
    const std::string_view first = sample.cell(0, column);
    if (is_number(first) || is_missing_marker(first)) {
      only_words = only_words && first.empty();  // an unnamed index column
      continue;
    }
    Index numbers = 0, others = 0;
    for (Index row = 1; row < records.rows(); ++row) {
      if (column >= records.width(row)) continue;
      const std::string_view below = sample.cell(row, column);
      if (is_number(below))
        ++numbers;
      else if (!is_missing_marker(below))
        ++others;
      if (below == first) only_words = false;
    }
    if (numbers > others) return true;
    only_words = only_words && words.insert(first).second;
  }
  return only_words && !words.empty();
}

}  // namespace lrscope
