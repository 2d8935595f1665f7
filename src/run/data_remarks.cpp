#include "data_remarks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "lrscope/core/text.h"

namespace lrscope {
namespace {

std::string number(double value) {
  return short_number_text(value);
}
std::string factor(double value) {
  const bool is_short = value >= 100 && value < 1e7;
  return "× " + (is_short ? std::to_string(std::llround(value)) : short_number_text(value, 3));
}
std::string count_of(std::size_t count, const std::string& noun) {
  return counted(count, noun);
}

/// Quoted, the first few.
std::string names_of(const std::vector<std::string>& names) {
  constexpr std::size_t most = 6;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) shown.push_back(in_quotes(names[i]));
  if (names.size() > most) shown.push_back("… and " + std::to_string(names.size() - most) + " more");
  return join(shown, ", ");
}

using Remarks = std::vector<RemarkRecord>;
using Names = std::vector<std::string>;

void on_scale(const DataResult& result, Remarks& remarks) {
  constexpr double noticeable = 2;
  const DataRecord& data = result.data;
  if (!(data.gain.value_or(0) >= noticeable)) return;
  const ColumnRecord& sharpest = *std::max_element(
      result.columns.begin(), result.columns.end(),
      [](const auto& a, const auto& b) { return a.square_share.value_or(-1) < b.square_share.value_or(-1); });
  std::string text = in_quotes(sharpest.name) + " does most to make a linear model sharp: " +
                     short_number_text(100 * sharpest.square_share.value_or(0), 3) +
                     " % of the sum of all mean squares";
  if (sharpest.rms) text += " (its root mean square is " + number(*sharpest.rms) + ")";
  remarks.push_back({"scale", text + ". Standardised, the limit rises from " + number(*data.limit) + " to " +
                                  number(*data.standard_limit) + ", " + factor(*data.gain) +
                                  "; --scale standard."});
}

void on_target(const DataResult& result, const DataSpec& spec, Remarks& remarks) {
  constexpr double far_from_0 = 10;
  Names constant, large;
  const ColumnRecord* largest = nullptr;
  for (const ColumnRecord& column : result.columns) {
    if (column.role != "target" || !column.mean) continue;
    if (*column.constant) constant.push_back(column.name);
    if (*column.constant || !(*column.rms >= far_from_0) || spec.scale_target != Scaling::none) continue;
    large.push_back(column.name);
    if (!largest || *column.rms > *largest->rms) largest = &column;
  }
  if (!constant.empty())
    remarks.push_back(
        {"target", names_of(constant) + ": the same number in every row; there is nothing to learn."});
  if (!largest) return;
  remarks.push_back({"target", names_of(large) + ": " + (large.size() > 1 ? "up to a" : "with a") +
                                   " root mean square of " + number(*largest->rms) +
                                   ", while an untrained network answers with numbers about 1: the first "
                                   "gradients are as large as that; --scale-target standard."});
}

void on_missing(const DataResult& result, const DataSpec& spec, Remarks& remarks) {
  if (spec.missing == MissingPolicy::error || result.data.missing == 0) return;
  constexpr const char* fillings[] = {"", "", "the column's mean", "the column's median", "0"};
  Names names;
  for (const ColumnRecord& column : result.columns)
    if (column.missing > 0 &&
        (column.role == "target" || (column.role == "feature" && column.kind == "number")))
      names.push_back(column.name);
  std::string text = count_of(static_cast<std::size_t>(result.data.missing), "cell") + " missing in " +
                     names_of(names) + ": ";
  if (spec.missing == MissingPolicy::drop)
    text += std::to_string(result.data.rows - result.data.rows_used) + " of " +
            count_of(static_cast<std::size_t>(result.data.rows), "row") + " are left out.";
  else
    text += "filled with " + std::string(fillings[static_cast<int>(spec.missing)]) + ".";
  remarks.push_back({"missing", text});
}

void on_constant(const DataResult& result, Remarks& remarks) {
  Names names;
  for (const ColumnRecord& column : result.columns)
    if (column.role == "feature" && column.constant.value_or(false)) names.push_back(column.name);
  if (names.empty()) return;
  remarks.push_back(
      {"constant", count_of(names.size(), "column") + " with one value only: " + names_of(names) +
                       ". That teaches nothing, and adds to the curvature as a bias does; --drop."});
}

void on_mostly_one(const DataResult& result, const Profile& profile, const DataSpec& spec, Remarks& remarks) {
  if (spec.scale != Scaling::robust) return;
  Names names;
  for (std::size_t i = 0; i < profile.columns.size(); ++i) {
    const auto& s = profile.columns[i].statistics;
    if (profile.columns[i].part == Part::feature && s && !s->is_constant && s->interquartile_range == 0)
      names.push_back(result.columns[i].name);
  }
  if (names.empty()) return;
  remarks.push_back(
      {"mostly one", "the interquartile range of " + names_of(names) +
                         " is 0, half of the values are equal: --scale robust leaves the scale as "
                         "it is; another scaling may suit better."});
}

void on_outliers(const DataResult& result, const Profile& profile, Remarks& remarks) {
  struct Farthest {
    std::size_t column;
    std::size_t count;
    double value, deviations;
    long long line;
  };
  std::vector<Farthest> list;
  std::size_t cells = 0;
  for (std::size_t i = 0; i < profile.columns.size(); ++i) {
    const ColumnProfile& column = profile.columns[i];
    if (column.part == Part::dropped || column.outliers.empty()) continue;
    Farthest farthest{i, column.outliers.size(), 0, -1, 0};
    for (std::size_t j = 0; j < column.outliers.size(); ++j) {
      const double s = column.statistics->std;  // halves: the difference of two large numbers may overflow
      const double deviations = 2 * std::abs(column.outliers[j] / 2 / s - column.statistics->mean / 2 / s);
      if (!(deviations > farthest.deviations)) continue;
      farthest.deviations = deviations;
      farthest.value = column.outliers[j];
      farthest.line = column.outlier_lines[j];
    }
    cells += column.outliers.size();
    list.push_back(farthest);
  }
  if (list.empty()) return;
  std::stable_sort(list.begin(), list.end(),
                   [](const Farthest& a, const Farthest& b) { return a.deviations > b.deviations; });
  constexpr std::size_t most = 4;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < list.size() && i < most; ++i)
    parts.push_back(in_quotes(result.columns[list[i].column].name) + " " + number(list[i].value) +
                    " on line " + std::to_string(list[i].line) + ", " +
                    short_number_text(list[i].deviations, 2) + " standard deviations from the mean");
  remarks.push_back(
      {"outliers", count_of(cells, "cell") + " in " + count_of(list.size(), "column") +
                       " more than 3 interquartile ranges outside the quartiles; the farthest: " +
                       join(parts, "; ") + "."});
}

