#include "data/encode.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.h"
#include "data/column.h"
#include "data/column_plan.h"
#include "data/statistics.h"

namespace lrscope {
namespace {

/// True if enough rows to train on take part; else that is reported.
bool is_enough(const CsvTable& table, const Plan& plan, const DataSpec& spec, const DefectSink& report) {
  if (plan.rows.size() >= 2) return true;
  const bool are_all = std::ssize(plan.rows) == table.rows();
  std::vector<std::string> flags;  // that leave rows out
  if (spec.missing == MissingPolicy::drop) flags.push_back("--na drop");
  if (!spec.drop_lines.empty()) flags.push_back("--drop-lines");
  report({.kind = DefectKind::rows,
          .message = table.path() + ": " + (plan.rows.empty() ? "no row" : "only one row") + " of data" +
                     (are_all ? "" : " is left after " + join(flags, " and ")) +
                     "; training needs at least two rows."});
  return false;
}

/// True if a column of so many levels distinguishes groups of rows, not single rows.
bool has_groups(std::size_t levels, std::size_t rows) {
  constexpr std::size_t most_cells = 200'000'000;  // of the 0/1 columns together: 1.6 GB
  return levels < rows && levels * rows <= most_cells;
}

/// True if the column has groups; else that is reported.
bool is_no_identifier(const CsvTable& table, Index column, const Plan& plan, std::size_t levels,
                      const DefectSink& report) {
  if (has_groups(levels, plan.rows.size())) return true;
  const std::string raw(table.cell(plan.rows.front(), column));
  const bool has_decimal_comma = raw.find(',') != std::string::npos && table.delimiter() != ',';
  std::string remedy = plan.is_target(column) ? "choose another --target, use --task regression if these are numbers, "
                                                "or --header yes if the first row holds names"
                                              : "leave it out with --drop " + in_quotes(table.name(column));
  if (has_decimal_comma) remedy += ", or write numbers with a decimal point, not a comma";
  report(table.defect(DefectKind::identifier, plan.rows.front(), column,
                      std::to_string(levels) + " different values in " + std::to_string(plan.rows.size()) + " rows (" +
                          in_quotes(raw) + ", …): such a column identifies the rows and carries no information; " +
                          remedy + "."));
  return false;
}

/// Fills a matrix of features × rows, one feature after the other, with their names and their columns of the file.
struct FeatureWriter {
  Matrix<double>& matrix;
  std::vector<std::string>& names;
  std::vector<Index>& columns;

