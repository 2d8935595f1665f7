#include "sheet.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "base/text.h"

namespace lrscope::test {
namespace {
double number_of(const std::string& cell) { return std::strtod(cell.c_str(), nullptr); }

double power_of_ten(int exponent) {
  double power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}
}  // namespace

std::string text_of(const Sheet& sheet, const std::string& separator, bool has_header) {
  std::string text = has_header ? join(sheet.names, separator) + "\n" : "";
  for (const auto& row : sheet.rows) text += join(row, separator) + "\n";
  return text;
}

std::string rounded(double value, int places) {
  const double power = power_of_ten(places);
  const double nearest = std::round(value * power) / power;
  return number_text(nearest == 0 ? 0. : nearest);  // no -0
}

std::string padded(int number, int width) {
  std::string digits = std::to_string(number);
  while (digits.size() < static_cast<std::size_t>(width)) digits.insert(digits.begin(), '0');
  return digits;
}

std::string written(double value, int places, const std::string& point, const std::string& group) {
  const auto units = static_cast<long long>(std::round(std::abs(value) * power_of_ten(places)));
  std::string digits = std::to_string(units);
  while (digits.size() <= static_cast<std::size_t>(places)) digits.insert(digits.begin(), '0');
  const std::string whole = digits.substr(0, digits.size() - static_cast<std::size_t>(places));
  std::string text = value < 0 && units != 0 ? "-" : "";
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0) text += group;
    text += whole[i];
  }
  return places > 0 ? text + point + digits.substr(whole.size()) : text;
}

Sheet made(Numbers& numbers, const Plan& plan) {
  Sheet sheet;
  std::vector<double> weights;
  double squares = 0;
  for (const Column& column : plan.features) {
    sheet.names.push_back(column.name);
    weights.push_back((numbers.uniform() < .5 ? -1 : 1) * numbers.between(.5, 1.5));
    squares += weights.back() * weights.back();
  }
  sheet.names.push_back(plan.target.name);
  for (int i = 0; i < plan.rows; ++i) {
    std::vector<std::string> row;
    double sum = 0, first = 0;
    for (std::size_t j = 0; j < plan.features.size(); ++j) {
      const double z = numbers.normal();
      if (j == 0) first = z;
      sum += weights[j] * z;
      const Column& column = plan.features[j];
      row.push_back(rounded(column.mean + column.deviation * z, column.places));
    }
    const double y = sum / std::sqrt(squares) + .3 * (std::abs(first) - .8) + plan.noise * numbers.normal();
    row.push_back(rounded(plan.target.mean + plan.target.deviation * y, plan.target.places));
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

std::vector<Column> columns(Numbers& numbers, int count, double mean, double deviation, int places) {
  constexpr const char* words[] = {"area",  "age",  "mass",  "height",   "income", "volume", "depth", "speed",
                                   "score", "rent", "steps", "pressure", "energy", "width",  "dose",  "tax",
                                   "load",  "flow", "yield", "rainfall", "points", "visits", "grade", "debt"};
  const int offset = numbers.below(static_cast<int>(std::size(words)));
  std::vector<Column> result;
  for (int j = 0; j < count; ++j) {
    const int word = (offset + j) % static_cast<int>(std::size(words));
    const double share = j == 0 ? 1 : .02 + .9 * numbers.uniform() * numbers.uniform();
    const bool is_again = j >= static_cast<int>(std::size(words));
    result.push_back({words[word] + (is_again ? std::to_string(j) : ""), mean * share, deviation * share, places});
  }
  return result;
}

std::vector<Column> standard_columns(Numbers& numbers, int count) {
  std::vector<Column> result = columns(numbers, count, 0, 1, 4);
  for (Column& column : result) column.deviation = 1;
  return result;
}

void classify(Sheet& sheet, const std::vector<std::string>& labels) {
  std::vector<double> sorted;
  for (const auto& row : sheet.rows) sorted.push_back(number_of(row.back()));
  const std::vector<double> values = sorted;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto below = std::lower_bound(sorted.begin(), sorted.end(), values[i]) - sorted.begin();
    sheet.rows[i].back() = labels[static_cast<std::size_t>(below) * labels.size() / sorted.size()];
  }
}

void insert(Sheet& sheet, std::size_t place, const std::string& name, const std::function<std::string(int)>& cell) {
  const auto at = static_cast<std::ptrdiff_t>(place);
  sheet.names.insert(sheet.names.begin() + at, name);
  for (std::size_t i = 0; i < sheet.rows.size(); ++i)
    sheet.rows[i].insert(sheet.rows[i].begin() + at, cell(static_cast<int>(i)));
}

void rewrite(Sheet& sheet, std::size_t column, const std::function<std::string(double, int)>& write) {
  for (std::size_t i = 0; i < sheet.rows.size(); ++i)
    sheet.rows[i][column] = write(number_of(sheet.rows[i][column]), static_cast<int>(i));
}

void sort_by_target(Sheet& sheet) {
  std::stable_sort(sheet.rows.begin(), sheet.rows.end(),
                   [](const auto& a, const auto& b) { return number_of(a.back()) < number_of(b.back()); });
}

Situation situation_of(Kind kind, const std::string& name, const std::string& source, const Sheet& sheet,
                       ExplainCheck check) {
  const std::string file = name + ".csv ";
  check.arguments = file + check.arguments;
  check.fix = file + check.fix;
  for (std::string& half : check.halves) half = file + half;
  return {kind, name, source, {{name + ".csv", text_of(sheet)}}, {std::move(check)}};
}

}  // namespace lrscope::test