void on_collinear(const DataResult& result, const Profile& profile, Remarks& remarks) {
  const DataRecord& data = result.data;
  std::string limited;
  if (data.compared_columns < static_cast<std::int64_t>(profile.compared.size()))
    limited += "the first " + std::to_string(data.compared_columns) + " of " +
               std::to_string(profile.compared.size()) + " numeric features were compared";
  if (data.compared_rows < data.rows)
    limited += (limited.empty() ? "compared" : ",") + (" on " + std::to_string(data.compared_rows)) + " of " +
               std::to_string(data.rows) + " rows";
  if (!limited.empty()) limited = " (" + limited + ")";
  if (data.collinear_pairs == 0) {
    if (!limited.empty())
      remarks.push_back({"collinear", "no pair of features with |r| ≥ 0.99" + limited + "."});
    return;
  }
  constexpr std::size_t most = 5;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < result.pairs.size() && i < most; ++i)
    parts.push_back(in_quotes(result.pairs[i].first) + " and " + in_quotes(result.pairs[i].second) + " " +
                    number(result.pairs[i].correlation));
  const auto count = static_cast<std::size_t>(data.collinear_pairs);
  if (count > parts.size()) parts.push_back("… and " + std::to_string(count - parts.size()) + " more");
  remarks.push_back({"collinear", count_of(count, "pair") + " of features with |r| ≥ 0.99" + limited + ": " +
                                      join(parts, ", ") +
                                      ". Each leaves a nearly flat direction, along which gradient descent "
                                      "creeps; --drop one of each."});
}

void on_row_numbers(const DataResult& result, const Profile& profile, Remarks& remarks) {
  constexpr std::int64_t fewest = 20;  // rows: in fewer, chance makes such columns
  Names names;
  for (std::size_t i = 0; i < result.columns.size(); ++i) {
    const ColumnRecord& column = result.columns[i];
    const std::int64_t cells = result.data.rows - column.missing;
    if (column.role != "feature" || !column.whole.value_or(false) || cells < fewest || column.unique != cells)
      continue;
    const bool is_unrelated = column.target_correlation && std::abs(*column.target_correlation) <
                                                               2 / std::sqrt(static_cast<double>(cells));
    if (is_unrelated || (profile.columns[i].is_consecutive && result.data.features > 1))
      names.push_back(column.name);
  }
  if (names.empty()) return;
  remarks.push_back(
      {"row number", names_of(names) +
                         " may name the rows: whole numbers, each once, that count up from row to "
                         "row or have nothing to do with the target (|r| < 2/√rows); --drop."});
}

void on_names(const DataResult& result, Remarks& remarks) {
  std::map<std::string, std::vector<std::string>> indices;
  for (const ColumnRecord& column : result.columns)
    indices[column.name].push_back(std::to_string(column.column));
  std::vector<std::string> shared;
  for (const auto& [name, columns] : indices)
    if (columns.size() > 1) shared.push_back(in_quotes(name) + " (columns " + join(columns, ", ") + ")");
  if (shared.empty()) return;
  constexpr std::size_t most = 5;
  const std::size_t left = shared.size() > most ? shared.size() - most : 0;
  shared.resize(shared.size() - left);
  if (left > 0) shared.push_back("… and " + std::to_string(left) + " more");
  remarks.push_back({"names", "several columns have one name: " + join(shared, ", ") +
                                  "; --target, --features and --drop take their indices."});
}

void on_precision(const DataResult& result, const DataSpec& spec, Remarks& remarks) {
  constexpr double largest = std::numeric_limits<float>::max();
  Names names;
  for (const ColumnRecord& column : result.columns) {
    const bool is_raw = (column.role == "feature" && spec.scale == Scaling::none) ||
                        (column.role == "target" && spec.scale_target == Scaling::none);
    if (is_raw && column.min && !(*column.max <= largest && *column.min >= -largest))
      names.push_back(column.name);
  }
  if (names.empty()) return;
  remarks.push_back(
      {"precision", names_of(names) +
                        " does not fit float32, the default precision (largest 3.4e38): training "
                        "needs --precision float64, or --scale."});
}

}  // namespace

std::vector<RemarkRecord> remarks_on(const DataResult& result, const Profile& profile, const DataSpec& spec) {
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
