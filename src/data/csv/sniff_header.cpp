#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <vector>

#include "data/csv/sample.h"
#include "data/csv/sniff.h"

namespace lrscope {
namespace {

constexpr Index fewest_counting = 3;  // numbers in a row that count up by chance too rarely

/// By how much the whole numbers of a record count up from one to the next; nothing if they do not, or if there are
/// fewer than `fewest`.
std::optional<double> counting_step(const Sample& sample, Index record, Index fewest) {
  std::vector<double> numbers;
  for (Index i = 0; i < sample.width(record); ++i) {
    const auto value = parse_number(sample.cell(record, i));
    if (value && std::abs(*value) < 1e9) numbers.push_back(*value);
  }
  if (std::ssize(numbers) < fewest) return std::nullopt;
  const double step = numbers[1] - numbers[0];
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (numbers[i] != std::trunc(numbers[i]) || (i > 0 && numbers[i] - numbers[i - 1] != step)) return std::nullopt;
  return step >= 1 ? std::optional(step) : std::nullopt;
}

/// True if the numbers of the record count up and those of no record below do so by the same step.
bool counts_alone(const Sample& sample, Index record, Index fewest) {
  const auto step = counting_step(sample, record, fewest);
  if (!step || sample.rows() - record < 3) return false;
  for (Index row = record + 1; row < sample.rows(); ++row)
    if (counting_step(sample, row, fewest) == step) return false;
  return true;
}

/// True if the numbers of the record lie outside those below, in each column, or are whole where those below are not.
bool stands_apart(const Sample& sample, Index record) {
  for (Index column = 0; column < sample.width(record); ++column) {
    const auto first = parse_number(sample.cell(record, column));
    if (!first) continue;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    bool are_whole = true;
    for (Index row = record + 1; row < sample.rows(); ++row) {
      if (column >= sample.width(row)) continue;
      const auto value = parse_number(sample.cell(row, column));
      if (!value || std::isnan(*value)) continue;
      low = std::min(low, *value);
      high = std::max(high, *value);
      are_whole = are_whole && *value == std::trunc(*value);
    }
    if (are_whole && *first >= low - (high - low) && *first <= high + (high - low)) return false;
  }
  return true;
}

}  // namespace

bool sniff_header(std::string_view head, char delimiter, Index others) {
  constexpr Index sample_records = 100;
  const Sample sample = sample_of(head, delimiter, others + sample_records);
  if (sample.rows() <= others) return false;
  Index counted = 0;  // numbers in the first record
  bool are_names = true, are_alone = true;
  std::set<std::string_view> words;
  for (Index column = 0; column < sample.width(others); ++column) {
    const std::string_view first = sample.cell(others, column);
    if (sample.is_number(others, column) || is_missing_marker(first)) {
      counted += sample.is_number(others, column);
      are_alone = are_alone && first.empty();  // an unnamed index column
      continue;
    }
    Index numbers = 0, below_are_others = 0;
    for (Index row = others + 1; row < sample.rows(); ++row) {
      if (column >= sample.width(row)) continue;
      const std::string_view below = sample.cell(row, column);
      if (sample.is_number(row, column))
        ++numbers;
      else if (!is_missing_marker(below))
        ++below_are_others;
      if (below == first) are_names = false;
    }
    if (numbers > below_are_others) return true;
    are_names = are_names && words.insert(first).second;
  }
  if (are_names && are_alone && !words.empty()) return true;
  if (are_names && !words.empty())
    return counts_alone(sample, others, 2) && (counted >= fewest_counting || stands_apart(sample, others));
  return words.empty() && counts_alone(sample, others, fewest_counting) && stands_apart(sample, others);
}

}  // namespace lrscope
