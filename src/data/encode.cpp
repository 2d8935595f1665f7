#include "data/encode.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/text.h"
#include "data/column.h"
#include "data/column_check.h"
#include "data/column_plan.h"
#include "data/column_relations.h"
#include "data/finding.h"
#include "data/remedies.h"
#include "data/split/holdout.h"
#include "data/split/row_weights.h"
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

/// What encoding needs beside the plan, and where it puts what it finds.
struct Encoder {
  const CsvTable& table;
  const DataSpec& spec;
  const DefectSink& report;
  Remedies remedies;
  Dataset data = {};

  FindingSink findings() {
    return [this](Finding&& finding) { report(remedies.defect_of(finding)); };
  }
  void note(const std::string& text) { data.notes.push_back(table.path() + ": " + text); }
};

/// Fits `scaling` to the training rows and applies it to all.
void scale_column(Encoder& encoder, Index column, std::string_view flag, Scaling scaling,
                  const std::vector<Index>& training, Vector<double>& values, ColumnCoding& coding) {
  if (scaling == Scaling::none) return;
  const CsvTable& table = encoder.table;
  const Vector<double> fitted = values(training);
  const Rescaling rescaling = rescaling_of(fitted, scaling);
  coding.shift = rescaling.shift;
  coding.scale = rescaling.scale;
  rescaling.apply_to(values);
  if (!values.allFinite())
    encoder.report({.kind = DefectKind::scale,
                    .column = column + 1,
                    .name = table.name(column),
                    .message = table.path() + ": column " + in_quotes(table.name(column)) +
                               ": its numbers are so large that --" + std::string(flag) +
                               " overflows; divide them by a constant first, or leave --" + std::string(flag) +
                               " out."});
  if (!rescaling.zero.empty())
    encoder.data.notes.push_back(no_scale_text(table, column, encoder.remedies.words().word(column, table.name(column)),
                                               flag, rescaling.zero, fitted.minCoeff() == fitted.maxCoeff()));
}

/// Keeps what was done to the numbers of a column, if something was.
void keep_coding(Encoder& encoder, ColumnCoding&& coding, const std::optional<Dates>& dates) {
  if (dates) {
    coding.earliest = dates->earliest;
    encoder.note("column " + in_quotes(coding.column) + ": dates, as days since " + date_text(dates->earliest));
  }
  if (dates || coding.fill || coding.shift != 0 || coding.scale != 1 || coding.is_log)
    encoder.data.codings.push_back(std::move(coding));
}

/// A numeric feature whose plain numbers are `values`.
void encode_numbers(Encoder& encoder, const Plan& plan, Index column, const ColumnReader& reader,
                    const std::vector<Index>& training, Vector<double>& values) {
  const MissingPolicy policy = encoder.spec.missing;
  const bool fills = policy != MissingPolicy::error && policy != MissingPolicy::drop;
  ColumnCoding coding{.column = encoder.table.name(column), .place = column};
  const bool is_ambiguous = reader.dates() && reader.dates()->other;
  if (!values.allFinite() || is_ambiguous) {
    Numbers numbers = read_numbers(encoder.table, column, reader, plan.rows, fills, encoder.findings());
    if (!numbers.missing.empty()) {
      coding.fill = filling(numbers, training, policy);
      numbers.values(numbers.missing).setConstant(*coding.fill);
      encoder.data.fillings.push_back({encoder.table.name(column), numbers.missing.size(), policy});
    }
    values = std::move(numbers.values);
  }
  scale_column(encoder, column, "scale", encoder.spec.scale, training, values, coding);
  keep_coding(encoder, std::move(coding), reader.dates());
}

