#include <cmath>
#include <iterator>

#include "base/text.h"
#include "profile/remark.h"

namespace lrscope {
namespace {

using std::to_string;

std::string number(double value) { return short_number_text(value); }
std::string factor(double value) {
  const bool is_short = value >= 100 && value < 1e7;
  return "× " + (is_short ? to_string(std::llround(value)) : short_number_text(value, 3));
}
std::string count_of(std::int64_t count, std::string_view noun) {
  return counted(static_cast<std::size_t>(count), noun);
}

/// The first `most` of `list`, in the words of `text`; how many more there are is the last item.
template <class List, class Text>
std::vector<std::string> first_few(const List& list, std::size_t most, Text text) {
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < list.size() && i < most; ++i) shown.push_back(text(list[i]));
  if (list.size() > most) shown.push_back("… and " + to_string(list.size() - most) + " more");
  return shown;
}

/// Quoted, the first few.
std::string names_of(const remark::Names& names) {
  return join(first_few(names, 6, [](const std::string& name) { return in_quotes(name); }), ", ");
}

/// Which columns and rows were compared, if not all were: " (…)".
std::string compared_text(const remark::Collinear& r) {
  std::string text;
  if (r.compared_columns < r.columns)
    text += "the first " + to_string(r.compared_columns) + " of " + to_string(r.columns) +
            " numeric features were compared";
  if (r.compared_rows < r.rows)
    text += (text.empty() ? "compared" : ",") + (" on " + to_string(r.compared_rows)) + " of " + to_string(r.rows) +
            " rows";
  return text.empty() ? text : " (" + text + ")";
}

struct Words {
  std::string operator()(const remark::Scale& r) const {
    return in_quotes(r.sharpest) +
           " does most to make a linear model sharp: " + short_number_text(100 * r.square_share, 3) +
           " % of the sum of all mean squares" + (r.rms ? " (its root mean square is " + number(*r.rms) + ")" : "") +
           ". Standardised, the limit rises from " + number(r.limit) + " to " + number(r.standard_limit) + ", " +
           factor(r.gain) + "; --scale standard.";
  }
  std::string operator()(const remark::ConstantTarget& r) const {
    return names_of(r.columns) + ": the same number in every row; there is nothing to learn.";
  }
  std::string operator()(const remark::LargeTarget& r) const {
    return names_of(r.columns) + ": " + (r.columns.size() > 1 ? "up to a" : "with a") + " root mean square of " +
           number(r.rms) +
           ", while an untrained network answers with numbers about 1: the first gradients are as large as that; "
           "--scale-target standard.";
  }
  std::string operator()(const remark::Precision& r) const {
    return names_of(r.columns) +
           " does not fit float32, the default precision (largest 3.4e38): training needs --precision float64, or "
           "--scale.";
  }
  std::string operator()(const remark::Missing& r) const {
    constexpr std::string_view fillings[] = {"", "", "the column's mean", "the column's median", "0"};
    const std::string text = count_of(r.cells, "cell") + " missing in " + names_of(r.columns) + ": ";
    if (r.policy == MissingPolicy::drop)
      return text + to_string(r.rows_left_out) + " of " + count_of(r.rows, "row") + " are left out.";
    return text + "filled with " + std::string(fillings[static_cast<int>(r.policy)]) + ".";
  }
  std::string operator()(const remark::Constant& r) const {
    return counted(r.columns.size(), "column") + " with one value only: " + names_of(r.columns) +
           ". That teaches nothing, and adds to the curvature as a bias does; --drop.";
  }
  std::string operator()(const remark::MostlyOne& r) const {
    return "the interquartile range of " + names_of(r.columns) +
           " is 0, half of the values are equal: --scale robust leaves the scale as it is; another scaling may suit "
           "better.";
  }
  std::string operator()(const remark::Outliers& r) const {
    constexpr std::size_t most = 4;
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < r.farthest.size() && i < most; ++i) {
      const remark::Outlier& one = r.farthest[i];
      parts.push_back(in_quotes(one.column) + " " + number(one.value) + " on line " + to_string(one.line) + ", " +
                      short_number_text(one.deviations, 2) + " standard deviations from the mean");
    }
    return counted(r.cells, "cell") + " in " + counted(r.farthest.size(), "column") +
           " more than 3 interquartile ranges outside the quartiles; the farthest: " + join(parts, "; ") + ".";
  }
  std::string operator()(const remark::Collinear& r) const {
    if (r.count == 0) return "no pair of features with |r| ≥ 0.99" + compared_text(r) + ".";
    constexpr std::size_t most = 5;
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < r.strongest.size() && i < most; ++i)
      parts.push_back(in_quotes(r.strongest[i].first) + " and " + in_quotes(r.strongest[i].second) + " " +
                      number(r.strongest[i].correlation));
    const auto count = static_cast<std::size_t>(r.count);
    if (count > parts.size()) parts.push_back("… and " + to_string(count - parts.size()) + " more");
    return count_of(r.count, "pair") + " of features with |r| ≥ 0.99" + compared_text(r) + ": " + join(parts, ", ") +
           ". Each leaves a nearly flat direction, along which gradient descent creeps; --drop one of each.";
  }
  std::string operator()(const remark::RowNumbers& r) const {
    return names_of(r.columns) +
           " may name the rows: whole numbers, each once, that count up from row to row or have nothing to do with the "
           "target (|r| < 2/√rows); --drop.";
  }
  std::string operator()(const remark::SharedNames& r) const {
    const auto with_columns = [](const remark::SharedName& shared) {
      std::vector<std::string> columns;
      for (const std::int64_t column : shared.columns) columns.push_back(to_string(column));
      return in_quotes(shared.name) + " (columns " + join(columns, ", ") + ")";
    };
    return "several columns have one name: " + join(first_few(r.names, 5, with_columns), ", ") +
           "; --target, --features and --drop take their indices.";
  }
};

}  // namespace

std::string_view name_of(const Remark& remark) {
  constexpr std::string_view names[] = {"scale",      "target",   "target",    "precision",  "missing", "constant",
                                        "mostly one", "outliers", "collinear", "row number", "names"};
  static_assert(std::size(names) == std::variant_size_v<Remark::variant>);
  return names[remark.index()];
}

std::string remark_text(const Remark& remark) { return std::visit(Words{}, remark); }

}  // namespace lrscope
