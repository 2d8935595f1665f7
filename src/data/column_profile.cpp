#include "data/column_profile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/reductions.h"
#include "data/column.h"
#include "data/column_plan.h"

namespace lrscope {

Vector<double> unit_deviation(const Vector<double>& x) {
  // Constancy is decided on the values: a computed deviation of a constant column need not be exactly 0.
  if (x.minCoeff() == x.maxCoeff()) return Vector<double>::Zero(x.size());
  Vector<double> deviation = x / x.cwiseAbs().maxCoeff();
  deviation.array() -= deviation.mean();
  const double length = norm(deviation);
  if (!(length > 0)) return Vector<double>::Zero(x.size());
  return deviation / length;
}

CollinearPairs collinear_pairs(const Matrix<double>& units) {
  constexpr Index block = 256;  // columns at a time: bounds the memory of the products
  constexpr std::size_t most_kept = 1000;
  CollinearPairs result;
  result.compared = std::min(units.cols(), most_compared_columns);
  auto& found = result.strongest;
  const auto is_stronger = [](const CollinearPair& a, const CollinearPair& b) {
    if (std::abs(a.correlation) != std::abs(b.correlation)) return std::abs(a.correlation) > std::abs(b.correlation);
    return a.first != b.first ? a.first < b.first : a.second < b.second;
  };
  const auto keep_strongest = [&] {
    std::sort(found.begin(), found.end(), is_stronger);
    if (found.size() > most_kept) found.resize(most_kept);
  };
  for (Index begin = 0; begin < result.compared; begin += block) {
    const Index width = std::min(block, result.compared - begin);
    const Matrix<double> r =  // width × (compared − begin)
        units.middleCols(begin, width).transpose() * units.middleCols(begin, result.compared - begin);
    for (Index i = 0; i < width; ++i)
      for (Index j = i + 1; j < r.cols(); ++j) {
        if (!(std::abs(r(i, j)) >= collinear_from)) continue;
        ++result.count;
        found.push_back({begin + i, begin + j, std::clamp(r(i, j), -1.0, 1.0)});
        if (found.size() >= 100 * most_kept) keep_strongest();
      }
  }
  keep_strongest();
  return result;
}

Index comparable_rows(Index columns, Index rows) {
  constexpr double most_products = 4e9;
  const double compared = static_cast<double>(std::clamp<Index>(columns, 1, most_compared_columns));
  const double most_rows = most_products / (compared * compared);
  return static_cast<double>(rows) <= most_rows ? rows : static_cast<Index>(most_rows);
}

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

std::vector<Index> all_rows(const CsvTable& table) {
  std::vector<Index> rows(static_cast<std::size_t>(table.rows()));
  std::iota(rows.begin(), rows.end(), Index{0});
  return rows;
}

/// The numbers of a column, row by row; NaN where a cell is missing or no number.
Vector<double> numbers_of(const CsvTable& table, Index column, const ColumnReader& reader) {
  return Vector<double>::NullaryExpr(table.rows(),
                                     [&](Index row) { return reader.plain_number(table.cell(row, column)); });
}

/// The indices of what is not NaN.
std::vector<Index> present_in(const Vector<double>& numbers) {
  std::vector<Index> present;
  for (Index i = 0; i < numbers.size(); ++i)
    if (!std::isnan(numbers[i])) present.push_back(i);
  return present;
}

Index count_missing(const CsvTable& table, Index column, const CellReader& cells) {
  Index missing = 0;
  for (Index row = 0; row < table.rows(); ++row) missing += cells.is_missing(table.cell(row, column));
  return missing;
}

/// The values that features are correlated with: the first target, or the indicators of the classes.
std::vector<Vector<double>> target_values(const CsvTable& table, const Plan& plan) {
  const Index column = plan.targets.front();
  if (plan.task == Task::regression) return {numbers_of(table, column, ColumnReader(table, plan.cells, column))};
  constexpr std::size_t most_classes = 10;
  const Categories classes = read_categories(table, column, plan.rows);
  std::vector<Vector<double>> indicators(std::min(most_classes, classes.levels.size()),
                                         Vector<double>::Constant(table.rows(), absent));
  for (std::size_t level = 0; level < indicators.size(); ++level)
    for (std::size_t i = 0; i < plan.rows.size(); ++i)
      indicators[level][plan.rows[i]] = classes.codes[i] == static_cast<int>(level) ? 1 : 0;
  return indicators;
}

/// Both by row, NaN where there is none.
std::optional<double> correlation(const Vector<double>& x, const Vector<double>& target) {
  const std::vector<Index> both = present_in(x + target);
  if (both.size() < 2) return std::nullopt;
  const Vector<double> a = unit_deviation(x(both)), b = unit_deviation(target(both));
  if (a.isZero(0) || b.isZero(0)) return std::nullopt;
  return std::clamp(a.dot(b), -1.0, 1.0);
}

std::optional<double> strongest_correlation(const Vector<double>& x, const std::vector<Vector<double>>& targets) {
  std::optional<double> strongest;
  for (const Vector<double>& target : targets)
    if (const auto r = correlation(x, target); r && std::abs(*r) >= std::abs(strongest.value_or(0))) strongest = r;
  return strongest;
}

/// `numbers`: by row, NaN where there is none.
void describe_numbers(const CsvTable& table, const Vector<double>& numbers, ColumnProfile& profile) {
  const std::vector<Index> rows = present_in(numbers);
  if (rows.empty()) return;
  const Vector<double> present = numbers(rows);
  profile.statistics = statistics_of(present);
  profile.unique = profile.statistics->unique;
  const Index steps = present.size() - 1;
  profile.is_consecutive = profile.statistics->is_whole && profile.missing == 0 && steps > 1 &&
                           (present.tail(steps).array() == present.head(steps).array() + 1).all();
  profile.far_value = far_value_of(present);
  profile.few_values = few_whole_values(present);
  profile.is_evenly_spread = are_evenly_spread(present);
  constexpr double in_order = 0.95;
  profile.is_in_row_order = profile.statistics->is_whole && profile.unique == present.size() && steps > 1 &&
                            std::abs(rank_correlation_with_place(present)) >= in_order;
  for (const Index i : profile.statistics->outliers) {
    profile.outliers.push_back(present[i]);
    profile.outlier_lines.push_back(table.line(rows[i]));
  }
}

/// `count` of the rows, on which columns are compared.
std::vector<Index> evenly_spaced(Index rows, Index count) {
  std::vector<Index> chosen;
  for (Index i = 0; i < count; ++i)
    chosen.push_back(
        static_cast<Index>(static_cast<double>(i) * static_cast<double>(rows) / static_cast<double>(count)));
  return chosen;
}

/// The deviation of a column on some rows, 0 where a number is missing.
Vector<double> unit_on(const Vector<double>& column, const std::vector<Index>& rows) {
  const Vector<double> numbers = column(rows);
  const std::vector<Index> present = present_in(numbers);
  Vector<double> unit = Vector<double>::Zero(numbers.size());
  if (!present.empty()) unit(present) = unit_deviation(numbers(present));
  return unit;
}

void count_classes(const CsvTable& table, const Plan& plan, Profile& profile) {
  std::vector<Index> rows;
  for (const Index row : plan.rows)
    if (!plan.cells.is_missing(table.cell(row, plan.targets.front()))) rows.push_back(row);
  const Categories classes = read_categories(table, plan.targets.front(), rows);
  for (const std::string& level : classes.levels) profile.classes.push_back({level, 0});
  for (const int code : classes.codes) ++profile.classes[code].rows;
}

/// Compares categories, and each column with the target, cell by cell.
void compare_cells(const CsvTable& table, const Plan& plan, Profile& profile) {
  constexpr double all_of_it = 1 - 1e-9;
  const Index target = plan.targets.front();
  const bool is_classified = profile.task == Task::classification;
  const Categories classes = is_classified ? read_categories(table, target, plan.rows) : Categories{};
  profile.columns[static_cast<std::size_t>(target)].alike_levels = alike_levels(classes.levels);
  std::vector<std::pair<Index, Categories>> before;  // the first column of each division of the rows
  for (const Index column : plan.features) {
    ColumnProfile& here = profile.columns[static_cast<std::size_t>(column)];
    here.tells_target =
        (here.target_correlation && std::abs(*here.target_correlation) >= all_of_it && !is_classified) ||
        std::ranges::all_of(plan.rows, [&](Index row) { return table.cell(row, column) == table.cell(row, target); });
    if (!plan.is_categorical(column)) continue;
    Categories categories = read_categories(table, column, plan.rows);
    here.alike_levels = alike_levels(categories.levels);
    if (categories.levels.size() < 2 || 2 * categories.levels.size() > plan.rows.size()) continue;
    here.tells_target = here.tells_target || (is_classified && are_same_groups(categories.codes, classes.codes));
    const auto is_same = [&](const auto& other) { return are_same_groups(other.second.codes, categories.codes); };
    const auto same = std::ranges::find_if(before, is_same);
    if (same != before.end())
      profile.same_categories.emplace_back(same->first, column);
    else
      before.emplace_back(column, std::move(categories));
  }
}

Part part_of(const Plan& plan, Index column) {
  if (plan.is_target(column)) return Part::target;
  return std::binary_search(plan.features.begin(), plan.features.end(), column) ? Part::feature : Part::dropped;
}

}  // namespace

