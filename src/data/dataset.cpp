#include "lrscope/data/dataset.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "lrscope/core/text.h"
#include "lrscope/data/cell.h"
#include "lrscope/data/column.h"
#include "lrscope/data/columns.h"
#include "lrscope/data/scaling.h"

namespace lrscope {
namespace {

/// Which columns play which part, and which rows take part.
struct Plan {
  std::vector<Index> targets;
  std::vector<Index> features;
  std::set<Index> categorical;  // by request or because they hold words
  std::vector<Index> rows;
  std::string why_dropped;  // rows that take no part: ": missing cells", or ""
};

const std::string& name_of(const CsvTable& table, Index column) {
  return table.names()[static_cast<std::size_t>(column)];
}

std::vector<Index> choose_targets(const CsvTable& table, const DataSpec& spec) {
  if (spec.targets.empty()) return {table.columns() - 1};
  std::vector<Index> targets;
  for (const std::string& text : spec.targets) {
    const Index column = find_column(table, "target", text);
    if (std::find(targets.begin(), targets.end(), column) == targets.end()) targets.push_back(column);
  }
  return targets;
}

std::vector<Index> choose_features(const CsvTable& table, const DataSpec& spec,
                                   const std::vector<Index>& targets) {
  std::set<Index> chosen;
  if (spec.features.empty()) {
    for (Index column = 0; column < table.columns(); ++column) chosen.insert(column);
  } else {
    for (const Index column : find_columns(table, "features", spec.features)) chosen.insert(column);
  }
  if (!spec.drop.empty()) {
    for (const Index column : find_columns(table, "drop", spec.drop)) {
      if (std::find(targets.begin(), targets.end(), column) != targets.end())
        throw DataError(table.path() + ": --drop " + in_quotes(name_of(table, column)) +
                        ": this is the target; choose another with --target, or keep it.");
      chosen.erase(column);
    }
  }
  for (const Index column : targets) chosen.erase(column);
  if (chosen.empty())
    throw DataError(table.path() + ": no feature column is left to train on: the file has " +
                    counted(table.names().size(), "column") + ", " + std::to_string(targets.size()) +
                    " of them the target" +
                    (table.columns() == 1 ? "; cells must be separated by , ; | or tab (--delimiter)."
                                          : "; use less of --drop, or other --features."));
  return {chosen.begin(), chosen.end()};
}

std::string why_dropped(const DataSpec& spec) {
  if (spec.drop_lines.empty()) return "--na drop";
  return spec.missing == MissingPolicy::drop ? "--na drop and --drop-lines" : "--drop-lines";
}

/// Marks the rows that --drop-lines leaves out. Throws: DataError for a range of lines where no row begins.
std::vector<bool> dropped_rows(const CsvTable& table, const DataSpec& spec) {
  std::vector<bool> dropped(static_cast<std::size_t>(table.rows()), false);
  for (const auto& [first, last] : spec.drop_lines) {
    bool found = false;
    for (Index row = 0; row < table.rows(); ++row) {
      if (table.line(row) < first || table.line(row) > last) continue;
      dropped[static_cast<std::size_t>(row)] = found = true;
    }
    if (!found)
      throw DataError(table.path() + ": --drop-lines " + std::to_string(first) +
                      (last > first ? ".." + std::to_string(last) : "") +
                      ": no row begins there; rows begin on lines " + std::to_string(table.line(0)) + " to " +
                      std::to_string(table.line(table.rows() - 1)) + ".");
  }
  return dropped;
}

std::vector<Index> choose_rows(const CsvTable& table, const Plan& plan, const DataSpec& spec) {
  std::vector<Index> rows;
  const std::vector<bool> dropped = dropped_rows(table, spec);
  const auto is_missing = [&](Index row) {
    const auto missing = [&](Index column) { return is_missing_marker(table.cell(row, column)); };
    return std::any_of(plan.features.begin(), plan.features.end(), missing) ||
           std::any_of(plan.targets.begin(), plan.targets.end(), missing);
  };
  for (Index row = 0; row < table.rows(); ++row)
    if (!dropped[static_cast<std::size_t>(row)] && (spec.missing != MissingPolicy::drop || !is_missing(row)))
      rows.push_back(row);
  if (rows.size() < 2)
    throw DataError(
        table.path() + ": " + (rows.empty() ? "no row" : "only one row") + " of data" +
        (rows.size() < static_cast<std::size_t>(table.rows()) ? " is left after " + why_dropped(spec) : "") +
        "; training needs at least two rows.");
  return rows;
}

Plan make_plan(const CsvTable& table, const DataSpec& spec) {
  Plan plan;
  plan.targets = choose_targets(table, spec);
  plan.features = choose_features(table, spec, plan.targets);
  if (!spec.categorical.empty())
    for (const Index column : find_columns(table, "categorical", spec.categorical))
      plan.categorical.insert(column);
  for (const Index column : plan.features)
    if (!is_numeric_column(table, column)) plan.categorical.insert(column);
  plan.rows = choose_rows(table, plan, spec);
  if (spec.drop_lines.empty()) plan.why_dropped = ": missing cells";
  return plan;
}

void refuse_identifier(const CsvTable& table, Index column, const Plan& plan, std::size_t levels) {
  constexpr std::size_t most_cells = 200'000'000;  // of the 0/1 columns together: 1.6 GB
  if (levels < plan.rows.size() && levels * plan.rows.size() <= most_cells) return;
  const std::string raw(table.cell(plan.rows.front(), column));
  const bool is_target = std::find(plan.targets.begin(), plan.targets.end(), column) != plan.targets.end();
  const bool has_decimal_comma = raw.find(',') != std::string::npos && table.delimiter() != ',';
  std::string remedy = is_target ? "choose another --target, use --task regression if these are numbers, or "
                                   "--header yes if the first row holds names"
                                 : "leave it out with --drop " + in_quotes(name_of(table, column));
  if (has_decimal_comma) remedy += ", or write numbers with a decimal point, not a comma";
  throw DataError(table.where(plan.rows.front(), column) + ": " + std::to_string(levels) +
                  " different values in " + std::to_string(plan.rows.size()) + " rows (" + in_quotes(raw) +
                  ", …): such a column names the rows and teaches nothing; " + remedy + ".");
}

/// Collects columns while they are encoded; their number is known only at the end.
class MatrixBuilder {
 public:
  /// `column` of the file is where `values` come from.
  void add(std::string name, Index column, Vector<double> values) {
    names.push_back(std::move(name));
    columns.push_back(column);
    values_.push_back(std::move(values));
  }
  void add_one_hot(const std::string& prefix, Index column, const Categories& categories) {
    for (std::size_t level = 0; level < categories.levels.size(); ++level) {
      Vector<double> values(static_cast<Index>(categories.codes.size()));
      for (Index i = 0; i < values.size(); ++i)
        values[i] = categories.codes[static_cast<std::size_t>(i)] == static_cast<Index>(level) ? 1 : 0;
      add(prefix + categories.levels[level], column, std::move(values));
    }
  }
  /// features × rows
  Matrix<double> matrix() const {
    Matrix<double> result(static_cast<Index>(values_.size()), values_.front().size());
    for (std::size_t i = 0; i < values_.size(); ++i)
      result.row(static_cast<Index>(i)) = values_[i].transpose();
    return result;
  }

