#include "profile/data_profile.h"

#include <algorithm>

#include "base/text.h"
#include "data/column_profile.h"
#include "data/csv/csv_table.h"
#include "data/encode.h"
#include "lrscope/problem.h"
#include "nn/baseline.h"

namespace lrscope {
namespace {

void describe(const CsvTable& table, Profile&& profile, DataResult& result) {
  DataRecord& data = result.data;
  data.rows_used = profile.rows_used;
  data.features = profile.features;
  data.task = profile.task;
  result.columns.reserve(profile.columns.size());
  for (std::size_t i = 0; i < profile.columns.size(); ++i) {
    result.columns.push_back({static_cast<std::int64_t>(i) + 1, table.names()[i], std::move(profile.columns[i])});
    const ColumnRecord& column = result.columns.back();
    if (column.is_target()) data.target += (data.target.empty() ? "" : ", ") + column.name;
    if (column.takes_numbers()) data.missing += column.profile.missing;
    if (column.is_feature() && column.is_constant()) ++data.constant;
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
  for (const auto& [first, second] : profile.same_categories)
    result.same_categories.emplace_back(table.names()[static_cast<std::size_t>(first)],
                                        table.names()[static_cast<std::size_t>(second)]);
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
    if (column.is_feature()) column.square_share = squares[static_cast<std::size_t>(column.column - 1)] / sum;
}

RunSpec linear_model(const RunSpec& run) {
  RunSpec linear;
  linear.model = run.model;
  linear.model.hidden.clear();
  linear.model.activation = "identity";  // perhaps one for each hidden layer
  linear.model.parametrization = Parametrization::standard;
  linear.model.init = "zeros";  // random weights saturate a softmax on large inputs, and hide their curvature
  linear.batch_size = run.batch_size;
  linear.precision = Precision::float64;
  return linear;
}

/// By factors of 4. Empty where it would be slow, or no exact solution is known.
std::vector<BatchLimitRecord> batch_limits(const Problem& problem, RunSpec linear, const Dataset& data) {
  constexpr double most_work = 4e6;
  const auto rows = static_cast<double>(data.rows()), inputs = static_cast<double>(data.feature_names.size() + 1);
  std::vector<BatchLimitRecord> limits;
  if (data.task != Task::regression || rows * inputs * inputs > most_work) return limits;
  for (Index batch = 1; batch < data.rows(); batch *= 4) {
    linear.batch_size.rows = batch;
    const StartCurvature start = problem.start_curvature(linear);
    if (start.batch_rule != BatchRule::exact) break;
    limits.push_back({batch, *start.batch_limit, start.almost_sure_limit, start.almost_sure_error});
  }
  return limits;
}

void measure(const CsvTable& table, Dataset data, const DataSpec& spec, const RunSpec& run, DataResult& result) {
  DataRecord& record = result.data;
  record.inputs = data.inputs.rows();
  if (data.held.lines.size() > 0) record.held_rows = static_cast<std::int64_t>(data.held.lines.size());
  record.loss = loss_name(run.model, data);
  const LossRow& loss = find_named(losses(), record.loss, "loss");
  const Matrix<double> second =
      loss.takes_last_target(data.task) ? data.targets.bottomRows(1) : data.targets.topRows(0);
  record.baseline_loss =
      baseline_loss(loss, second.rows() > 0 ? second : data.targets, loss.parameter_of(run.model), data.weights);
  set_square_shares(data, run.model.bias, result.columns);
  const RunSpec linear = linear_model(run);
  {
    const Problem problem(std::move(data), linear.precision);
    record.raw = problem.start_curvature(linear);
    result.batches = batch_limits(problem, linear, *problem.data());
  }
  DataSpec standard = spec;
  standard.scale = Scaling::standard;
  std::vector<Defect> too_large;  // numbers that cannot be standardised have no standardised limit
  Dataset scaled = encode(table, standard, [&](const Defect& defect) { too_large.push_back(defect); });
  if (!too_large.empty()) return;
  record.standard = Problem(std::move(scaled), linear.precision).start_curvature(linear);
  if (record.raw.limit && record.standard.limit) record.gain = *record.standard.limit / *record.raw.limit;
}

void profile_table(const CsvTable& table, const DataSpec& spec, const RunSpec& run, const DefectSink& report,
                   DataResult& result) {
  if (table.rows() == 0) {  // nothing to describe
    encode(table, spec, report);
    return;
  }
  Profile profile = profile_of(table, spec);
  const std::size_t comparable = profile.compared.size();
  describe(table, std::move(profile), result);
  result.is_table = true;
  Dataset data = encode(table, spec, report);
  if (result.defects.empty()) {
    result.inputs = data.feature_names;
    result.outputs = data.target_names;
    result.codings = data.codings;
    measure(table, std::move(data), spec, run, result);
  } else {
    result.mending = remedy_of_all(table, spec, result.defects);
  }
  result.remarks = remarks_on(result, comparable, spec);
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
    if (table.rows() > 0) result.data.first_row_line = table.line(0);
    result.data.ragged_rows = std::ssize(table.ragged());
    result.data.columns = table.columns();
    collect_defects(result.defects, [&](const DefectSink& report) { profile_table(table, spec, run, report, result); });
  }
  result.data.defects = static_cast<std::int64_t>(result.defects.size());
  return result;
}

}  // namespace lrscope