Profile profile_of(const CsvTable& table, const DataSpec& spec) {
  const Plan plan = make_plan(table, spec);
  Profile profile;
  profile.task = plan.task;
  profile.features = static_cast<Index>(plan.features.size());
  profile.rows_used = static_cast<Index>(plan.rows.size());
  const auto targets = target_values(table, plan);
  const auto is_number = [&](Index column) {
    const bool is_class = plan.is_target(column) && profile.task == Task::classification;
    return !is_class && !plan.is_categorical(column) && table.sort(column, plan.cells) != CellSort::word;
  };
  for (const Index column : plan.features)
    if (is_number(column)) profile.compared.push_back(column);
  profile.compared_rows = comparable_rows(static_cast<Index>(profile.compared.size()), table.rows());
  const std::vector<Index> rows = evenly_spaced(table.rows(), profile.compared_rows);
  Matrix<double> units(profile.compared_rows,  // rows × columns
                       std::min(static_cast<Index>(profile.compared.size()), most_compared_columns));
  profile.columns.reserve(table.columns());
  Index compared = 0;
  for (Index column = 0; column < table.columns(); ++column) {
    ColumnProfile& here = profile.columns.emplace_back();
    here.part = part_of(plan, column);
    const ColumnReader reader(table, plan.cells, column);
    here.kind = !is_number(column) ? ColumnKind::category : reader.dates() ? ColumnKind::date : ColumnKind::number;
    here.missing = count_missing(table, column, plan.cells);
    if (here.kind == ColumnKind::category) {
      here.unique = static_cast<Index>(read_categories(table, column, all_rows(table)).levels.size());
      continue;
    }
    const Vector<double> numbers = numbers_of(table, column, reader);
    describe_numbers(table, numbers, here);
    if (here.part != Part::target) here.target_correlation = strongest_correlation(numbers, targets);
    if (here.part == Part::feature && compared < units.cols()) units.col(compared++) = unit_on(numbers, rows);
  }
  profile.pairs = collinear_pairs(units);
  if (profile.task == Task::classification) count_classes(table, plan, profile);
  compare_cells(table, plan, profile);
  return profile;
}

}  // namespace lrscope
