#include "data/column_check.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.h"
#include "data/encode.h"

namespace lrscope {
namespace {

bool is_dropped(const DataSpec& spec, long long line) {
  return std::ranges::any_of(spec.drop_lines,
                             [&](const auto& range) { return range.first <= line && line <= range.second; });
}

/// What `row`, the first of its kind, says about all of them.
Finding finding_of(const CsvTable& table, const RaggedRow& row) {
  Finding finding{.kind = DefectKind::ragged};
  const Index width = table.columns();
  const std::string widths = counted(static_cast<std::size_t>(row.width), "cell") + ", ";
  switch (row.kind) {
    case RaggedKind::first_line:
      finding.what = "this line has " + widths + "all rows below have " + std::to_string(width);
      finding.place = 0;
      return finding;
    case RaggedKind::comment:
      finding.what = "this line looks like a comment (" + in_quotes(row.cell.substr(0, 20)) + "), not like a row";
      finding.place = 0;
      return finding;
    case RaggedKind::delimiter_at_end:
      finding.what = "this row has " + widths + "the first row has " + std::to_string(width);
      finding.advice = "remove the delimiter at the end of the line, or add one to the first row";
      break;
    case RaggedKind::width:
      finding.what =
          "this row has " + widths + "the others have " + std::to_string(width) + " (near " + in_quotes(row.cell) + ")";
      finding.advice = "add or remove cells, or quote a cell that contains the delimiter";
  }
  finding.place = std::min(width, row.width) - (row.width > width ? 0 : 1);
  return finding;
}

bool are_left_out(const CsvTable& table, const RaggedRow& row, const DataSpec& spec) {
  if (is_dropped(spec, row.line)) return true;
  if (row.kind == RaggedKind::first_line && spec.skip_lines >= table.first().lines) return true;
  const bool is_comment = row.kind == RaggedKind::first_line || row.kind == RaggedKind::comment;
  return is_comment && spec.comment && row.cell.starts_with(*spec.comment);
}

}  // namespace

void check_records(const CsvTable& table, const DataSpec& spec, const FindingSink& report) {
  std::vector<std::pair<RaggedKind, Finding>> findings;
  for (const RaggedRow& row : table.ragged()) {
    if (are_left_out(table, row, spec)) continue;
    auto at = std::ranges::find(findings, row.kind, &std::pair<RaggedKind, Finding>::first);
    if (at == findings.end()) at = findings.insert(at, {row.kind, finding_of(table, row)});
    at->second.add(row.line, row.cell);
  }
  for (auto& [kind, finding] : findings) report(std::move(finding));
}

bool has_groups(std::size_t levels, std::size_t rows) {
  constexpr std::size_t most_cells = 200'000'000;  // of the 0/1 columns together: 1.6 GB
  constexpr std::size_t few = 3;                   // levels that a short file may have in more than half of its rows
  return levels < rows && (2 * levels <= rows || levels <= few) && levels * rows <= most_cells;
}

bool check_levels(const CsvTable& table, Index column, const Plan& plan, std::size_t levels,
                  const FindingSink& report) {
  const std::size_t rows = plan.rows.size();
  if (has_groups(levels, rows)) return true;
  const Index first = plan.rows.front();
  const std::string example = " (" + in_quotes(table.cell(first, column)) + ", …)";
  const bool is_many = 2 * levels <= rows;
  Finding finding{.kind = DefectKind::identifier,
                  .column = column,
                  .what = std::to_string(levels) + " different values in " + std::to_string(rows) + " rows" + example +
                          (is_many ? ": too many for an input each"
                                   : ": such a column identifies the rows and carries no information")};
  if (plan.is_target(column)) {
    finding.advice = "use --header yes if the first row holds names";
    finding.needs_other_target = true;
  }
  finding.add(table.line(first), table.cell(first, column));
  for (const Index row : plan.rows)
    if (finding.texts.size() < Finding::most_texts) finding.add(table.line(row), table.cell(row, column));
  finding.lines.resize(1);
  finding.count = static_cast<Index>(rows);
  report(std::move(finding));
  return false;
}

std::vector<Index> rows_with_targets(const CsvTable& table, const Plan& plan, const FindingSink& report) {
  std::set<Index> bad;
  for (const Index column : plan.targets) {
    Finding finding{.kind = DefectKind::target, .column = column};
    for (const Index row : plan.rows) {
      const std::string_view cell = table.cell(row, column);
      if (!plan.cells.is_missing(cell)) continue;
      if (finding.count == 0) finding.what = "the target is missing (" + in_quotes(cell) + ")";
      finding.add(table.line(row), cell);
      bad.insert(row);
    }
    if (finding.count == 0) continue;
    if (finding.count == std::ssize(plan.rows)) {
      finding.what += ", in every row: a delimiter at the end of each line makes such a column";
      finding.needs_other_target = true;
    }
    report(std::move(finding));
  }
  std::vector<Index> rows;
  rows.reserve(plan.rows.size() - bad.size());
  std::ranges::set_difference(plan.rows, bad, std::back_inserter(rows));
  return rows;
}

Categories check_classes(const CsvTable& table, const Plan& plan, const FindingSink& report) {
  const Index column = plan.targets.front();
  Categories classes = read_categories(table, column, plan.rows);
  if (!check_levels(table, column, plan, classes.levels.size(), report) || classes.levels.size() > 1) return classes;
  Finding finding{
      .kind = DefectKind::classes,
      .column = column,
      .what = "every row has the class " + in_quotes(classes.levels[0]) + "; classification needs at least two classes",
      .needs_other_target = true};
  finding.add(table.line(plan.rows.front()), table.cell(plan.rows.front(), column));
  finding.count = std::ssize(plan.rows);
  report(std::move(finding));
  return classes;
}

Vector<double> check_target_numbers(const CsvTable& table, Index column, const ColumnReader& reader, const Plan& plan,
                                    const FindingSink& report) {
  bool is_sound = true;
  Vector<double> values = read_numbers(table, column, reader, plan.rows, false, [&](Finding&& finding) {
                            is_sound = false;
                            report(std::move(finding));
                          }).values;
  if (!is_sound || values.minCoeff() < values.maxCoeff()) return values;
  const std::string_view cell = table.cell(plan.rows.front(), column);
  Finding finding{.kind = DefectKind::constant,
                  .column = column,
                  .what = "the target is " + in_quotes(cell) + " in every row, so there is nothing to learn",
                  .needs_other_target = true};
  finding.add(table.line(plan.rows.front()), cell);
  finding.count = std::ssize(plan.rows);
  report(std::move(finding));
  return values;
}

void take_logarithms(const CsvTable& table, Index column, const Plan& plan, Vector<double>& values,
                     const DefectSink& report) {
  std::vector<long long> lines;  // where there is none
  std::string cell;
  Index count = 0;
  for (Index i = 0; i < values.size(); ++i) {
    if (!(values[i] <= 0)) continue;
    if (lines.empty()) cell = table.cell(plan.rows[i], column);
    ++count;
    if (lines.size() < Finding::most_places) lines.push_back(table.line(plan.rows[i]));
  }
  values = values.array().log();
  if (lines.empty()) return;
  const std::string place =
      table.path() + ":" + std::to_string(lines.front()) + ":" + std::to_string(column + 1) + ": column ";
  const std::string others =
      count > 1 ? " (and " + counted(static_cast<std::size_t>(count) - 1, "other cell") + ")" : "";
  report({.kind = DefectKind::scale,
          .line = lines.front(),
          .column = column + 1,
          .name = table.name(column),
          .cell = cell,
          .count = count,
          .lines = lines,
          .message = place + in_quotes(table.name(column)) + ": " + in_quotes(cell) + " has no logarithm" + others +
                     "; --scale-target log needs targets above 0: use --scale-target standard, or --drop-lines " +
                     std::to_string(lines.front()) + (count > 1 ? " and the others." : ".")});
}

std::vector<Finding> findings_in(const CsvTable& table, const Plan& plan, const DataSpec& spec, Index column) {
  std::vector<Finding> findings;
  const FindingSink report = [&](Finding&& finding) { findings.push_back(std::move(finding)); };
  if (plan.is_target(column)) {
    Plan target = plan;
    target.targets = {column};
    target.rows = rows_with_targets(table, target, report);
    if (target.rows.empty()) return findings;
    if (plan.task == Task::classification)
      check_classes(table, target, report);
    else
      check_target_numbers(table, column, ColumnReader(table, plan.cells, column), target, report);
  } else if (plan.is_categorical(column)) {
    check_levels(table, column, plan, read_categories(table, column, plan.rows).levels.size(), report);
  } else {
    const bool fills = spec.missing != MissingPolicy::error && spec.missing != MissingPolicy::drop;
    read_numbers(table, column, ColumnReader(table, plan.cells, column), plan.rows, fills, report);
  }
  return findings;
}

void require_representable(const Dataset& data, Precision precision) {
  const bool is_single = precision == Precision::float32;
  const auto fits = [&](double value) {
    return is_single ? std::isfinite(static_cast<float>(value)) : std::isfinite(value);
  };
  const auto check = [&](const Matrix<double>& matrix, const LineNumbers& lines, const std::vector<std::string>& names,
                         const std::vector<Index>& columns) {
    for (Index row = 0; row < matrix.cols(); ++row) {
      for (Index i = 0; i < matrix.rows(); ++i) {
        if (fits(matrix(i, row))) continue;
        const std::size_t at = i;
        throw DataError(data.path + ":" + std::to_string(lines[row]) + ":" + std::to_string(columns[at] + 1) +
                        ": column " + in_quotes(names[at]) + ": " + in_quotes(number_text(matrix(i, row))) +
                        " does not fit " +
                        (is_single ? "float32 (largest 3.4e38); use --precision float64, or --scale."
                                   : "float64 (largest 1.8e308); correct the cells of this column."));
      }
    }
  };
  check(data.inputs, data.lines, data.feature_names, data.feature_columns);
  check(data.targets, data.lines, data.target_names, data.target_columns);
  check(data.held.inputs, data.held.lines, data.feature_names, data.feature_columns);
  check(data.held.targets, data.held.lines, data.target_names, data.target_columns);
}

}  // namespace lrscope
