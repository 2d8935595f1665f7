#include "data/column.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "base/quantiles.h"
#include "base/text.h"
#include "data/statistics.h"

namespace lrscope {
namespace {

/// The known form under which most cells are dates; of two, the other one if it gives other dates.
Dates recognised_dates(const CsvTable& table, const CellReader& cells, Index column) {
  const auto forms = known_date_forms();
  std::vector<Index> times(forms.size(), 0);
  const auto visit = [&](const auto& with) {
    for (Index row = 0; row < table.rows(); ++row)
      if (const auto cell = table.cell(row, column); !cells.is_missing(cell)) with(cell, date_forms_of(cell));
  };
  visit([&](std::string_view, std::uint32_t found) {
    for (std::size_t i = 0; i < forms.size(); ++i) times[i] += (found >> i & 1);
  });
  const std::size_t best = std::ranges::max_element(times) - times.begin();
  Dates dates{.form = forms[best]};
  for (std::size_t i = best + 1; i < forms.size(); ++i) {
    if (times[i] != times[best]) continue;
    visit([&](std::string_view cell, std::uint32_t found) {
      const bool is_both = (found >> i & 1) && (found >> best & 1);
      if (!is_both || days_of(cell, forms[i]) != days_of(cell, forms[best])) dates.other = forms[i];
    });
  }
  return dates;
}

Dates dates_of(const CsvTable& table, const CellReader& cells, Index column) {
  const DateForm given = cells.format().date_format;
  Dates dates{.form = given};
  Index found = 0, present = 0;
  for (Index row = 0; row < table.rows() && !given.empty(); ++row) {
    const std::string_view cell = table.cell(row, column);
    if (cells.is_missing(cell)) continue;
    ++present;
    found += days_of(cell, given).has_value();
  }
  if (2 * found < present || found == 0) dates = recognised_dates(table, cells, column);
  std::optional<double> earliest;
  for (Index row = 0; row < table.rows(); ++row)
    if (const auto days = days_of(table.cell(row, column), dates.form))
      earliest = std::min(*days, earliest.value_or(*days));
  dates.earliest = earliest.value_or(0);
  return dates;
}

/// Why `cell` is not a finite number; nothing if it is.
struct WhyNot {
  DefectKind kind;
  std::string_view what;
};
std::optional<WhyNot> why_not_a_number(std::string_view cell, const std::optional<double>& value, bool is_date) {
  if (!value && is_date) return WhyNot{DefectKind::date, "is not a date like the others"};
  if (!value && is_localised_number(cell))
    return WhyNot{DefectKind::localised,
                  "is not a number as --decimal and --thousands say: a point for decimals, no other signs by default"};
  if (!value) return WhyNot{DefectKind::number, "is not a number"};
  if (std::isfinite(*value)) return std::nullopt;
  const bool written_as_infinite = cell.find_first_of("iInN") != std::string_view::npos;
  return WhyNot{DefectKind::range,
                written_as_infinite ? "is not a finite number" : "is out of range (numbers end at 1.8e308)"};
}

/// The findings of one column, one for each reason, in the order of the first cells.
class Collected {
 public:
  explicit Collected(Index column) : column_(column) {}

  /// `what` makes the text about the first cell.
  template <class What>
  void add(DefectKind kind, long long line, std::string_view cell, const What& what) {
    auto found = std::ranges::find(findings_, kind, &Finding::kind);
    if (found == findings_.end())
      found = findings_.insert(found, Finding{.kind = kind, .column = column_, .what = what()});
    found->add(line, cell);
  }
  void report_to(const FindingSink& report) {
    for (Finding& finding : findings_) report(std::move(finding));
  }

 private:
  Index column_;
  std::vector<Finding> findings_;
};

}  // namespace

ColumnReader::ColumnReader(const CsvTable& table, const CellReader& cells, Index column) : cells_(&cells) {
  if (table.sort(column, cells) == CellSort::date) dates_ = dates_of(table, cells, column);
}

std::optional<double> ColumnReader::days(std::string_view cell) const {
  const auto days = days_of(cell, dates_->form);
  return days ? std::optional(*days - dates_->earliest) : std::nullopt;
}

double ColumnReader::plain_number(std::string_view cell) const {
  const auto value = is_missing(cell) ? std::nullopt : number(cell);
  return value && std::isfinite(*value) ? *value : std::numeric_limits<double>::quiet_NaN();
}

Numbers read_numbers(const CsvTable& table, Index column, const ColumnReader& reader, const std::vector<Index>& rows,
                     bool fills, const FindingSink& report) {
  Numbers result{Vector<double>::Zero(static_cast<Index>(rows.size())), {}};
  Collected collected(column);
  const bool is_date = reader.dates().has_value();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string_view cell = table.cell(rows[i], column);
    if (reader.is_missing(cell)) {
      if (fills)
        result.missing.push_back(static_cast<Index>(i));
      else
        collected.add(DefectKind::missing, table.line(rows[i]), cell,
                      [&] { return "missing value (" + in_quotes(cell) + ")"; });
      continue;
    }
    const auto value = reader.number(cell);
    if (const auto why = why_not_a_number(cell, value, is_date))
      collected.add(why->kind, table.line(rows[i]), cell,
                    [&] { return in_quotes(cell) + " " + std::string(why->what); });
    else
      result.values[static_cast<Index>(i)] = *value;
  }
  if (is_date && reader.dates()->other && !rows.empty()) {
    const std::string_view cell = table.cell(rows.front(), column);
    collected.add(DefectKind::date, table.line(rows.front()), cell, [&] {
      return in_quotes(cell) + ", like all dates of this column, can be read as " + std::string(reader.dates()->form) +
             " and as " + std::string(*reader.dates()->other);
    });
  }
  collected.report_to(report);
  return result;
}

double filling(const Numbers& numbers, const std::vector<Index>& training, MissingPolicy policy) {
  if (policy == MissingPolicy::zero) return 0;
  std::vector<Index> rows;  // of `training`, where a number is
  std::ranges::set_difference(training, numbers.missing, std::back_inserter(rows));
  if (rows.empty()) return 0;
  Vector<double> present = numbers.values(rows);
  if (policy == MissingPolicy::mean) {
    const double mean = present.mean();
    // The sum of finite numbers may overflow, the mean never does.
    return std::isfinite(mean) ? mean : (present / static_cast<double>(present.size())).sum();
  }
  return median({present.begin(), present.end()});
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