  std::vector<std::string> names;
  std::vector<Index> columns;

 private:
  std::vector<Vector<double>> values_;
};

void scale_column(const CsvTable& table, Index column, std::string_view flag, Scaling scaling,
                  Vector<double>& values, std::vector<std::string>& notes) {
  const std::string name = in_quotes(name_of(table, column));
  const auto zero = rescale(values, scaling);
  if (!values.allFinite())
    throw DataError(table.path() + ": column " + name + ": its numbers are so large that --" +
                    std::string(flag) + " overflows; divide them by a constant first, or leave --" +
                    std::string(flag) + " out.");
  if (!zero) return;
  const bool is_constant = values.minCoeff() == values.maxCoeff();
  notes.push_back("warning: " + table.path() + ": column " + name + " has " + *zero + " 0, so --" +
                  std::string(flag) + " leaves its scale as it is; " +
                  (is_constant ? "a constant column teaches nothing, consider --drop " + name + "."
                               : "most of its values are equal, another scaling may suit it better."));
}

void encode_features(const CsvTable& table, const Plan& plan, const DataSpec& spec, Dataset& data) {
  MatrixBuilder inputs;
  for (const Index column : plan.features) {
    if (plan.categorical.contains(column)) {
      const Categories categories = read_categories(table, column, plan.rows);
      refuse_identifier(table, column, plan, categories.levels.size());
      inputs.add_one_hot(name_of(table, column) + "=", column, categories);
      continue;
    }
    Vector<double> values = read_numbers(table, column, plan.rows, spec.missing);
    scale_column(table, column, "scale", spec.scale, values, data.notes);
    inputs.add(name_of(table, column), column, std::move(values));
  }
  data.inputs = inputs.matrix();
  data.feature_names = std::move(inputs.names);
  data.feature_columns = std::move(inputs.columns);
}

/// A missing target cannot be filled, only left out.
void refuse_missing_target(const CsvTable& table, const Plan& plan) {
  for (const Index column : plan.targets) {
    const auto is_missing = [&](Index row) { return is_missing_marker(table.cell(row, column)); };
    const auto missing = std::find_if(plan.rows.begin(), plan.rows.end(), is_missing);
    if (missing == plan.rows.end()) continue;
    const std::string what = table.where(*missing, column) + ": the target is missing (" +
                             in_quotes(table.cell(*missing, column)) + ")";
    if (std::all_of(plan.rows.begin(), plan.rows.end(), is_missing))
      throw DataError(what +
                      ", in every row; choose another with --target, and --drop this one (a delimiter at "
                      "the end of each line makes such a column).");
    throw DataError(what + "; use --na drop to leave such rows out.");
  }
}

void encode_classes(const CsvTable& table, const Plan& plan, Dataset& data) {
  if (plan.targets.size() > 1)
    throw UsageError("--target: classification takes one target column, " +
                     std::to_string(plan.targets.size()) + " were given.");
  const Index column = plan.targets.front();
  const Categories classes = read_categories(table, column, plan.rows);
  refuse_identifier(table, column, plan, classes.levels.size());
  if (classes.levels.size() < 2)
    throw DataError(table.where(plan.rows.front(), column) + ": every row has the class " +
                    in_quotes(classes.levels[0]) + "; classification needs at least two classes.");
  MatrixBuilder targets;
  targets.add_one_hot("", column, classes);
  data.targets = targets.matrix();
  data.target_names = std::move(targets.names);
  data.target_columns = std::move(targets.columns);
}

void encode_targets(const CsvTable& table, const Plan& plan, const DataSpec& spec, Dataset& data) {
  const bool numeric = std::all_of(plan.targets.begin(), plan.targets.end(), [&](Index column) {
    return is_numeric_column(table, column) && !plan.categorical.contains(column);
  });
  data.task = spec.task.value_or(numeric ? Task::regression : Task::classification);
  refuse_missing_target(table, plan);
  if (data.task == Task::classification) {
    if (spec.scale_target != Scaling::none)
      throw UsageError("--scale-target: the target holds classes; only a numeric target can be scaled.");
    encode_classes(table, plan, data);
    return;
  }
  MatrixBuilder targets;
  for (const Index column : plan.targets) {
    Vector<double> values = read_numbers(table, column, plan.rows, MissingPolicy::error);
    scale_column(table, column, "scale-target", spec.scale_target, values, data.notes);
    targets.add(name_of(table, column), column, std::move(values));
  }
  data.targets = targets.matrix();
  data.target_names = std::move(targets.names);
  data.target_columns = std::move(targets.columns);
}

std::string description(const CsvTable& table, const Plan& plan, const Dataset& data) {
  std::string text = table.path() + ": " + counted(plan.rows.size(), "row");
  if (plan.rows.size() < static_cast<std::size_t>(table.rows()))
    text += " (" + std::to_string(static_cast<std::size_t>(table.rows()) - plan.rows.size()) + " dropped" +
            plan.why_dropped + ")";
  text += ", " + counted(data.feature_names.size(), "feature");
  std::vector<std::string> one_hot;
  for (const Index column : plan.features)
    if (plan.categorical.contains(column)) one_hot.push_back(in_quotes(name_of(table, column)));
  if (!one_hot.empty())
    text += " from " + counted(plan.features.size(), "column") + " (one-hot: " + join(one_hot, ", ") + ")";
  std::vector<std::string> names;
  for (const Index column : plan.targets) names.push_back(in_quotes(name_of(table, column)));
  text += ", target " + join(names, ", ");
  text += data.task == Task::regression
              ? " (regression)"
              : " (classification, " + counted(data.target_names.size(), "class") + ")";
  return text + "; delimiter " + delimiter_name(table.delimiter()) + ", header " +
         (table.has_header() ? "yes" : "no: columns are called column1, column2, …");
}

void note_filled_cells(const CsvTable& table, const Plan& plan, MissingPolicy policy,
                       std::vector<std::string>& notes) {
  if (policy == MissingPolicy::error || policy == MissingPolicy::drop) return;
  constexpr std::string_view names[] = {"", "", "the mean", "the median", "zero"};
  for (const Index column : plan.features) {
    const auto missing =
        static_cast<std::size_t>(std::count_if(plan.rows.begin(), plan.rows.end(), [&](Index row) {
          return is_missing_marker(table.cell(row, column));
        }));
    if (missing == 0 || plan.categorical.contains(column)) continue;
    notes.push_back(table.path() + ": column " + in_quotes(name_of(table, column)) + ": " +
                    counted(missing, "missing cell") + " filled with " +
                    std::string(names[static_cast<int>(policy)]));
  }
}

}  // namespace

Dataset load_dataset(const Source& source, const DataSpec& spec) {
  const CsvTable table(source, spec.delimiter, spec.header);
  const Plan plan = make_plan(table, spec);
  Dataset data;
  data.path = source.path;
  data.hash = source.hash;
  encode_targets(table, plan, spec, data);
  encode_features(table, plan, spec, data);
  for (const Index row : plan.rows) data.lines.push_back(table.line(row));
  note_filled_cells(table, plan, spec.missing, data.notes);
  data.notes.insert(data.notes.begin(), description(table, plan, data));
  return data;
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
        const auto at = static_cast<std::size_t>(i);
        throw DataError(data.path + ":" + std::to_string(data.lines[static_cast<std::size_t>(row)]) + ":" +
                        std::to_string(columns[at] + 1) + ": column " + in_quotes(names[at]) + ": " +
                        in_quotes(number_text(matrix(i, row))) + " does not fit " +
                        (is_single ? "float32 (largest 3.4e38); use --precision float64, or --scale."
                                   : "float64 (largest 1.8e308); correct the cells of this column."));
      }
    }
  };
  check(data.inputs, data.feature_names, data.feature_columns);
  check(data.targets, data.target_names, data.target_columns);
}

}  // namespace lrscope
