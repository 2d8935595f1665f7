#include "data/csv/sniff.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "data/csv/sample.h"

namespace lrscope {
namespace {

/// How well a delimiter explains the first records; the larger the better.
struct DelimiterFit {
  double agreement = 0;  // share of records of the most frequent width, times the share that could be parsed
  double numbers = 0;    // share of cells that are numbers: separates 1,5;2,5 with decimal commas from a comma file
  Index width = 1;

  auto operator<=>(const DelimiterFit&) const = default;
};

/// `text`: whole lines.
DelimiterFit fit_of(std::string_view text, char delimiter) {
  constexpr Index sample_records = 50;
  const Sample sample = sample_of(text, delimiter, sample_records);
  const Index rows = sample.rows();
  std::map<Index, Index> widths;
  for (Index row = 0; row < rows; ++row) ++widths[sample.width(row)];
  DelimiterFit best;
  for (const auto& [width, times] : widths) {
    const double share = static_cast<double>(times) / static_cast<double>(rows);
    const double agreement = share * sample.share_taken;
    if (width >= 2 && share >= 0.5) best = std::max(best, {agreement, 0, width});
  }
  if (best.width == 1) return {};
  Index cells = 0, numbers = 0;
  for (Index row = 0; row < rows; ++row)
    for (Index i = 0; i < sample.width(row); ++i) {
      ++cells;
      numbers += sample.is_number(row, i);
    }
  best.numbers = static_cast<double>(numbers) / static_cast<double>(cells);
  return best;
}

}  // namespace

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
  // Blanks also part words: they separate cells only where that makes numbers.
  constexpr double fewest_numbers = 0.3;
  const DelimiterFit blanks = fit_of(sample, ' ');
  const bool is_better = blanks.agreement >= best_fit.agreement && blanks.numbers > best_fit.numbers;
  return blanks.width >= 2 && blanks.numbers >= fewest_numbers && is_better ? ' ' : best;
}

std::optional<SeparatorLine> separator_line(std::string_view head) {
  std::string_view line = head.substr(0, head.find_first_of("\r\n"));
  const std::size_t bytes = line.size();
  if (line.size() > 2 && line.starts_with('"') && line.ends_with('"')) line = line.substr(1, line.size() - 2);
  const bool is_one =
      line.size() == 5 && (line.starts_with("sep=") || line.starts_with("SEP=") || line.starts_with("Sep="));
  if (!is_one || std::string_view(",;|\t ").find(line[4]) == std::string_view::npos) return std::nullopt;
  return SeparatorLine{line[4], bytes};
}

namespace {

/// True if `record` consists of words, each once.
bool holds_names(const Sample& sample, Index record) {
  std::set<std::string_view> names;
  for (Index i = 0; i < sample.width(record); ++i) {
    const std::string_view cell = sample.cell(record, i);
    if (cell.empty() || sample.is_number(record, i) || is_missing_marker(cell) || !names.insert(cell).second)
      return false;
  }
  return true;
}

/// True if the first record lacks the name of the first column, whose cells name the rows, each once.
bool lacks_one_name(const Sample& sample, Index width) {
  if (sample.width(0) != width - 1 || !holds_names(sample, 0)) return false;
  // A line above the names is no header.
  if (sample.rows() > 2 && holds_names(sample, 1) && !holds_names(sample, 2)) return false;
  std::set<std::string_view> names;
  for (Index row = 1; row < sample.rows(); ++row)
    if (!names.insert(sample.cell(row, 0)).second) return false;
  return true;
}

/// The character with which the first `others` records begin, if it marks comments.
std::optional<char> common_mark(const Sample& sample, Index others) {
  constexpr std::string_view marks = "#%!;*/@$&>\\~^:";
  const std::string_view first = sample.cell(0, 0);
  if (first.empty() || marks.find(first[0]) == std::string_view::npos) return std::nullopt;
  for (Index row = 1; row < others; ++row)
    if (!sample.cell(row, 0).starts_with(first[0])) return std::nullopt;
  return first[0];
}

/// The most frequent width of the records; the largest of several.
Index usual_width(const Sample& sample) {
  std::map<Index, Index> times;
  for (Index row = 0; row < sample.rows(); ++row) ++times[sample.width(row)];
  Index width = 0, most = 0;
  for (const auto& [one, count] : times)
    if (count >= most) std::tie(width, most) = std::pair(one, count);
  return width;
}

/// True if every record but the first ends with an empty cell.
bool ends_with_delimiters(const Sample& sample) {
  for (Index row = 1; row < sample.rows(); ++row)
    if (!sample.cell(row, sample.width(row) - 1).empty()) return false;
  return true;
}

}  // namespace

FirstRecords first_records(std::string_view head, char delimiter) {
  constexpr Index sample_records = 100, fewest_below = 2;
  const Sample sample = sample_of(head, delimiter, sample_records);
  FirstRecords result;
  if (sample.rows() == 0) return result;
  result.width = sample.width(0);
  const Index below = usual_width(sample);
  Index others = 0;
  while (sample.width(others) != below) ++others;
  const bool is_table = below >= 2 && others > 0 && sample.rows() - others >= std::max(fewest_below, others);
  const bool is_one_short = others == 1 && result.width == below - 1;
  if (!is_table || (is_one_short && ends_with_delimiters(sample))) return result;
  result.width = below;
  result.lacks_one_name = is_one_short && lacks_one_name(sample, below);
  if (result.lacks_one_name) return result;
  result.others = others;
  result.other_width = sample.width(0);
  result.lines = sample.lines[static_cast<std::size_t>(others)] - 1;
  result.mark = common_mark(sample, others);
  return result;
}

}  // namespace lrscope
