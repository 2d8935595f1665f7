#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "base/text.h"
#include "profile/data_profile.h"
#include "profile/remark_facts.h"
#include "report/text_table.h"

namespace lrscope {
namespace {

// Each function below returns a remark, or "".

std::string about_scale(const Facts& f) {
  constexpr double noticeable = 2;
  const double gain = f.data.gain.value_or(0);
  if (!(gain >= noticeable)) return "";
  const ColumnRecord& sharpest =
      *std::ranges::max_element(f.result.columns, {}, [](const auto& c) { return c.square_share.value_or(-1); });
  const auto rms = sharpest.figure(&ColumnStatistics::rms);
  const bool is_short = gain >= 100 && gain < 1e7;
  return fmt::format(
      "{} does most to make a linear model sharp: {} % of the sum of all mean squares{}. Standardised, the limit rises "
      "from {} to {}, × {}; --scale standard.",
      in_quotes(sharpest.name), short_number_text(100 * sharpest.square_share.value_or(0), 3),
      rms ? " (its root mean square is " + number(*rms) + ")" : "", number(*f.data.raw.limit),
      number(*f.data.standard.limit), is_short ? std::to_string(std::llround(gain)) : short_number_text(gain, 3));
}

std::string about_large_target(const Facts& f) {
  constexpr double far_from_0 = 10;
  if (f.spec.scale_target != Scaling::none) return "";
  double largest = 0;
  const Names names = columns_where(f, [&](const ColumnRecord& column) {
    const auto& s = column.profile.statistics;
    if (!column.is_target() || !s || s->is_constant || !(s->rms >= far_from_0)) return false;
    largest = std::max(largest, s->rms);
    return true;
  });
  return about(names, fmt::format(": {} root mean square of {}, while an untrained network answers with numbers about "
                                  "1: the first gradients are as large as that; --scale-target standard.",
                                  names.size() > 1 ? "up to a" : "with a", number(largest)));
}

std::string about_precision(const Facts& f) {
  constexpr double largest = std::numeric_limits<float>::max();
  const Names names = columns_where(f, [&](const ColumnRecord& column) {
    const auto& s = column.profile.statistics;
    const bool is_raw = (column.is_feature() && f.spec.scale == Scaling::none) ||
                        (column.is_target() && f.spec.scale_target == Scaling::none);
    return is_raw && s && !(s->max <= largest && s->min >= -largest);
  });
  return about(
      names,
      " does not fit float32, the default precision (largest 3.4e38): training needs --precision float64, or --scale.");
}

std::string about_missing(const Facts& f) {
  constexpr std::string_view fillings[] = {"", "", "the column's mean", "the column's median", "0"};
  const DataRecord& data = f.data;
  const MissingPolicy policy = f.spec.missing;
  if (policy == MissingPolicy::error || data.missing == 0) return "";
  const Names names =
      columns_where(f, [](const ColumnRecord& column) { return column.profile.missing > 0 && column.takes_numbers(); });
  const std::string text = counted(data.missing, "cell") + " missing in " + quoted(names) + ": ";
  if (policy == MissingPolicy::drop)
    return text + fmt::format("{} of {} are left out.", data.rows - data.rows_used, counted(data.rows, "row"));
  return text + fmt::format("filled with {}.", fillings[static_cast<int>(policy)]);
}

std::string about_constant(const Facts& f) {
  const Names names =
      columns_where(f, [](const ColumnRecord& column) { return column.is_feature() && column.is_constant(); });
  if (names.empty()) return "";
  return fmt::format(
      "{} with one value only: {}. A constant column carries no information and adds to the curvature like a bias; "
      "--drop.",
      counted(names.size(), "column"), quoted(names));
}

std::string about_interquartile_range(const Facts& f) {
  const Names names = columns_where(f, [&](const ColumnRecord& column) {
    const auto& s = column.profile.statistics;
    return f.spec.scale == Scaling::robust && column.is_feature() && s && !s->is_constant &&
           s->interquartile_range == 0;
  });
  if (names.empty()) return "";
  return "the interquartile range of " + quoted(names) +
         " is 0, half of the values are equal: --scale robust leaves the scale as it is; another scaling may suit "
         "better.";
}

struct Outlier {
  std::string column;
  double value = 0;
  double deviations = -1;  // standard deviations from the mean
  long long line = 0;
};

Outlier farthest_of(const ColumnRecord& column) {
  const ColumnProfile& profile = column.profile;
  Outlier farthest{.column = column.name};
  for (std::size_t i = 0; i < profile.outliers.size(); ++i) {
    const double s = profile.statistics->std, value = profile.outliers[i];
    const double deviations = 2 * std::abs(value / 2 / s - profile.statistics->mean / 2 / s);  // halves: no overflow
    if (deviations > farthest.deviations) farthest = {column.name, value, deviations, profile.outlier_lines[i]};
  }
  return farthest;
}

std::string about_outliers(const Facts& f) {
  constexpr std::size_t most = 4;
  std::size_t cells = 0;
  std::vector<Outlier> farthest;  // of each column
  for (const ColumnRecord& column : f.result.columns) {
    if (column.profile.part == Part::dropped || column.profile.outliers.empty()) continue;
    cells += column.profile.outliers.size();
    farthest.push_back(farthest_of(column));
  }
  if (farthest.empty()) return "";
  std::ranges::stable_sort(farthest, std::greater<>{}, &Outlier::deviations);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(most, farthest.size()); ++i)
    parts.push_back(fmt::format("{} {} on line {}, {} standard deviations from the mean", in_quotes(farthest[i].column),
                                number(farthest[i].value), farthest[i].line,
                                short_number_text(farthest[i].deviations, 2)));
  return fmt::format("{} in {} more than 3 interquartile ranges outside the quartiles; the farthest: {}.",
                     counted(cells, "cell"), counted(farthest.size(), "column"), join(parts, "; "));
}

/// Which columns and rows were compared, if not all were: " (…)".
std::string compared_text(const Facts& f) {
  const DataRecord& data = f.data;
  const auto columns = static_cast<std::int64_t>(f.comparable);
  std::string text;
  if (data.compared_columns < columns)
    text = fmt::format("the first {} of {} numeric features were compared", data.compared_columns, columns);
  if (data.compared_rows < data.rows)
    text += fmt::format("{} on {} of {} rows", text.empty() ? "compared" : ",", data.compared_rows, data.rows);
  return text.empty() ? text : " (" + text + ")";
}

std::string about_collinear(const Facts& f) {
  constexpr std::size_t most = 5;
  const std::string compared = compared_text(f);
  const auto count = static_cast<std::size_t>(f.data.collinear_pairs);
  if (count == 0) return compared.empty() ? "" : "no pair of features with |r| ≥ 0.99" + compared + ".";
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(most, f.result.pairs.size()); ++i) {
    const PairRecord& pair = f.result.pairs[i];
    parts.push_back(in_quotes(pair.first) + " and " + in_quotes(pair.second) + " " + number(pair.correlation));
  }
  if (count > parts.size()) parts.push_back(fmt::format("… and {} more", count - parts.size()));
  return fmt::format(
      "{} of features with |r| ≥ 0.99{}: {}. Each leaves a nearly flat direction, along which gradient descent is "
      "slow; --drop one of each.",
      counted(count, "pair"), compared, join(parts, ", "));
}

