#include "data/column.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "base/text.h"
#include "data/csv/sniff.h"
#include "data/statistics.h"

namespace lrscope {
namespace {

Defect missing_cell(const CsvTable& table, Index row, Index column, std::size_t missing) {
  const std::string name = in_quotes(table.name(column));
  return table.defect(DefectKind::missing, row, column,
                      "missing value (" + in_quotes(table.cell(row, column)) + "), " + std::to_string(missing) +
                          " in this column; use --na drop to leave such rows out, --na mean, median " +
                          "or zero to fill them, or --drop " + name + " to leave the column out.");
}

/// Why `cell` is not a finite number; nothing if it is.
struct WhyNot {
  DefectKind kind;
  std::string what;
};
std::optional<WhyNot> why_not_a_number(std::string_view cell, const std::optional<double>& value) {
  if (!value && is_localised_number(cell))
    return WhyNot{
        DefectKind::localised,
        "is not a number that lrscope reads: use a decimal point, and no thousands separators, % or currency signs"};
  if (!value) return WhyNot{DefectKind::number, "is not a number"};
  if (std::isfinite(*value)) return std::nullopt;
  const bool written_as_infinite = cell.find_first_of("iInN") != std::string_view::npos;
  return WhyNot{DefectKind::range,
                written_as_infinite ? "is not a finite number" : "is out of range (numbers end at 1.8e308)"};
}

Defect bad_cell(const CsvTable& table, Index row, Index column, const WhyNot& why) {
  const std::string name = in_quotes(table.name(column));
  return table.defect(why.kind, row, column,
                      in_quotes(table.cell(row, column)) + " " + why.what + "; correct the cell" + ", or use --drop " +
                          name + ", or --categorical " + name + " if these are categories.");
}

/// The value of missing cells, from the numbers that are present.
double filling(const Vector<double>& present, MissingPolicy policy) {
  if (policy == MissingPolicy::zero || present.size() == 0) return 0;
  if (policy == MissingPolicy::mean) {
    const double mean = present.mean();
    // The sum of finite numbers may overflow, the mean never does.
    return std::isfinite(mean) ? mean : (present / static_cast<double>(present.size())).sum();
  }
  Vector<double> sorted = present;
  std::sort(sorted.begin(), sorted.end());
  return quantile(sorted, 0.5);
}

}  // namespace

Vector<double> read_numbers(const CsvTable& table, Index column, const std::vector<Index>& rows, MissingPolicy policy,
                            const DefectSink& report) {
  const bool is_filled = policy != MissingPolicy::error && policy != MissingPolicy::drop;
  const auto is_missing = [&](Index row) { return table.is_missing(row, column); };
  std::optional<std::size_t> all_missing;  // cells: counted once one was found
  Vector<double> values = Vector<double>::Zero(static_cast<Index>(rows.size()));
  Vector<double> present(is_filled ? values.size() : 0);
  Index found = 0;             // numbers that are present
  std::vector<Index> missing;  // indices into values
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string_view cell = table.cell(rows[i], column);
    if (is_missing_marker(cell)) {
      if (is_filled) {
        missing.push_back(static_cast<Index>(i));
        continue;
      }
      if (!all_missing) all_missing = static_cast<std::size_t>(std::ranges::count_if(rows, is_missing));
      report(missing_cell(table, rows[i], column, *all_missing));
      continue;
    }
    const auto value = parse_number(cell);
    if (const auto why = why_not_a_number(cell, value)) {
      report(bad_cell(table, rows[i], column, *why));
      continue;
    }
    values[i] = *value;
    if (is_filled) present[found++] = *value;
  }
  if (missing.empty()) return values;
  present.conservativeResize(found);
  values(missing).setConstant(filling(present, policy));
  return values;
}

double plain_number(const CsvTable& table, Index row, Index column) {
  const std::string_view cell = table.cell(row, column);
  const auto value = is_missing_marker(cell) ? std::nullopt : parse_number(cell);
  return value && std::isfinite(*value) ? *value : std::numeric_limits<double>::quiet_NaN();
}

Categories read_categories(const CsvTable& table, Index column, const std::vector<Index>& rows) {
  std::unordered_map<std::string_view, int> code_of;
  Categories result;
  result.codes.reserve(rows.size());
  for (const Index row : rows) {
    const std::string_view label = table.cell(row, column);
    const auto [place, is_new] = code_of.try_emplace(label, static_cast<int>(code_of.size()));
    if (is_new) result.levels.emplace_back(label);
    result.codes.push_back(place->second);
  }
  std::vector<Index> order(result.levels.size());
  std::iota(order.begin(), order.end(), Index{0});
  const auto level = [&](Index i) -> const std::string& { return result.levels[i]; };
  const bool all_numbers = std::ranges::all_of(result.levels, [](const std::string& text) {
    const auto value = parse_number(text);
    return value && !std::isnan(*value);
  });
  const auto number = [&](Index i) { return all_numbers ? *parse_number(level(i)) : 0; };
  const auto is_same = [&](Index a, Index b) { return all_numbers && number(a) == number(b); };
  std::ranges::sort(order, {}, [&](Index i) { return std::pair(number(i), std::string_view(level(i))); });
  std::vector<int> rank(order.size());
  std::vector<std::string> sorted;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || !is_same(order[i - 1], order[i])) sorted.push_back(level(order[i]));  // 1 and 1.0 are one level
    rank[order[i]] = static_cast<int>(sorted.size()) - 1;
  }
  result.levels = std::move(sorted);
  for (int& code : result.codes) code = rank[code];
  return result;
}

}  // namespace lrscope
