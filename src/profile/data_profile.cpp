#include "profile/data_profile.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "data/column_profile.h"
#include "data/csv/csv_table.h"
#include "data/encode.h"
#include "lrscope/problem.h"
#include "nn/baseline.h"
#include "profile/data_table.h"

namespace lrscope {
namespace {

ColumnRecord record_of(const ColumnProfile& column, std::size_t index, const std::string& name) {
  ColumnRecord record;
  record.column = static_cast<std::int64_t>(index) + 1;
  record.name = name;
  record.role = column.part;
  record.kind = column.kind;
  record.missing = column.missing;
  record.unique = column.unique;
  record.target_correlation = column.target_correlation;
  if (column.kind == ColumnKind::category) record.constant = column.unique <= 1;
  if (!column.statistics) return record;
  const ColumnStatistics& s = *column.statistics;
  record.min = s.min;
  record.max = s.max;
  record.mean = s.mean;
  record.std = s.std;
  record.rms = s.rms;
  record.constant = s.is_constant;
  record.whole = s.is_whole;
  record.outliers = static_cast<std::int64_t>(s.outliers.size());
  record.outlier_lines.assign(column.outlier_lines.begin(), column.outlier_lines.end());
  return record;
}

void describe(const CsvTable& table, const Profile& profile, DataResult& result) {
  DataRecord& data = result.data;
  data.rows_used = profile.rows_used;
  data.features = profile.features;
  data.task = profile.task;
  result.columns.reserve(profile.columns.size());
  for (std::size_t i = 0; i < profile.columns.size(); ++i) {
    const ColumnRecord& column = result.columns.emplace_back(record_of(profile.columns[i], i, table.names()[i]));
    const bool is_feature = column.role == Part::feature, is_target = column.role == Part::target;
    if (is_target) data.target += (data.target.empty() ? "" : ", ") + column.name;
    if ((is_feature && column.kind == ColumnKind::number) || is_target) data.missing += column.missing;
    if (is_feature && column.constant.value_or(false)) ++data.constant;
  }
  data.collinear_pairs = profile.pairs.count;
  data.compared_columns = profile.pairs.compared;
  data.compared_rows = profile.compared_rows;
  const auto column_of = [&](Index i) { return profile.compared[static_cast<std::size_t>(i)]; };
  for (const CollinearPair& pair : profile.pairs.strongest) {
    const Index first = column_of(pair.first), second = column_of(pair.second);
    result.pairs.push_back({first + 1, table.names()[static_cast<std::size_t>(first)], second + 1,
                            table.names()[static_cast<std::size_t>(second)], pair.correlation});
  }
  Index rows = 0;
  for (const ClassCount& one : profile.classes) rows += one.rows;
  for (const ClassCount& one : profile.classes)
    result.classes.push_back({one.label, one.rows, static_cast<double>(one.rows) / static_cast<double>(rows)});
}

/// Each column's share of the sum of the mean squares of all inputs. In units of the largest, so that nothing overflows.
void set_square_shares(const Dataset& data, bool has_bias, std::vector<ColumnRecord>& columns) {
  const double largest = std::max(data.inputs.cwiseAbs().maxCoeff(), has_bias ? 1.0 : 0.0);
  if (!(largest > 0)) return;
  const double rows = static_cast<double>(data.rows());
  std::vector<double> squares(columns.size(), 0);
  double sum = has_bias ? 1 / (largest * largest) : 0;
  for (Index i = 0; i < data.inputs.rows(); ++i) {
    const double square = (data.inputs.row(i) / largest).squaredNorm() / rows;
    squares[static_cast<std::size_t>(data.feature_columns[static_cast<std::size_t>(i)])] += square;
    sum += square;
  }
  for (ColumnRecord& column : columns)
    if (column.role == Part::feature) column.square_share = squares[static_cast<std::size_t>(column.column - 1)] / sum;
}

RunSpec linear_model(const RunSpec& run) {
  RunSpec linear;
  linear.model = run.model;
  linear.model.hidden.clear();
  linear.model.parametrization = Parametrization::standard;
  linear.model.init = "zeros";  // random weights saturate a softmax on large inputs, and hide their curvature
  linear.batch_size = run.batch_size;
  linear.precision = Precision::float64;
  return linear;
}

void measure(const CsvTable& table, Dataset data, const DataSpec& spec, const RunSpec& run, DataResult& result) {
  DataRecord& record = result.data;
  record.inputs = data.inputs.rows();
  record.loss = loss_name(run.model, data.task);
  record.baseline_loss = baseline_loss(record.loss, data, run.model.huber_delta);
  set_square_shares(data, run.model.bias, result.columns);
  const RunSpec linear = linear_model(run);
  const StartCurvature start = Problem(std::move(data), linear.precision).start_curvature(linear);
  record.sharpness = start.sharpness;
  record.limit = start.limit;
  record.limit_formula = start.formula;
  record.limit_note = start.note;
  DataSpec standard = spec;
  standard.scale = Scaling::standard;
  std::vector<Defect> too_large;  // numbers that cannot be standardised have no standardised limit
  Dataset scaled = encode(table, standard, [&](const Defect& defect) { too_large.push_back(defect); });
  if (!too_large.empty()) return;
  const StartCurvature after = Problem(std::move(scaled), linear.precision).start_curvature(linear);
  record.standard_sharpness = after.sharpness;
  record.standard_limit = after.limit;
  if (start.limit && after.limit) record.gain = *after.limit / *start.limit;
}

/// Requires: some rows are as wide as the header.
void profile_table(const CsvTable& table, const DataSpec& spec, const RunSpec& run, const DefectSink& report,
                   DataResult& result) {
  const Profile profile = profile_of(table, spec);
  describe(table, profile, result);
  result.is_table = true;
  Dataset data = encode(table, spec, report);
  if (result.defects.empty()) {
    result.inputs = data.feature_names;
    result.outputs = data.target_names;
    measure(table, std::move(data), spec, run, result);
  }
  result.remarks = remarks_on(result, profile, spec);
}

}  // namespace

DataResult profile_data(const TableReading& reading, const DataSpec& spec, const RunSpec& run) {
  DataResult result;
  result.defects = reading.defects;
  if (reading.table) {
    const CsvTable& table = *reading.table;
    result.data.delimiter = table.delimiter();
    result.data.header = table.has_header();
    result.data.rows = table.rows();
    result.data.ragged_rows = table.ragged_rows();
    result.data.columns = table.columns();
    if (table.rows() > table.ragged_rows())
      collect_defects(result.defects,
                      [&](const DefectSink& report) { profile_table(table, spec, run, report, result); });
  }
  result.data.defects = static_cast<std::int64_t>(result.defects.size());
  return result;
}

}  // namespace lrscope
