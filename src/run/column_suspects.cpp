#include "column_suspects.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "lrscope/core/text.h"
#include "lrscope/data/statistics.h"

namespace lrscope {
namespace {

// Root mean squares up to here are what initialisers and learning rates are made for.
constexpr double usual_size = 10;

// So small that training may stall.
constexpr double small_size = 0.1;

constexpr double clear_factor = 2;
constexpr double large_factor = 10;
constexpr double gap = 5;  // of codes: so many whole numbers for one that occurs
constexpr Index fewest_unnamed_rows = 30;
constexpr Index fewest_rows = 10;  // to speak of identifiers

std::string text(double value) {
  return short_number_text(value, 3);
}

/// One numeric column of the file among the features.
struct Feature {
  std::string name;
  std::string token;  // that flags take for it
  ColumnStatistics statistics;
  double correlation = 0;  // largest |r| with a target
};

double correlation(const Vector<double>& x, const Vector<double>& y) {
  const Vector<double> a = x.array() - x.mean(), b = y.array() - y.mean();
  const double product = a.stableNorm() * b.stableNorm();
  return product > 0 && std::isfinite(product) ? std::abs(a.dot(b)) / product : 0;
}

std::vector<Feature> numeric_features(const Dataset& data) {
  std::vector<Feature> list;
  for (Index i = 0; i < data.inputs.rows(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const bool is_level =
        std::count(data.feature_columns.begin(), data.feature_columns.end(), data.feature_columns[at]) > 1 ||
        data.feature_names[at].find('=') != std::string::npos;
    if (is_level) continue;
    const Vector<double> x = data.inputs.row(i).transpose();
    const std::string& name = data.feature_names[at];
    // Lists of columns are separated by commas: such a name is one in no list.
    const bool is_separable = name.find(',') == std::string::npos;
    Feature feature{name, is_separable ? name : std::to_string(data.feature_columns[at] + 1),
                    statistics_of(x), 0};
    for (Index k = 0; k < data.targets.rows(); ++k)
      feature.correlation = std::max(feature.correlation, correlation(x, data.targets.row(k).transpose()));
    list.push_back(std::move(feature));
  }
  return list;
}

/// True if a part of the name, between separators or capitals, says that it numbers or names things.
bool is_named_as_label(const std::string& name) {
  static const std::set<std::string> words = {
      "id",    "ids",    "uid", "uuid", "userid",  "customerid", "orderid", "rowid",
      "key",   "code",   "zip", "plz",  "zipcode", "postcode",   "postal",  "account",
      "phone", "serial", "sku", "no",   "nr",      "number"};
  // By themselves, not as a part of "store_area".
  static const std::set<std::string> whole_names = {"customer", "client",  "user", "store",
                                                    "shop",     "product", "item"};
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

/// Whole numbers, each once, that say nothing but which row it is. Without a name that says so: no less than
/// 0, without relation to the target, in rows enough to tell.
bool is_identifier(const Feature& feature, Index rows) {
  const ColumnStatistics& s = feature.statistics;
  if (rows < fewest_rows || !s.is_whole || s.unique < rows - rows / 100) return false;
  if (is_named_as_label(feature.name)) return true;
  return rows >= fewest_unnamed_rows && s.min >= 0 && is_unrelated(feature, rows);
}

/// A few whole numbers that stand for things. Without a name that says so they have gaps, unlike years and
/// counts. Where the column was to be scaled and is large all the same, its values are nearly all equal: then
/// only its name can tell that they are codes.
bool is_code(const Feature& feature, Index rows, bool is_scaled) {
  const ColumnStatistics& s = feature.statistics;
  if (rows < fewest_rows || !s.is_whole || s.unique < 3 || 2 * s.unique > rows) return false;
  if (is_named_as_label(feature.name)) return true;
  const bool has_gaps = s.max - s.min >= gap * static_cast<double>(s.unique);
  return !is_scaled && has_gaps && 5 * s.unique <= rows && is_unrelated(feature, rows);
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const std::string& name : names) quoted.push_back(in_quotes(name));
  return join(quoted, ", ");
}

void add_labels(const Findings& f, const std::vector<Feature>& features, std::vector<Suspect>& list) {
  const Index rows = f.data->rows();
  const bool is_scaled = f.request.data.scale != Scaling::none;
  std::vector<std::string> identifiers, codes, identifier_tokens, code_tokens;
  const Feature* example = nullptr;
  for (const Feature& feature : features) {
    if (feature.statistics.rms < usual_size) continue;
    if (is_identifier(feature, rows)) {
      identifiers.push_back(feature.name);
      identifier_tokens.push_back(feature.token);
      example = &feature;
    } else if (is_code(feature, rows, is_scaled)) {
      codes.push_back(feature.name);
      code_tokens.push_back(feature.token);
    }
  }
  if (!identifiers.empty())
    list.push_back({"leave out " + quoted_list(identifiers),
                    "identifiers taken as numbers",
                    {{"drop", join(identifier_tokens, ",")}},
                    "column " + quoted_list(identifiers) +
                        " names the rows: " + std::to_string(example->statistics.unique) +
                        " different whole numbers from " + number_text(example->statistics.min) + " to " +
                        number_text(example->statistics.max) + " in " + std::to_string(rows) + " rows",
                    true,
                    clear_factor});
  if (!codes.empty())
    list.push_back(
        {"categories " + quoted_list(codes),
         "categories taken as numbers",
         {{"categorical", join(code_tokens, ",")}},
         "column " + quoted_list(codes) + " holds a few whole numbers that look like names of things",
         true,
         clear_factor});
}

void add_feature_scale(const Findings& f, const std::vector<Feature>& features, std::vector<Suspect>& list) {
  const Scaling scale = f.request.data.scale;
  if (features.empty() || scale == Scaling::standard) return;
  const auto by_size = [](const Feature& a, const Feature& b) { return a.statistics.rms < b.statistics.rms; };
  const Feature& largest = *std::max_element(features.begin(), features.end(), by_size);
  const Feature& smallest = *std::min_element(features.begin(), features.end(), by_size);
  const bool is_large = largest.statistics.rms >= usual_size;
  const std::string size =
      "column " + in_quotes(largest.name) + " has a root mean square of " + text(largest.statistics.rms) +
      (features.size() > 1 ? ", column " + in_quotes(smallest.name) + " of " + text(smallest.statistics.rms)
                           : std::string());
  // Where nothing failed, scaling what has the usual size already is chance, no cause.
  const bool may_be_cause = is_large || has_failed(f.run.outcome) || smallest.statistics.rms <= small_size;
  const bool is_left_alone = scale != Scaling::none && is_large;
  list.push_back(
      {"standardised features",
       is_left_alone  ? "a column that is nearly constant, under scaling"
       : may_be_cause ? "unscaled features"
                      : "",
       {{"scale", "standard"}},
       is_left_alone ? size + ": most of its values are equal, so this --scale finds no scale for it" : size,
       is_large,
       is_large ? clear_factor : large_factor});
}

void add_target_scale(const Findings& f, std::vector<Suspect>& list) {
  const double scale = f.request.run.target_scale;
  const bool is_standard = f.request.data.scale_target == Scaling::standard;
  if (f.data->task != Task::regression || (is_standard && scale == 1)) return;
  double largest = 0;
  std::string name;
  for (Index k = 0; k < f.data->targets.rows(); ++k) {
    const double rms = scale * statistics_of(f.data->targets.row(k).transpose()).rms;
    if (k > 0 && rms <= largest) continue;
    largest = rms;
    name = f.data->target_names[static_cast<std::size_t>(k)];
  }
  const bool is_large = largest >= usual_size;
  const bool may_be_cause = is_large || has_failed(f.run.outcome) || largest <= small_size;
  Change change;
  if (!is_standard) change.emplace_back("scale-target", "standard");
  if (scale != 1) change.emplace_back("target-scale", "1");
  list.push_back({"standardised target", may_be_cause ? "unscaled target" : "", change,
                  "the target " + in_quotes(name) + " has a root mean square of " + text(largest) +
                      (scale != 1 ? " with --target-scale " + number_text(scale) : std::string()) +
                      ": so long are the first errors, and the gradient with them",
                  is_large, is_large ? clear_factor : large_factor});
}

}  // namespace

void add_fillings(const Findings& f, std::vector<Suspect>& list) {
  if (f.request.data.missing != MissingPolicy::zero) return;
  const auto& notes = f.data->notes;
  const auto note = std::find_if(notes.begin(), notes.end(), [](const std::string& text) {
    return text.find("filled with") != std::string::npos;
  });
  if (note == notes.end()) return;
  list.push_back({"missing cells by the median",
                  "missing cells filled with 0",
                  {{"na", "median"}},
                  *note,
                  true,
                  clear_factor});
}

void add_constant_columns(const Findings& f, std::vector<Suspect>& list) {
  if (f.request.data.scale == Scaling::none) return;
  std::vector<std::string> names, tokens;
  for (const Feature& feature : numeric_features(*f.data)) {
    if (!feature.statistics.is_constant) continue;
    names.push_back(feature.name);
    tokens.push_back(feature.token);
  }
  if (names.empty()) return;
  list.push_back({"leave out " + quoted_list(names),
                  "a constant column under scaling",
                  {{"drop", join(tokens, ",")}},
                  "column " + quoted_list(names) +
                      " is constant: lrscope leaves its scale as it is; a program that divides by its "
                      "deviation, 0, makes every number NaN",
                  true,
                  0});
}

void add_columns(const Findings& f, std::vector<Suspect>& list) {
  const std::vector<Feature> features = numeric_features(*f.data);
  add_labels(f, features, list);
  add_feature_scale(f, features, list);
  add_target_scale(f, list);
}

}  // namespace lrscope