void encode_features(Encoder& encoder, const Plan& plan, const std::vector<Index>& training,
                     const ShapeObserver& watch) {
  struct NumericFeature {
    Index input;
    Index column;
    ColumnReader reader;
  };
  const CsvTable& table = encoder.table;
  Dataset& data = encoder.data;
  std::vector<Categories> categories;  // of the categorical features, in order
  std::vector<NumericFeature> numeric;
  Index inputs = 0;
  for (const Index column : plan.features) {
    if (!plan.is_categorical(column)) {
      numeric.push_back({inputs++, column, ColumnReader(table, plan.cells, column)});
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
    for (const NumericFeature& feature : numeric)
      data.inputs(feature.input, i) = feature.reader.plain_number(table.cell(plan.rows[i], feature.column));
  FeatureWriter features{data.inputs, data.feature_names, data.feature_columns};
  std::size_t next_category = 0, next_numeric = 0;
  for (const Index column : plan.features) {
    if (plan.is_categorical(column)) {
      const Categories here = std::move(categories[next_category++]);
      if (check_levels(table, column, plan, here.levels.size(), encoder.findings()))
        features.add_one_hot(table.name(column) + "=", column, here);
      continue;
    }
    auto input = data.inputs.row(features.begin(table.name(column), column));
    Vector<double> values = input.transpose();
    encode_numbers(encoder, plan, column, numeric[next_numeric++].reader, training, values);
    input = values.transpose();
  }
  data.categorical = plan.categorical;
}

void encode_targets(Encoder& encoder, Plan plan, const std::vector<Index>& training) {
  const CsvTable& table = encoder.table;
  const DataSpec& spec = encoder.spec;
  Dataset& data = encoder.data;
  data.task = plan.task;
  const bool is_classified = data.task == Task::classification;
  if (is_classified && plan.targets.size() > 1)
    throw UsageError(About{"--target"}, ": classification takes one target column, " +
                                            std::to_string(plan.targets.size()) + " were given; name one.");
  if (is_classified && spec.scale_target != Scaling::none)
    throw UsageError(About{"--scale-target", {"--task"}},
                     ": the target holds classes; only a numeric target can be scaled; leave this option out, or use "
                     "--task regression if these are numbers.");
  const std::size_t all = plan.rows.size();
  plan.rows = rows_with_targets(table, plan, encoder.findings());
  if (plan.rows.empty()) return;
  if (is_classified) {
    const Categories classes = check_classes(table, plan, encoder.findings());
    data.targets.resize(static_cast<Index>(classes.levels.size()), static_cast<Index>(plan.rows.size()));
    FeatureWriter{data.targets, data.target_names, data.target_columns}.add_one_hot("", plan.targets.front(), classes);
    return;
  }
  data.targets.resize(static_cast<Index>(plan.targets.size()), static_cast<Index>(plan.rows.size()));
  FeatureWriter targets{data.targets, data.target_names, data.target_columns};
  for (const Index column : plan.targets) {
    const ColumnReader reader(table, plan.cells, column);
    Vector<double> values = check_target_numbers(table, column, reader, plan, encoder.findings());
    const bool may_be_classes = !spec.task && plan.targets.size() == 1;
    if (const auto few = may_be_classes ? few_whole_values(values) : std::vector<double>(); !few.empty())
      encoder.note("the target " + in_quotes(table.name(column)) + " holds " + whole_values_text(few) +
                   "; if these are classes, use --task classification");
    ColumnCoding coding{.column = table.name(column), .is_target = true, .place = column};
    coding.is_log = spec.scale_target == Scaling::log;
    if (coding.is_log)
      take_logarithms(table, column, plan, values, encoder.report);
    else if (plan.rows.size() == all)  // else there is a defect
      scale_column(encoder, column, "scale-target", spec.scale_target, training, values, coding);
    keep_coding(encoder, std::move(coding), reader.dates());
    data.targets.row(targets.begin(table.name(column), column)) = values.transpose();
  }
}

/// Takes the held-out rows aside, and says what the data are.
void finish(Encoder& encoder, const Plan& plan, const Split& split) {
  const CsvTable& table = encoder.table;
  Dataset& data = encoder.data;
  for (const Filling& filling : data.fillings) encoder.note(filling_text(filling));
  const bool is_whole = data.targets.cols() == std::ssize(plan.rows) && data.inputs.cols() == std::ssize(plan.rows);
  if (encoder.spec.holdout && is_whole) {
    hold_out(split, data);
    data.notes.insert(data.notes.begin(), holdout_text(table.path(), split, encoder.spec));
    std::ranges::move(unseen_class_texts(table.path(), data, encoder.spec), std::back_inserter(data.notes));
  }
  for (std::size_t i = 0; i < data.feature_names.size(); ++i) {
    const Index column = data.feature_columns[i];
    const std::string& name = data.feature_names[i];
    data.feature_words.push_back(plan.is_categorical(column) ? name : encoder.remedies.words().word(column, name));
  }
  if (data.inputs.cols() > 0) data.constants = constant_rows(data.inputs);
  data.notes.insert(data.notes.begin(), description(table, plan, encoder.spec, data));
}

}  // namespace

Dataset encode(const CsvTable& table, const DataSpec& spec, const DefectSink& report, const ShapeObserver& watch) {
  Encoder encoder{table, spec, report, Remedies(table, spec)};
  Dataset& data = encoder.data;
  data.path = table.path();
  data.hash = table.hash();
  check_records(table, spec, encoder.findings());
  const Plan plan = make_plan(table, spec);
  if (!is_enough(table, plan, spec, report)) return std::move(data);
  const Split split = split_for(std::ssize(plan.rows), spec);
  encode_targets(encoder, plan, split.training);
  data.weights = row_weights(table, plan, spec, data, split.training, report);
  for (const std::string& text : weight_texts(table, plan, spec, data, split.training)) encoder.note(text);
  encode_features(encoder, plan, split.training, watch);
  for (const Index row : plan.rows) data.lines.push_back(table.line(row));
  finish(encoder, plan, split);
  return std::move(data);
}

std::optional<Change> remedy_of_all(const CsvTable& table, const DataSpec& spec, const std::vector<Defect>& defects) {
  Change all;
  for (const Defect& defect : defects) {
    if (defect.remedies.empty()) return std::nullopt;
    all = all + defect.remedies.front();
  }
  struct Refused {};
  try {
    encode(table, with(spec, all), [](const Defect&) { throw Refused(); });
    return all;
  } catch (const Refused&) {
  } catch (const Error&) {
  }
  return std::nullopt;
}

Dataset load_dataset(ByteStream&& stream, const DataSpec& spec) {
  return encode(CsvTable(std::move(stream), spec), spec);
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

TableReading try_to_read(const std::function<CsvTable()>& read) {
  TableReading reading;
  collect_defects(reading.defects, [&](const DefectSink&) { reading.table = read(); });
  return reading;
}

Encoding try_to_encode(const TableReading& reading, const DataSpec& spec, const ShapeObserver& watch) {
  Encoding encoding{{}, reading.defects};
  if (!reading.defects.empty()) return encoding;
  collect_defects(encoding.defects,
                  [&](const DefectSink& report) { encoding.data = encode(*reading.table, spec, report, watch); });
  return encoding;
}

Dataset read_dataset(const std::string& path, const DataSpec& spec) { return load_dataset(path, spec); }

}  // namespace lrscope