std::string about_row_numbers(const Facts& f) {
  constexpr std::int64_t fewest = 20;  // rows; in fewer, such columns occur by chance
  const Names names = columns_where(f, [&](const ColumnRecord& column) {
    const ColumnProfile& p = column.profile;
    const std::int64_t cells = f.data.rows - p.missing;
    if (!column.is_feature() || !p.statistics || !p.statistics->is_whole || cells < fewest || p.unique != cells)
      return false;
    const bool is_unrelated =
        p.target_correlation && std::abs(*p.target_correlation) < 2 / std::sqrt(static_cast<double>(cells));
    const bool is_counter = p.is_consecutive || p.is_in_row_order;
    return (is_unrelated && p.is_evenly_spread) || (is_counter && f.data.features > 1);
  });
  return about(names,
               " may identify the rows: whole numbers, each once, whose ranks rise or fall with the rows, or that are "
               "spread evenly and unrelated to the target (|r| < 2/√rows); --drop.");
}

std::string about_names(const Facts& f) {
  std::map<std::string, Names> columns_of;
  for (const ColumnRecord& column : f.result.columns) columns_of[column.name].push_back(std::to_string(column.column));
  std::vector<std::string> shared;
  for (const auto& [name, columns] : columns_of)
    if (columns.size() > 1) shared.push_back(in_quotes(name) + " (columns " + join(first_few(columns), ", ") + ")");
  if (shared.empty()) return "";
  return "several columns have one name: " + join(first_few(std::move(shared), 5), ", ") +
         "; --target, --features and --drop take their indices.";
}

struct Row {
  std::string_view about;
  std::string (*text)(const Facts&);
};
constexpr Row rows[] = {{"scale", about_scale},
                        {"task", about_task},
                        {"target", about_large_target},
                        {"precision", about_precision},
                        {"missing", about_missing},
                        {"code", about_far_values},
                        {"constant", about_constant},
                        {"mostly one", about_interquartile_range},
                        {"outliers", about_outliers},
                        {"collinear", about_collinear},
                        {"collinear", about_same_categories},
                        {"spelling", about_spellings},
                        {"leak", about_leak},
                        {"classes", about_single_rows},
                        {"row number", about_row_numbers},
                        {"header", about_header},
                        {"names", about_names}};

}  // namespace

std::string quoted(const Names& names) { return quoted_list(names, 6); }

std::vector<Remark> remarks_on(const DataResult& result, std::size_t comparable, const DataSpec& spec) {
  std::vector<Remark> remarks;
  for (const Row& row : rows)
    if (std::string text = row.text({result, result.data, comparable, spec}); !text.empty())
      remarks.push_back({std::string(row.about), std::move(text)});
  return remarks;
}

}  // namespace lrscope
