#include "data/statistics.h"

#include "test.h"

namespace {
Vector<double> vector_of(std::initializer_list<double> numbers) {
  return Eigen::Map<const Vector<double>>(numbers.begin(), static_cast<Index>(numbers.size()));
}

using Indices = std::vector<Index>;
}  // namespace

TEST_CASE("the statistics of 1 to n have their closed forms") {
  for (const Index n : {2, 10, 1001}) {
    const double count = static_cast<double>(n);
    const ColumnStatistics s = statistics_of(Vector<double>::LinSpaced(n, 1, count));
    INFO(n);
    CHECK_EACH(s.min == 1, s.max == count);
    CHECK_EACH(is_close(s.mean, (count + 1) / 2, 1e-15), is_close(s.std, std::sqrt((count * count - 1) / 12), 1e-14),
               is_close(s.rms, std::sqrt((count + 1) * (2 * count + 1) / 6), 1e-14));
    CHECK_EACH(s.unique == n, s.is_whole, !s.is_constant, s.outliers.empty());
  }
}

TEST_CASE("a deviation far below the mean is not lost to rounding") {
  Vector<double> values(1000);
  for (Index i = 0; i < values.size(); ++i) values[i] = 1e9 + (i % 2 == 0 ? 0.25 : -0.25);
  const ColumnStatistics s = statistics_of(values);
  CHECK_EACH(s.mean == 1e9, s.std == 0.25, !s.is_whole);

  // A million times .1 and a pair around it: the mean of these doubles is .1 exactly.
  Vector<double> many = Vector<double>::Constant(1'000'003, 0.1);
  many[0] = 0;
  many[1] = 0.2;
  CHECK(statistics_of(many).mean == 0.1);
}

TEST_CASE("statistics neither overflow at 1e308 nor underflow at the smallest numbers") {
  const ColumnStatistics large = statistics_of(vector_of({1.5e308, -1.5e308, 1.5e308, -1.5e308, 0, 1}));
  CHECK_EACH(is_close(large.std, 1.5e308 * std::sqrt(2.0 / 3), 1e-14), is_close(large.rms, large.std, 1e-14));
  CHECK_EACH(std::isfinite(large.mean), large.outliers.empty());
  CHECK(is_close(statistics_of(vector_of({1.6e308, 1.7e308})).mean, 1.65e308, 1e-15));

  const double tiny = std::numeric_limits<double>::denorm_min();
  const ColumnStatistics small = statistics_of(vector_of({0, 128 * tiny, 0, 128 * tiny}));
  CHECK_EACH(small.mean == 64 * tiny, small.std == 64 * tiny);
}

TEST_CASE("a constant column has a deviation of exactly 0, whatever its value") {
  for (const double value : {0.0, 0.1, -1e308, 3e-310}) {
    const ColumnStatistics s = statistics_of(Vector<double>::Constant(7, value));
    CHECK_EACH(s.is_constant, s.std == 0, s.mean == value, s.rms == std::abs(value), s.unique == 1, s.outliers.empty());
  }
  CHECK(statistics_of(vector_of({0.0, -0.0})).is_constant);
}

TEST_CASE("outliers lie more than three interquartile ranges outside the quartiles") {
  // Quartiles of 0 … 8 are 2 and 6, so that the fences stand at −10 and 18; the ends are within.
  CHECK(statistics_of(vector_of({0, 1, 2, 3, 4, 5, 6, 7, 8})).outliers.empty());
  CHECK(statistics_of(vector_of({0, 1, 2, 3, 4, 5, 6, 7, 8})).interquartile_range == 4);
  CHECK(statistics_of(vector_of({-10, 1, 2, 3, 4, 5, 6, 7, 18})).outliers.empty());
  CHECK(statistics_of(vector_of({18.5, 1, 2, 3, 4, 5, 6, 7, -10.5})).outliers == Indices{0, 8});
}

TEST_CASE("an indicator has no outliers, however rare its ones") {
  for (const Index ones : {1, 2, 25, 50, 75, 99}) {
    Vector<double> values = Vector<double>::Zero(100);
    values.head(ones).setOnes();
    INFO(ones);
    CHECK_EACH(statistics_of(values).outliers.empty(), statistics_of(values.array() * 0.6 + 0.1).outliers.empty(),
               statistics_of(values).unique == 2);
  }
}

TEST_CASE("in a column that is mostly one value the others are held against each other") {
  Vector<double> values = Vector<double>::Constant(100, 5);
  values.head(9) << 1, 2, 3, 4, 6, 7, 8, 9, 1e6;
  CHECK(statistics_of(values).outliers == Indices{8});
  values[8] = 10;
  CHECK(statistics_of(values).outliers.empty());
  values.head(9).setConstant(1e6);  // two values: an indicator
  CHECK(statistics_of(values).outliers.empty());
  values.head(9).array() += 1000;  // far from the rest, but together
  values[0] += 1;
  CHECK(statistics_of(values).outliers.empty());
}

TEST_CASE("the common value is no outlier of the others") {
  Vector<double> values = Vector<double>::Zero(100);
  for (Index i = 0; i < 20; ++i) values[i] = 1000 + static_cast<double>(i);
  CHECK(statistics_of(values).outliers.empty());
  values[3] = 5000;
  CHECK(statistics_of(values).outliers == Indices{3});
}