  /// The row of the next feature.
  Index begin(const std::string& name, Index column) {
    names.push_back(name);
    columns.push_back(column);
    return std::ssize(names) - 1;
  }
  void add_one_hot(const std::string& prefix, Index column, const Categories& categories) {
    for (std::size_t level = 0; level < categories.levels.size(); ++level) {
      const Index feature = begin(prefix + categories.levels[level], column);
      for (std::size_t i = 0; i < categories.codes.size(); ++i)
        matrix(feature, static_cast<Index>(i)) = categories.codes[i] == static_cast<int>(level) ? 1 : 0;
    }
  }
};

void scale_column(const CsvTable& table, Index column, std::string_view flag, Scaling scaling, Vector<double>& values,
                  std::vector<std::string>& notes, const DefectSink& report) {
  const auto zero = rescale(values, scaling);
  if (!values.allFinite())
    report({.kind = DefectKind::scale,
            .column = column + 1,
            .name = table.name(column),
            .message = table.path() + ": column " + in_quotes(table.name(column)) +
                       ": its numbers are so large that --" + std::string(flag) +
                       " overflows; divide them by a constant first, or leave --" + std::string(flag) + " out."});
  if (!zero) return;
  notes.push_back(no_scale_text(table, column, flag, *zero, values.minCoeff() == values.maxCoeff()));
}

void encode_features(const CsvTable& table, const Plan& plan, const DataSpec& spec, Dataset& data,
                     const DefectSink& report, const ShapeObserver& watch) {
  std::vector<Categories> categories;               // of the categorical features, in order
  std::vector<std::pair<Index, Index>> of_numbers;  // the row of each numeric feature, and its column
  Index inputs = 0;
  for (const Index column : plan.features) {
    if (!plan.is_categorical(column)) {
      of_numbers.emplace_back(inputs++, column);
      continue;
    }
    categories.push_back(read_categories(table, column, plan.rows));
    const std::size_t levels = categories.back().levels.size();
    if (has_groups(levels, plan.rows.size())) inputs += static_cast<Index>(levels);
  }
  const Index rows = plan.rows.size();
  if (watch) watch({rows, inputs, data.targets.rows()});
  data.inputs.resize(inputs, rows);
  // A row at a time, as the table stores them: for wide tables much faster than one column after the other.
  for (Index i = 0; i < rows; ++i)
    for (const auto& [input, column] : of_numbers) data.inputs(input, i) = plain_number(table, plan.rows[i], column);
  FeatureWriter features{data.inputs, data.feature_names, data.feature_columns};
  std::size_t next = 0;
  for (const Index column : plan.features) {
    if (plan.is_categorical(column)) {
      const Categories here = std::move(categories[next++]);
      if (!is_no_identifier(table, column, plan, here.levels.size(), report)) continue;
      features.add_one_hot(table.name(column) + "=", column, here);
      continue;
    }
    auto input = data.inputs.row(features.begin(table.name(column), column));
    Vector<double> values = input.transpose();
    if (!values.allFinite()) values = read_numbers(table, column, plan.rows, spec.missing, report);
    scale_column(table, column, "scale", spec.scale, values, data.notes, report);
    input = values.transpose();
  }
  data.categorical = plan.categorical;
}

/// The rows whose targets are all present. The others are reported: a missing target cannot be filled, only left out.
std::vector<Index> rows_with_targets(const CsvTable& table, const Plan& plan, const DefectSink& report) {
  std::set<Index> bad;
  for (const Index column : plan.targets) {
    const auto is_missing = [&](Index row) { return table.is_missing(row, column); };
    const bool is_everywhere = std::ranges::all_of(plan.rows, is_missing);
    for (const Index row : plan.rows) {
      if (!is_missing(row)) continue;
      report(table.defect(DefectKind::target, row, column,
                          "the target is missing (" + in_quotes(table.cell(row, column)) + ")" +
                              (is_everywhere ? ", in every row; choose another with --target, and --drop this one (a "
                                               "delimiter at the end of each line makes such a column)."
                                             : "; use --na drop to leave such rows out.")));
      bad.insert(row);
      if (is_everywhere) break;  // one remedy for all
    }
    if (is_everywhere) bad.insert(plan.rows.begin(), plan.rows.end());
  }
  std::vector<Index> rows;
  rows.reserve(plan.rows.size() - bad.size());
  std::ranges::set_difference(plan.rows, bad, std::back_inserter(rows));
  return rows;
}

void encode_classes(const CsvTable& table, const Plan& plan, Dataset& data, const DefectSink& report) {
  if (plan.targets.size() > 1)
    throw UsageError(About{"--target"}, ": classification takes one target column, " +
                                            std::to_string(plan.targets.size()) + " were given; name one.");
  const Index column = plan.targets.front();
  const Categories classes = read_categories(table, column, plan.rows);
  if (!is_no_identifier(table, column, plan, classes.levels.size(), report)) return;
  if (classes.levels.size() < 2)
    report(table.defect(DefectKind::classes, plan.rows.front(), column,
                        "every row has the class " + in_quotes(classes.levels[0]) +
                            "; classification needs at least two classes; choose another --target."));
  data.targets.resize(static_cast<Index>(classes.levels.size()), static_cast<Index>(plan.rows.size()));
  FeatureWriter targets{data.targets, data.target_names, data.target_columns};
  targets.add_one_hot("", column, classes);
}

void encode_targets(const CsvTable& table, Plan plan, const DataSpec& spec, Dataset& data, const DefectSink& report) {
  data.task = plan.task;
  plan.rows = rows_with_targets(table, plan, report);
  if (data.task == Task::classification) {
    if (spec.scale_target != Scaling::none)
      throw UsageError(About{"--scale-target", {"--task"}},
                       ": the target holds classes; only a numeric target can be scaled; leave this option out, or use "
                       "--task regression if these are numbers.");
    if (!plan.rows.empty()) encode_classes(table, plan, data, report);
    return;
  }
  if (plan.rows.empty()) return;
  data.targets.resize(static_cast<Index>(plan.targets.size()), static_cast<Index>(plan.rows.size()));
  FeatureWriter targets{data.targets, data.target_names, data.target_columns};
  for (const Index column : plan.targets) {
    Vector<double> values = read_numbers(table, column, plan.rows, MissingPolicy::error, report);
    scale_column(table, column, "scale-target", spec.scale_target, values, data.notes, report);
    data.targets.row(targets.begin(table.name(column), column)) = values.transpose();
  }
}

std::vector<Filling> fillings_of(const CsvTable& table, const Plan& plan, MissingPolicy policy) {
  std::vector<Filling> fillings;
  if (policy == MissingPolicy::error || policy == MissingPolicy::drop) return fillings;
  for (const Index column : plan.features) {
    if (plan.is_categorical(column)) continue;
    const auto missing = std::ranges::count_if(plan.rows, [&](Index row) { return table.is_missing(row, column); });
    if (missing > 0) fillings.push_back({table.name(column), static_cast<std::size_t>(missing), policy});
  }
  return fillings;
}

}  // namespace

Dataset encode(const CsvTable& table, const DataSpec& spec, const DefectSink& report, const ShapeObserver& watch) {
  const Plan plan = make_plan(table, spec);
  Dataset data;
  data.path = table.path();
  data.hash = table.hash();
  if (!is_enough(table, plan, spec, report)) return data;
  encode_targets(table, plan, spec, data, report);
  encode_features(table, plan, spec, data, report, watch);
  for (const Index row : plan.rows) data.lines.push_back(table.line(row));
  data.fillings = fillings_of(table, plan, spec.missing);
  for (const Filling& filling : data.fillings) data.notes.push_back(table.path() + ": " + filling_text(filling));
  data.notes.insert(data.notes.begin(), description(table, plan, spec, data));
  return data;
}

Dataset load_dataset(ByteStream&& stream, const DataSpec& spec) {
  return encode(CsvTable(std::move(stream), spec.delimiter, spec.header), spec);
}

void collect_defects(std::vector<Defect>& defects, const std::function<void(const DefectSink&)>& step) {
  const DefectSink report = [&](const Defect& defect) { defects.push_back(defect); };
  try {
    step(report);
  } catch (const DataError& error) {
    report({.kind = DefectKind::file, .message = error.what()});
  }
}

const CsvTable& TableReading::sound() const {
  if (!defects.empty()) refuse(defects.front());
  return *table;
}

TableReading try_to_read(const std::function<CsvTable(const DefectSink&)>& read) {
  TableReading reading;
  collect_defects(reading.defects, [&](const DefectSink& report) { reading.table = read(report); });
  return reading;
}

Encoding try_to_encode(const TableReading& reading, const DataSpec& spec, const ShapeObserver& watch) {
  Encoding encoding{{}, reading.defects};
  if (!reading.defects.empty()) return encoding;
  collect_defects(encoding.defects,
                  [&](const DefectSink& report) { encoding.data = encode(*reading.table, spec, report, watch); });
  return encoding;
}

void require_representable(const Dataset& data, Precision precision) {
  const bool is_single = precision == Precision::float32;
  const auto fits = [&](double value) {
    return is_single ? std::isfinite(static_cast<float>(value)) : std::isfinite(value);
  };
  const auto check = [&](const Matrix<double>& matrix, const std::vector<std::string>& names,
                         const std::vector<Index>& columns) {
    for (Index row = 0; row < matrix.cols(); ++row) {
      for (Index i = 0; i < matrix.rows(); ++i) {
        if (fits(matrix(i, row))) continue;
        const std::size_t at = i;
        throw DataError(data.path + ":" + std::to_string(data.lines[row]) + ":" + std::to_string(columns[at] + 1) +
                        ": column " + in_quotes(names[at]) + ": " + in_quotes(number_text(matrix(i, row))) +
                        " does not fit " +
                        (is_single ? "float32 (largest 3.4e38); use --precision float64, or --scale."
                                   : "float64 (largest 1.8e308); correct the cells of this column."));
      }
    }
  };
  check(data.inputs, data.feature_names, data.feature_columns);
  check(data.targets, data.target_names, data.target_columns);
}

Dataset read_dataset(const std::string& path, const DataSpec& spec) { return load_dataset(path, spec); }

}  // namespace lrscope
