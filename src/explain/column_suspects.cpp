#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/text.h"
#include "data/column_profile.h"
#include "data/statistics.h"
#include "explain/evidence_text.h"
#include "explain/suspects.h"

namespace lrscope {
namespace {

// Initialisers and usual learning rates suit root mean squares up to here.
constexpr double usual_size = 10;

// So small that training may stall.
constexpr double small_size = 0.1;

// Of the largest root mean square to the smallest.
constexpr double contrast = 10;

constexpr double gap = 5;  // of codes: whole numbers in the range for each that occurs
constexpr Index fewest_unnamed_rows = 30;
constexpr Index fewest_rows = 10;  // to tell identifiers

/// One numeric column of the file among the features.
struct Feature {
  std::string name;
  std::string word;  // its name in flags
  ColumnStatistics statistics;
  Index input = 0;         // row of Dataset::inputs
  double correlation = 0;  // largest |r| with a target, of the numbers or of their ranks
  bool is_date = false;
  bool is_round = false;  // most numbers end with 0: amounts
  bool is_even = false;   // spread over their range like random numbers
  std::optional<FarValue> far = {};
};

/// The place of each value among the values in order, the mean place of equal ones.
Vector<double> ranks_of(const Vector<double>& values) {
  std::vector<Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::sort(order, {}, [&](Index i) { return values[i]; });
  Vector<double> ranks(values.size());
  for (std::size_t first = 0, next = 0; first < order.size(); first = next) {
    while (next < order.size() && !(values[order[next]] > values[order[first]])) ++next;
    for (std::size_t i = first; i < next; ++i) ranks[order[i]] = static_cast<double>(first + next - 1) / 2;
  }
  return ranks;
}

std::vector<Feature> numeric_features(const Findings& f) {
  const Dataset& data = *f.data;
  std::vector<Vector<double>> targets, target_ranks;  // unit deviations
  for (Index k = 0; k < data.targets.rows(); ++k) {
    const Vector<double> y = data.targets.row(k).transpose();
    targets.push_back(unit_deviation(y));
    target_ranks.push_back(unit_deviation(ranks_of(y)));
  }
  std::vector<Feature> list;
  for (Index i = 0; i < data.inputs.rows(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (data.categorical.contains(data.feature_columns[at])) continue;
    const Vector<double> x = data.inputs.row(i).transpose();
    const std::string& name = data.feature_names[at];
    Feature feature{name, f.words.word(data.feature_columns[at], name), statistics_of(x), i};
    const Vector<double> unit = unit_deviation(x), ranks = unit_deviation(ranks_of(x));
    for (std::size_t k = 0; k < targets.size(); ++k)
      feature.correlation =
          std::max({feature.correlation, std::abs(unit.dot(targets[k])), std::abs(ranks.dot(target_ranks[k]))});
    feature.is_even = are_evenly_spread(x);
    feature.is_round = 2 * std::ranges::count_if(x, [](double value) { return std::fmod(value, 10) == 0; }) > x.size();
    feature.is_date = std::ranges::any_of(data.codings, [&](const ColumnCoding& coding) {
      return coding.earliest && !coding.is_target && coding.column == name;
    });
    feature.far = far_value_of(x);
    list.push_back(std::move(feature));
  }
  return list;
}

/// Columns as people and as flags name them.
struct Columns {
  std::vector<std::string> names;
  std::vector<std::string> words;

  void add(const Feature& feature) {
    names.push_back(feature.name);
    words.push_back(feature.word);
  }
  std::string list() const { return join(words, ","); }
};

/// True if a part of the name, between separators or capitals, says that it numbers or names things.
bool is_named_as_label(const std::string& name) {
  static const std::set<std::string> words = {
      "id",  "ids",     "uid",      "uuid",   "userid",  "customerid", "orderid", "rowid", "key", "code", "zip",
      "plz", "zipcode", "postcode", "postal", "account", "phone",      "serial",  "sku",   "no",  "nr",   "number"};
  // By themselves, not as a part of "store_area".
  static const std::set<std::string> whole_names = {"customer", "client", "user", "store", "shop", "product", "item"};
  if (whole_names.contains(name)) return true;
  std::string word;
  bool was_lower = false;
  for (const char c : name + "_") {
    const bool is_upper = c >= 'A' && c <= 'Z', is_lower = c >= 'a' && c <= 'z';
    if ((!is_upper && !is_lower) || (is_upper && was_lower)) {
      if (words.contains(word)) return true;
      word.clear();
    }
    if (is_upper || is_lower) word += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    was_lower = is_lower;
  }
  return false;
}

bool is_unrelated(const Feature& feature, Index rows) {
  return feature.correlation < 2 / std::sqrt(static_cast<double>(rows));
}

/// Whole numbers, most of them once, that only name the row. Without a name that says so: each once, ≥ 0, spread evenly,
/// and unrelated to the target.
bool is_identifier(const Feature& feature, Index rows) {
  const ColumnStatistics& s = feature.statistics;
  if (rows < fewest_rows || !s.is_whole || feature.is_date) return false;
  if (is_named_as_label(feature.name)) return 2 * s.unique > rows;
  const bool is_once = s.unique >= rows - rows / 100;
  return is_once && rows >= fewest_unnamed_rows && s.min >= 0 && feature.is_even && is_unrelated(feature, rows);
}

/// A few whole numbers that stand for things. Without a name that says so they have gaps, unlike years and counts. If the
/// column is large although it was scaled, its values are nearly all equal: then only its name can tell.
bool is_code(const Feature& feature, Index rows, bool is_scaled) {
  const ColumnStatistics& s = feature.statistics;
  if (rows < fewest_rows || !s.is_whole || s.unique < 3 || 2 * s.unique > rows) return false;
  if (is_named_as_label(feature.name)) return true;
  if (feature.is_round) return false;
  const bool has_gaps = s.max - s.min >= gap * static_cast<double>(s.unique);
  return !is_scaled && has_gaps && 5 * s.unique <= rows && is_unrelated(feature, rows);
}

void add_labels(const Findings& f, const std::vector<Feature>& features, std::vector<Suspect>& list) {
  const Index rows = f.data->rows();
  const bool is_scaled = f.request.data.scale != Scaling::none;
  Columns identifiers, codes;
  const Feature* example = nullptr;
  for (const Feature& feature : features) {
    if (feature.statistics.rms < usual_size) continue;
    if (is_identifier(feature, rows)) {
      identifiers.add(feature);
      example = &feature;
    } else if (is_code(feature, rows, is_scaled)) {
      codes.add(feature);
    }
  }
  if (example)
    list.push_back({.remedy = {ChangeKind::leave_out_columns, identifiers.names},
                    .removes = {Cause::identifiers},
                    .change = {{"drop", identifiers.list()}},
                    .evidence = evidence::identifiers(identifiers.names, example->statistics.unique,
                                                      example->statistics.min, example->statistics.max, rows),
                    .is_suspected = true});
  if (!codes.names.empty())
    list.push_back({.remedy = {ChangeKind::as_categories, codes.names},
                    .removes = {Cause::codes},
                    .change = {{"categorical", codes.list()}},
                    .evidence = evidence::codes(codes.names),
                    .is_suspected = true});
}

// The value is that of the file only where it is not scaled.
void add_coded_missing(const Findings& f, const std::vector<Feature>& features, std::vector<Suspect>& list) {
  if (f.request.data.scale != Scaling::none) return;
  std::vector<std::string> values;
  const Feature* first = nullptr;
  for (const Feature& feature : features) {
    if (!feature.far) continue;
    if (!first) first = &feature;
    const std::string value = number_text(feature.far->value);
    if (std::ranges::find(values, value) == values.end()) values.push_back(value);
  }
  if (!first) return;
  Change change = {{"na-values", join(values, ",")}};
  if (f.request.data.missing == MissingPolicy::error) change.emplace_back("na", "median");
  list.push_back({.remedy = {ChangeKind::median_filling},
                  .removes = {Cause::coded_missing},
                  .change = change,
                  .evidence = evidence::coded_missing(first->name, first->far->value, first->far->cells,
                                                      first->far->low, first->far->high),
                  .is_suspected = true});
}

// One of each group is kept, the first.
void add_equal_columns(const Findings& f, const std::vector<Feature>& features, std::vector<Suspect>& list) {
  constexpr double nearly_one = 0.999;
  const Index columns = std::min(std::ssize(features), most_compared_columns);
  const Index rows = comparable_rows(columns, f.data->rows());
  Matrix<double> units(rows, columns);
  for (Index k = 0; k < columns; ++k)
    units.col(k) = unit_deviation(f.data->inputs.row(features[static_cast<std::size_t>(k)].input).head(rows));
  CollinearPairs pairs = collinear_pairs(units);
  std::erase_if(pairs.strongest, [](const CollinearPair& pair) { return !(std::abs(pair.correlation) >= nearly_one); });
  if (pairs.strongest.empty()) return;
  const auto feature = [&](Index k) -> const Feature& { return features[static_cast<std::size_t>(k)]; };
  std::set<Index> gone;
  for (const CollinearPair& pair : pairs.strongest) gone.insert(pair.second);
  Columns left_out;
  for (const Index k : gone) left_out.add(feature(k));
  const CollinearPair& strongest = pairs.strongest.front();
  list.push_back({.remedy = {ChangeKind::leave_out_columns, left_out.names},
                  .removes = {Cause::equal_columns},
                  .change = {{"drop", left_out.list()}},
                  .evidence = evidence::equal_columns(feature(strongest.first).name, feature(strongest.second).name,
                                                      strongest.correlation, pairs.strongest.size()),
                  .is_suspected = true});
}

void add_feature_scale(const Findings& f, const std::vector<Feature>& features, std::vector<Suspect>& list) {
  const Scaling scale = f.request.data.scale;
  if (features.empty() || scale == Scaling::standard) return;
  const auto size = [](const Feature& feature) { return feature.statistics.rms; };
  const Feature& largest = *std::ranges::max_element(features, {}, size);
  const Feature& smallest = *std::ranges::min_element(features, {}, size);
  const bool is_large = largest.statistics.rms >= usual_size;
  // If nothing failed, a gain from scaling columns of the usual size is chance.
  const bool may_be_cause = is_large || has_failed(f.run.outcome) || smallest.statistics.rms <= small_size;
  const bool is_left_large = scale != Scaling::none && is_large;
  const bool is_nearly_constant = is_left_large && largest.statistics.interquartile_range == 0;
  const std::optional<double> saturated = saturated_share(f);
  std::optional<evidence::Size> other;
  if (size(largest) > contrast * size(smallest)) other = {smallest.name, size(smallest)};
  list.push_back(
      {.remedy = {ChangeKind::standard_features},
       .removes = is_nearly_constant      ? Causes{Cause::nearly_constant_column}
                  : is_large && saturated ? Causes{Cause::saturated_units, Cause::unscaled_features}
                  : may_be_cause          ? Causes{Cause::unscaled_features}
                                          : Causes{},
       .change = {{"scale", "standard"}},
       .evidence =
           evidence::feature_sizes({largest.name, size(largest)}, other, is_left_large, is_nearly_constant) +
           (saturated ? "; " + evidence::saturated_units(*saturated, f.request.run.model.activation) : std::string()),
       .is_suspected = is_large,
       .least_factor = is_large ? clear_factor : large_factor});
}

void add_target_scale(const Findings& f, std::vector<Suspect>& list) {
  const double scale = f.request.run.target_scale;
  const bool is_standard = f.request.data.scale_target == Scaling::standard;
  if (f.data->task != Task::regression || (is_standard && scale == 1)) return;
  evidence::Size largest;
  for (Index k = 0; k < f.data->targets.rows(); ++k) {
    const double rms = scale * statistics_of(f.data->targets.row(k).transpose()).rms;
    if (k > 0 && rms <= largest.rms) continue;
    largest = {f.data->target_names[static_cast<std::size_t>(k)], rms};
  }
  const bool is_large = largest.rms >= usual_size;
  const bool may_be_cause = is_large || has_failed(f.run.outcome) || largest.rms <= small_size;
  Change change;
  if (!is_standard) change.emplace_back("scale-target", "standard");
  if (scale != 1) change.emplace_back("target-scale", "1");
  list.push_back({.remedy = {ChangeKind::standard_target},
                  .removes = may_be_cause ? Causes{Cause::unscaled_target} : Causes{},
                  .change = change,
                  .evidence = evidence::target_size(largest, scale),
                  .is_suspected = is_large,
                  .least_factor = is_large ? clear_factor : large_factor});
}

}  // namespace

void add_fillings(const Findings& f, std::vector<Suspect>& list) {
  if (f.request.data.missing != MissingPolicy::zero || f.data->fillings.empty()) return;
  list.push_back({.remedy = {ChangeKind::median_filling},
                  .removes = {Cause::filled_cells},
                  .change = {{"na", "median"}},
                  .evidence = evidence::filled_cells(f.data->path, f.data->fillings.front()),
                  .is_suspected = true});
}

std::vector<Suspect> latent_suspects(const Findings& f) {
  if (!f.data || f.request.data.scale == Scaling::none) return {};
  Columns constant;
  for (const Feature& feature : numeric_features(f))
    if (feature.statistics.is_constant) constant.add(feature);
  if (constant.names.empty()) return {};
  return {{.remedy = {ChangeKind::leave_out_columns, constant.names},
           .removes = {Cause::constant_column},
           .change = {{"drop", constant.list()}},
           .evidence = evidence::constant_columns(constant.names),
           .is_suspected = true,
           .least_factor = 0}};
}

void add_columns(const Findings& f, std::vector<Suspect>& list) {
  const std::vector<Feature> features = numeric_features(f);
  add_coded_missing(f, features, list);
  add_labels(f, features, list);
  add_equal_columns(f, features, list);
  add_feature_scale(f, features, list);
  add_target_scale(f, list);
}

}  // namespace lrscope
