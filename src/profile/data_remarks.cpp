#include "profile/data_remarks.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

namespace lrscope {
namespace {

using Remarks = std::vector<Remark>;
using Names = remark::Names;

/// Names of the columns for which `holds`.
template <class Holds>
Names names_where(const DataResult& result, Holds holds) {
  Names names;
  for (const ColumnRecord& column : result.columns)
    if (holds(column)) names.push_back(column.name);
  return names;
}

/// Adds a remark of the kind R about columns, if there are any.
template <class R>
void add(Remarks& remarks, Names columns) {
  if (!columns.empty()) remarks.emplace_back(R{std::move(columns)});
}

void on_scale(const DataResult& result, Remarks& remarks) {
  constexpr double noticeable = 2;
  const DataRecord& data = result.data;
  if (!(data.gain.value_or(0) >= noticeable)) return;
  const ColumnRecord& sharpest = *std::max_element(
      result.columns.begin(), result.columns.end(),
      [](const auto& a, const auto& b) { return a.square_share.value_or(-1) < b.square_share.value_or(-1); });
  remarks.emplace_back(remark::Scale{sharpest.name, sharpest.square_share.value_or(0), sharpest.rms, *data.limit,
                                     *data.standard_limit, *data.gain});
}

void on_target(const DataResult& result, const DataSpec& spec, Remarks& remarks) {
  constexpr double far_from_0 = 10;
  Names constant;
  remark::LargeTarget large;
  for (const ColumnRecord& column : result.columns) {
    if (column.role != Part::target || !column.mean) continue;
    if (*column.constant) constant.push_back(column.name);
    if (*column.constant || !(*column.rms >= far_from_0) || spec.scale_target != Scaling::none) continue;
    large.columns.push_back(column.name);
    large.rms = std::max(large.rms, *column.rms);
  }
  add<remark::ConstantTarget>(remarks, std::move(constant));
  if (!large.columns.empty()) remarks.emplace_back(std::move(large));
}

void on_precision(const DataResult& result, const DataSpec& spec, Remarks& remarks) {
  constexpr double largest = std::numeric_limits<float>::max();
  add<remark::Precision>(remarks, names_where(result, [&](const ColumnRecord& column) {
                           const bool is_raw = (column.role == Part::feature && spec.scale == Scaling::none) ||
                                               (column.role == Part::target && spec.scale_target == Scaling::none);
                           return is_raw && column.min && !(*column.max <= largest && *column.min >= -largest);
                         }));
}

void on_missing(const DataResult& result, const DataSpec& spec, Remarks& remarks) {
  const DataRecord& data = result.data;
  if (spec.missing == MissingPolicy::error || data.missing == 0) return;
  Names names = names_where(result, [](const ColumnRecord& column) {
    return column.missing > 0 &&
           (column.role == Part::target || (column.role == Part::feature && column.kind == ColumnKind::number));
  });
  remarks.emplace_back(
      remark::Missing{std::move(names), data.missing, spec.missing, data.rows - data.rows_used, data.rows});
}

void on_constant(const DataResult& result, Remarks& remarks) {
  add<remark::Constant>(remarks, names_where(result, [](const ColumnRecord& column) {
                          return column.role == Part::feature && column.constant.value_or(false);
                        }));
}

void on_mostly_one(const DataResult& result, const Profile& profile, const DataSpec& spec, Remarks& remarks) {
  if (spec.scale != Scaling::robust) return;
  Names names;
  for (std::size_t i = 0; i < profile.columns.size(); ++i) {
    const auto& s = profile.columns[i].statistics;
    if (profile.columns[i].part == Part::feature && s && !s->is_constant && s->interquartile_range == 0)
      names.push_back(result.columns[i].name);
  }
  add<remark::MostlyOne>(remarks, std::move(names));
}

remark::Outlier farthest_of(const ColumnProfile& column, const std::string& name) {
  remark::Outlier farthest{.column = name};
  for (std::size_t i = 0; i < column.outliers.size(); ++i) {
    const double s = column.statistics->std;  // halves: the difference of two large numbers may overflow
    const double deviations = 2 * std::abs(column.outliers[i] / 2 / s - column.statistics->mean / 2 / s);
    if (!(deviations > farthest.deviations)) continue;
    farthest.deviations = deviations;
    farthest.value = column.outliers[i];
    farthest.line = column.outlier_lines[i];
  }
  return farthest;
}

void on_outliers(const DataResult& result, const Profile& profile, Remarks& remarks) {
  remark::Outliers outliers;
  for (std::size_t i = 0; i < profile.columns.size(); ++i) {
    const ColumnProfile& column = profile.columns[i];
    if (column.part == Part::dropped || column.outliers.empty()) continue;
    outliers.cells += column.outliers.size();
    outliers.farthest.push_back(farthest_of(column, result.columns[i].name));
  }
  if (outliers.farthest.empty()) return;
  std::ranges::stable_sort(outliers.farthest, std::greater<>{}, &remark::Outlier::deviations);
  remarks.emplace_back(std::move(outliers));
}

void on_collinear(const DataResult& result, const Profile& profile, Remarks& remarks) {
  const DataRecord& data = result.data;
  const auto columns = static_cast<std::int64_t>(profile.compared.size());
  const bool compared_all = data.compared_columns >= columns && data.compared_rows >= data.rows;
  if (data.collinear_pairs == 0 && compared_all) return;
  remarks.emplace_back(remark::Collinear{data.collinear_pairs, result.pairs, data.compared_columns, columns,
                                         data.compared_rows, data.rows});
}

void on_row_numbers(const DataResult& result, const Profile& profile, Remarks& remarks) {
  constexpr std::int64_t fewest = 20;  // rows: in fewer, chance makes such columns
  Names names;
  for (std::size_t i = 0; i < result.columns.size(); ++i) {
    const ColumnRecord& column = result.columns[i];
    const std::int64_t cells = result.data.rows - column.missing;
    if (column.role != Part::feature || !column.whole.value_or(false) || cells < fewest || column.unique != cells)
      continue;
    const bool is_unrelated =
        column.target_correlation && std::abs(*column.target_correlation) < 2 / std::sqrt(static_cast<double>(cells));
    if (is_unrelated || (profile.columns[i].is_consecutive && result.data.features > 1)) names.push_back(column.name);
  }
  add<remark::RowNumbers>(remarks, std::move(names));
}

void on_names(const DataResult& result, Remarks& remarks) {
  std::map<std::string, std::vector<std::int64_t>> columns_of;
  for (const ColumnRecord& column : result.columns) columns_of[column.name].push_back(column.column);
  remark::SharedNames shared;
  for (auto& [name, columns] : columns_of)
    if (columns.size() > 1) shared.names.push_back({name, std::move(columns)});
  if (!shared.names.empty()) remarks.emplace_back(std::move(shared));
}

}  // namespace

std::vector<Remark> remarks_on(const DataResult& result, const Profile& profile, const DataSpec& spec) {
  Remarks remarks;
  on_scale(result, remarks);
  on_target(result, spec, remarks);
  on_precision(result, spec, remarks);
  on_missing(result, spec, remarks);
  on_constant(result, remarks);
  on_mostly_one(result, profile, spec, remarks);
  on_outliers(result, profile, remarks);
  on_collinear(result, profile, remarks);
  on_row_numbers(result, profile, remarks);
  on_names(result, remarks);
  return remarks;
}

}  // namespace lrscope
