#include "data/column_profile.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/column.h"
#include "data/column_plan.h"
#include "data/csv/csv_cell.h"

namespace lrscope {
namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

bool contains(const std::vector<Index>& columns, Index column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

/// One value per row of the table, NaN where there is none.
Vector<double> by_row(const CsvTable& table, const PresentNumbers& numbers) {
  Vector<double> values = Vector<double>::Constant(table.rows(), absent);
  for (std::size_t i = 0; i < numbers.rows.size(); ++i) values[numbers.rows[i]] = numbers.values[static_cast<Index>(i)];
  return values;
}

/// What a feature's correlation is taken with: the first target, or the indicators of the classes.
std::vector<Vector<double>> target_values(const CsvTable& table, const Plan& plan, Task task) {
  const Index column = plan.targets.front();
  if (task == Task::regression) return {by_row(table, present_numbers(table, column))};
  constexpr std::size_t most_classes = 10;
  const Categories classes = read_categories(table, column, plan.rows);
  std::vector<Vector<double>> indicators(std::min(most_classes, classes.levels.size()),
                                         Vector<double>::Constant(table.rows(), absent));
  for (std::size_t level = 0; level < indicators.size(); ++level)
    for (std::size_t i = 0; i < plan.rows.size(); ++i)
      indicators[level][plan.rows[i]] = classes.codes[i] == static_cast<int>(level) ? 1 : 0;
  return indicators;
}

std::optional<double> correlation(const PresentNumbers& x, const Vector<double>& target) {
  Vector<double> a(x.values.size()), b(x.values.size());
  Index both = 0;
  for (std::size_t i = 0; i < x.rows.size(); ++i) {
    if (std::isnan(target[x.rows[i]])) continue;
    a[both] = x.values[static_cast<Index>(i)];
    b[both++] = target[x.rows[i]];
  }
  if (both < 2) return std::nullopt;
  a.conservativeResize(both);
  b.conservativeResize(both);
  a = unit_deviation(a);
  b = unit_deviation(b);
  if (a.isZero(0) || b.isZero(0)) return std::nullopt;
  return std::clamp(a.dot(b), -1.0, 1.0);
}

std::optional<double> strongest_correlation(const PresentNumbers& x, const std::vector<Vector<double>>& targets) {
  std::optional<double> strongest;
  for (const Vector<double>& target : targets)
    if (const auto r = correlation(x, target); r && std::abs(*r) >= std::abs(strongest.value_or(0))) strongest = r;
  return strongest;
}

bool is_consecutive(const PresentNumbers& numbers) {
  for (Index i = 1; i < numbers.values.size(); ++i)
    if (numbers.values[i] != numbers.values[i - 1] + 1) return false;
  return numbers.values.size() > 2 && numbers.missing == 0;
}

void describe_numbers(const CsvTable& table, const PresentNumbers& numbers, ColumnProfile& profile) {
  profile.missing = numbers.missing;
  if (numbers.values.size() == 0) return;
  profile.statistics = statistics_of(numbers.values);
  profile.unique = profile.statistics->unique;
  profile.is_consecutive = profile.statistics->is_whole && is_consecutive(numbers);
  for (const Index i : profile.statistics->outliers) {
    profile.outliers.push_back(numbers.values[i]);
    profile.outlier_lines.push_back(table.line(numbers.rows[static_cast<std::size_t>(i)]));
  }
}

void describe_categories(const CsvTable& table, Index column, ColumnProfile& profile) {
  std::vector<Index> rows(static_cast<std::size_t>(table.rows()));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<Index>(i);
  profile.unique = static_cast<Index>(read_categories(table, column, rows).levels.size());
  profile.missing =
      std::count_if(rows.begin(), rows.end(), [&](Index row) { return is_missing_marker(table.cell(row, column)); });
}

/// Rows that every column is compared on.
std::vector<Index> evenly_spaced(Index rows, Index count) {
  std::vector<Index> chosen;
  for (Index i = 0; i < count; ++i)
    chosen.push_back(
        static_cast<Index>(static_cast<double>(i) * static_cast<double>(rows) / static_cast<double>(count)));
  return chosen;
}

/// The deviation of a column on some rows; what is missing does not deviate.
Vector<double> unit_on(const Vector<double>& column, const std::vector<Index>& rows) {
  Vector<double> present(static_cast<Index>(rows.size()));
  Index count = 0;
  for (const Index row : rows)
    if (!std::isnan(column[row])) present[count++] = column[row];
  Vector<double> result = Vector<double>::Zero(static_cast<Index>(rows.size()));
  if (count == 0) return result;
  const Vector<double> unit = unit_deviation(present.head(count));
  count = 0;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (!std::isnan(column[rows[i]])) result[static_cast<Index>(i)] = unit[count++];
  return result;
}

void count_classes(const CsvTable& table, const Plan& plan, Profile& profile) {
  std::vector<Index> rows;
  for (const Index row : plan.rows)
    if (!is_missing_marker(table.cell(row, plan.targets.front()))) rows.push_back(row);
  const Categories classes = read_categories(table, plan.targets.front(), rows);
  for (const std::string& level : classes.levels) profile.classes.push_back({level, 0});
  for (const int code : classes.codes) ++profile.classes[static_cast<std::size_t>(code)].rows;
}

Part part_of(const Plan& plan, Index column) {
  if (contains(plan.targets, column)) return Part::target;
  return std::binary_search(plan.features.begin(), plan.features.end(), column) ? Part::feature : Part::dropped;
}

}  // namespace

Profile profile_of(const CsvTable& table, const DataSpec& spec) {
  const Plan plan = make_plan(table, spec);
  Profile profile;
  profile.task = task_of(table, plan, spec);
  profile.features = static_cast<Index>(plan.features.size());
  profile.rows_used = static_cast<Index>(plan.rows.size());
  const auto targets = target_values(table, plan, profile.task);
  const auto is_number = [&](Index column) {
    const bool is_class = contains(plan.targets, column) && profile.task == Task::classification;
    return !is_class && !plan.categorical.contains(column) && table.is_numeric(column);
  };
  for (const Index column : plan.features)
    if (is_number(column)) profile.compared.push_back(column);
  profile.compared_rows = comparable_rows(static_cast<Index>(profile.compared.size()), table.rows());
  const std::vector<Index> rows = evenly_spaced(table.rows(), profile.compared_rows);
  Matrix<double> units(profile.compared_rows,  // rows × columns
                       std::min(static_cast<Index>(profile.compared.size()), most_compared_columns));
  profile.columns.reserve(static_cast<std::size_t>(table.columns()));
  Index compared = 0;
  for (Index column = 0; column < table.columns(); ++column) {
    ColumnProfile& here = profile.columns.emplace_back();
    here.part = part_of(plan, column);
    here.kind = is_number(column) ? ColumnKind::number : ColumnKind::category;
    if (here.kind == ColumnKind::category) {
      describe_categories(table, column, here);
      continue;
    }
    const PresentNumbers numbers = present_numbers(table, column);
    describe_numbers(table, numbers, here);
    if (here.part != Part::target) here.target_correlation = strongest_correlation(numbers, targets);
    if (here.part == Part::feature && compared < units.cols())
      units.col(compared++) = unit_on(by_row(table, numbers), rows);
  }
  profile.pairs = collinear_pairs(units);
  if (profile.task == Task::classification) count_classes(table, plan, profile);
  return profile;
}

}  // namespace lrscope
