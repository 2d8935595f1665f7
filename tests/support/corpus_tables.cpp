#include <cmath>

#include "base/text.h"
#include "corpus.h"
#include "numbers.h"

namespace lrscope::test {
namespace {

std::vector<std::string> feature_names(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back("x" + std::to_string(i));
  return names;
}

std::vector<double> normals(Numbers& numbers, int count, double factor = 1) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(factor * numbers.normal());
  return values;
}

Table with_targets(const Shape& shape, const std::vector<std::string>& targets) {
  Numbers numbers(shape.seed);
  Table table;
  table.names = feature_names(shape.features);
  std::vector<std::vector<double>> weights;
  for (const std::string& target : targets) {
    table.names.push_back(target);
    weights.push_back(normals(numbers, shape.features, 1.2 / std::sqrt(shape.features)));
  }
  for (int i = 0; i < shape.rows; ++i) {
    const std::vector<double> x = normals(numbers, shape.features);
    std::vector<double> row = x;
    for (const std::vector<double>& w : weights) {
      double y = std::abs(x[0]) - 0.8 + 0.1 * numbers.normal();
      for (std::size_t j = 0; j < x.size(); ++j) y += w[j] * x[j];
      row.push_back(y);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::string csv_text(const Table& table) {
  std::string text = (table.keys.empty() ? "" : "key,") + join(table.names, ",") + "\n";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    std::vector<std::string> cells;
    if (!table.keys.empty()) cells.push_back(table.keys[i]);
    for (const double value : table.rows[i]) cells.push_back(std::isnan(value) ? "" : number_text(value));
    if (!table.classes.empty()) cells.push_back(table.classes[i]);
    text += join(cells, ",") + "\n";
  }
  return text;
}

Table regression(const Shape& shape) { return with_targets(shape, {"y"}); }

Table two_targets(const Shape& shape) { return with_targets(shape, {"y0", "y1"}); }

Table classification(const Shape& shape, double distance) {
  Numbers numbers(shape.seed);
  Table table;
  table.names = feature_names(shape.features);
  table.names.push_back("y");
  std::vector<std::vector<double>> centres;
  for (int k = 0; k < 3; ++k) centres.push_back(normals(numbers, shape.features, distance / std::sqrt(2.0)));
  for (int i = 0; i < shape.rows; ++i) {
    const int k = numbers.below(3);
    std::vector<double> row = normals(numbers, shape.features);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] += centres[static_cast<std::size_t>(k)][j];
    table.rows.push_back(std::move(row));
    table.classes.push_back(std::string("c") + static_cast<char>('0' + k));
  }
  return table;
}

}  // namespace lrscope::test
