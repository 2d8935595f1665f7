#include "data/column_plan.h"

#include <algorithm>

#include "base/text.h"
#include "data/column.h"
#include "data/columns.h"
#include "data/csv/csv_cell.h"

namespace lrscope {
namespace {

std::vector<Index> choose_targets(const CsvTable& table, const DataSpec& spec) {
  if (spec.targets.empty()) return {table.columns() - 1};
  std::vector<Index> targets;
  for (const std::string& text : spec.targets) {
    const Index column = find_column(table, "target", text);
    if (std::find(targets.begin(), targets.end(), column) == targets.end()) targets.push_back(column);
  }
  return targets;
}

std::vector<Index> choose_features(const CsvTable& table, const DataSpec& spec, const std::vector<Index>& targets) {
  std::set<Index> chosen;
  if (spec.features.empty()) {
    for (Index column = 0; column < table.columns(); ++column) chosen.insert(column);
  } else {
    for (const Index column : find_columns(table, "features", spec.features)) chosen.insert(column);
  }
  if (!spec.drop.empty()) {
    for (const Index column : find_columns(table, "drop", spec.drop)) {
      if (std::find(targets.begin(), targets.end(), column) != targets.end())
        throw bad_columns(table.path(), "drop", name_of(table, column),
                          "this is the target; choose another with --target, or keep it.");
      chosen.erase(column);
    }
  }
  for (const Index column : targets) chosen.erase(column);
  if (chosen.empty())
    throw DataError(table.path(), "no feature column is left to train on: the file has " +
                                      counted(table.names().size(), "column") + ", " + std::to_string(targets.size()) +
                                      (targets.size() > 1 ? " of them targets" : " of them the target") +
                                      (table.columns() == 1 ? "; cells must be separated by , ; | or tab (--delimiter)."
                                                            : "; use less of --drop, or other --features."));
  return {chosen.begin(), chosen.end()};
}

/// The flags that leave rows out.
std::string why_dropped(const Plan& plan) {
  if (!plan.drops_lines) return "--na drop";
  return plan.drops_missing ? "--na drop and --drop-lines" : "--drop-lines";
}

/// The first row that begins on `line` or below.
Index first_row_from(const CsvTable& table, long long line) {
  Index begin = 0, end = table.rows();
  while (begin < end) {
    const Index middle = begin + (end - begin) / 2;
    if (table.line(middle) < line)
      begin = middle + 1;
    else
      end = middle;
  }
  return begin;
}

/// Marks the rows that --drop-lines leaves out. Throws: DataError for a range of lines where no row begins.
std::vector<bool> dropped_rows(const CsvTable& table, const DataSpec& spec) {
  std::vector<bool> dropped(static_cast<std::size_t>(table.rows()), false);
  for (const auto& [first, last] : spec.drop_lines) {
    const Index begin = first_row_from(table, first), end = first_row_from(table, last + 1);
    if (begin == end)
      throw about(
          "--drop-lines",
          DataError(table.path() + ": --drop-lines " + std::to_string(first) +
                    (last > first ? ".." + std::to_string(last) : "") + ": no row begins there; rows begin on lines " +
                    std::to_string(table.line(0)) + " to " + std::to_string(table.line(table.rows() - 1)) + "."));
    std::fill(dropped.begin() + begin, dropped.begin() + end, true);
  }
  return dropped;
}

std::vector<Index> choose_rows(const CsvTable& table, const Plan& plan, const DataSpec& spec) {
  const std::vector<bool> dropped = dropped_rows(table, spec);
  std::vector<Index> rows;
  const auto is_missing = [&](Index row) {
    const auto missing = [&](Index column) { return is_missing_marker(table.cell(row, column)); };
    return std::any_of(plan.features.begin(), plan.features.end(), missing) ||
           std::any_of(plan.targets.begin(), plan.targets.end(), missing);
  };
  if (spec.missing != MissingPolicy::drop) rows.reserve(static_cast<std::size_t>(table.rows()));
  for (Index row = 0; row < table.rows(); ++row)
    if (!dropped[static_cast<std::size_t>(row)] && (spec.missing != MissingPolicy::drop || !is_missing(row)))
      rows.push_back(row);
  return rows;
}

}  // namespace

Plan make_plan(const CsvTable& table, const DataSpec& spec) {
  Plan plan;
  plan.targets = choose_targets(table, spec);
  plan.features = choose_features(table, spec, plan.targets);
  if (!spec.categorical.empty())
    for (const Index column : find_columns(table, "categorical", spec.categorical)) plan.categorical.insert(column);
  for (const Index column : plan.features)
    if (!table.is_numeric(column)) plan.categorical.insert(column);
  plan.rows = choose_rows(table, plan, spec);
  plan.drops_missing = spec.missing == MissingPolicy::drop;
  plan.drops_lines = !spec.drop_lines.empty();
  return plan;
}

bool is_enough(const CsvTable& table, const Plan& plan, const DefectSink& report) {
  if (plan.rows.size() >= 2) return true;
  const bool are_all = plan.rows.size() == static_cast<std::size_t>(table.rows());
  report({.kind = DefectKind::rows,
          .message = table.path() + ": " + (plan.rows.empty() ? "no row" : "only one row") + " of data" +
                     (are_all ? "" : " is left after " + why_dropped(plan)) + "; training needs at least two rows."});
  return false;
}

Task task_of(const CsvTable& table, const Plan& plan, const DataSpec& spec) {
  const bool numeric = std::all_of(plan.targets.begin(), plan.targets.end(), [&](Index column) {
    return table.is_numeric(column) && !plan.categorical.contains(column);
  });
  return spec.task.value_or(numeric ? Task::regression : Task::classification);
}

const std::string& name_of(const CsvTable& table, Index column) {
  return table.names()[static_cast<std::size_t>(column)];
}

}  // namespace lrscope
