// Golden values: what another program computed for the same problem, kept in tests/golden with the script
// that made them. Comparisons here are norms of differences, so that a NaN, an inf or a missing number on
// either side gives NaN, which is below no tolerance.
#pragma once

#include "lrscope/matrix.h"
#include "test.h"

namespace lrscope::test {

inline std::string golden_path(const std::string& name) {
  return std::string(LRSCOPE_SOURCE) + "/tests/golden/" + name;
}

/// Throws: an exception for a file that is missing or is not JSON; NaN is not JSON.
inline nlohmann::json read_golden(const std::string& name) {
  std::ifstream file(golden_path(name));
  if (!file) throw std::runtime_error("no golden file " + golden_path(name));
  return nlohmann::json::parse(file);
}

inline Vector<double> vector_of(const nlohmann::json& numbers) {
  Vector<double> v(static_cast<Index>(numbers.size()));
  for (Index i = 0; i < v.size(); ++i) v[i] = numbers.at(static_cast<std::size_t>(i)).get<double>();
  return v;
}

/// A list of examples, each a list of numbers, as a matrix whose columns are the examples.
inline Matrix<double> columns_of(const nlohmann::json& examples) {
  Matrix<double> m(static_cast<Index>(examples.at(0).size()), static_cast<Index>(examples.size()));
  for (Index j = 0; j < m.cols(); ++j) m.col(j) = vector_of(examples.at(static_cast<std::size_t>(j)));
  return m;
}

/// A list of class numbers as a matrix of one-hot columns.
inline Matrix<double> one_hot(const nlohmann::json& classes, Index count) {
  Matrix<double> m = Matrix<double>::Zero(count, static_cast<Index>(classes.size()));
  for (Index j = 0; j < m.cols(); ++j) m(classes.at(static_cast<std::size_t>(j)).get<Index>(), j) = 1;
  return m;
}

/// ‖a − b‖ relative to the larger norm; NaN if the sizes differ or anything is not finite.
inline double vector_error(const Vector<double>& a, const Vector<double>& b) {
  if (a.size() != b.size() || a.size() == 0) return std::numeric_limits<double>::quiet_NaN();
  return relative_error(a, b);
}

/// The largest relative error of a single element; NaN as for vector_error().
inline double worst_element_error(const Vector<double>& a, const Vector<double>& b) {
  double worst = vector_error(a, b);
  for (Index i = 0; i < a.size() && !std::isnan(worst); ++i) {
    const double error = relative_error(a.segment<1>(i), b.segment<1>(i));
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

}  // namespace lrscope::test
