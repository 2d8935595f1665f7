#include "data/csv/sniff.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "data/csv/csv_cell.h"
#include "data/csv/record_parser.h"

namespace lrscope {
namespace {

/// A copy of a record, compact: a first line may have a million columns.
struct Kept {
  std::string text;
  std::vector<std::uint32_t> ends;

  std::size_t width() const { return ends.size(); }
  std::string_view cell(std::size_t i) const { return trimmed(Record{text, ends, 0}.cell(i)); }
};

struct Sample {
  std::vector<Kept> records;  // the first ones
  std::size_t bytes = 0;      // of the text, up to the first quote that may not be there
};

Sample sample_of(std::string_view text, char delimiter, std::size_t most_records) {
  Sample sample;
  RecordParser parser("", delimiter, [&](const Record& record) {
    if (sample.records.size() == most_records) return;
    sample.records.push_back({std::string(record.text), {record.ends.begin(), record.ends.end()}});
  });
  sample.bytes = parser.add(text);
  if (sample.bytes == text.size()) static_cast<void>(parser.finish());
  return sample;
}

/// How well a delimiter explains the first records; the larger the better.
struct DelimiterFit {
  double agreement = 0;  // share of records of the most frequent width, times the share that could be parsed
  double numbers = 0;    // share of cells that are numbers: separates 1,5;2,5 with decimal commas from a comma file
  std::size_t width = 1;

  auto operator<=>(const DelimiterFit&) const = default;
};

bool is_number(std::string_view cell) { return is_any_number(cell) && !is_missing_marker(cell); }

DelimiterFit fit_of(std::string_view sample, char delimiter) {
  constexpr std::size_t sample_records = 50;
  const Sample parsed = sample_of(sample, delimiter, sample_records);
  std::map<std::size_t, std::size_t> widths;
  for (const auto& record : parsed.records) ++widths[record.width()];
  DelimiterFit best;
  for (const auto& [width, times] : widths) {
    const double share = static_cast<double>(times) / static_cast<double>(parsed.records.size());
    const double agreement = share * static_cast<double>(parsed.bytes) / static_cast<double>(sample.size());
    if (width >= 2 && share >= 0.5) best = std::max(best, {agreement, 0, width});
  }
  if (best.width == 1) return {};
  std::size_t cells = 0, numbers = 0;
  for (const auto& record : parsed.records)
    for (std::size_t i = 0; i < record.width(); ++i) {
      ++cells;
      numbers += is_number(record.cell(i));
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
  return best;
}

bool sniff_header(std::string_view head, char delimiter) {
  constexpr std::size_t sample_records = 100;
  const Sample sample = sample_of(head, delimiter, sample_records);
  if (sample.records.empty()) return false;
  bool only_words = true;
  std::set<std::string_view> words;
  for (std::size_t column = 0; column < sample.records[0].width(); ++column) {
    const std::string_view first = sample.records[0].cell(column);
    if (is_number(first) || is_missing_marker(first)) {
      only_words = only_words && first.empty();  // an unnamed index column
      continue;
    }
    std::size_t numbers = 0, others = 0;
    for (std::size_t i = 1; i < sample.records.size(); ++i) {
      if (column >= sample.records[i].width()) continue;
      const std::string_view below = sample.records[i].cell(column);
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
