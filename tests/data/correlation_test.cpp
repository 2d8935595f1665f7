#include "data/column_profile.h"

#include "base/random.h"
#include "test.h"

namespace {
/// rows × columns of standard normal numbers.
Matrix<double> noise(Index rows, Index columns) {
  const Random random(3, Stream::initial_biases, 1);
  Matrix<double> x(rows, columns);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.normal(static_cast<std::uint64_t>(i));
  return x;
}

Matrix<double> units_of(Matrix<double> x) {
  for (Index j = 0; j < x.cols(); ++j) x.col(j) = unit_deviation(x.col(j));
  return x;
}
}  // namespace

TEST_CASE("the product of two unit deviations is Pearson's correlation") {
  // Of 1, 2, 3 and 1, 3, 2 it is 1/2; it does not change with shift and positive scale, whatever their size.
  Vector<double> x(3), y(3);
  x << 1, 2, 3;
  y << 1, 3, 2;
  CHECK(is_close(unit_deviation(x).dot(unit_deviation(y)), 0.5, 1e-15));
  CHECK(is_close(unit_deviation(x * 5e307).dot(unit_deviation(y * -1e-300)), -0.5, 1e-14));
  CHECK(is_close(unit_deviation(x.array() + 1e6).dot(unit_deviation(y)), 0.5, 1e-9));
  CHECK(unit_deviation(Vector<double>::Constant(7, 0.1)) == Vector<double>::Zero(7));
}

TEST_CASE("pairs are found up to the threshold, in every block of columns, strongest first") {
  Matrix<double> x = noise(200, 600);
  x.col(599) = -3 * x.col(0);                  // r = −1 across blocks
  x.col(300) = x.col(299) + 0.05 * x.col(10);  // r about 1/√1.0025 = .9988
  x.col(301) = x.col(2) + 0.3 * x.col(11);     // about .958: no pair
  x.col(5).setConstant(4);
  x.col(6).setConstant(4);  // constants deviate nowhere, hence not together
  const Matrix<double> units = units_of(x);
  const CollinearPairs pairs = collinear_pairs(units);
  CHECK(pairs.compared == 600);
  REQUIRE(pairs.count == 2);
  REQUIRE(pairs.strongest.size() == 2);
  CHECK_EACH(pairs.strongest[0].first == 0, pairs.strongest[0].second == 599);
  CHECK(is_close(pairs.strongest[0].correlation, -1, 1e-14));
  CHECK_EACH(pairs.strongest[1].first == 299, pairs.strongest[1].second == 300);
  CHECK(is_close(pairs.strongest[1].correlation, units.col(299).dot(units.col(300)), 1e-14));
}

TEST_CASE("of very many pairs all are counted and the strongest kept") {
  const Matrix<double> base = noise(50, 501);
  Matrix<double> x(50, 500);
  for (Index j = 0; j < 500; ++j) x.col(j) = base.col(500) + (j == 77 || j == 444 ? 1e-9 : 1e-3) * base.col(j);
  const CollinearPairs pairs = collinear_pairs(units_of(x));
  CHECK(pairs.count == 500 * 499 / 2);
  REQUIRE(pairs.strongest.size() == 1000);
  CHECK_EACH(pairs.strongest[0].first == 77, pairs.strongest[0].second == 444);
  for (std::size_t i = 1; i < 1000; ++i)
    CHECK(std::abs(pairs.strongest[i].correlation) <= std::abs(pairs.strongest[i - 1].correlation));
}

TEST_CASE("the work of comparing columns is bounded") {
  CHECK_EACH(comparable_rows(10, 1'000'000) == 1'000'000, comparable_rows(2000, 500) == 500,
             comparable_rows(2000, 100'000) == 1000, comparable_rows(1'000'000, 100'000) == 250,
             comparable_rows(0, 5) == 5);
  Matrix<double> units = Matrix<double>::Zero(4, most_compared_columns + 1);
  units(0, 0) = 1;
  units(0, most_compared_columns) = 1;
  CHECK_EACH(collinear_pairs(units).compared == most_compared_columns, collinear_pairs(units).count == 0);
}
