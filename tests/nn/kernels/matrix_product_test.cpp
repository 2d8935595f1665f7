// Products against the definition: every element one sum, in order, of fused multiply-adds where there are any.
#include "nn/kernels/matrix_product.h"

#include "base/random.h"
#include "test.h"

namespace {
constexpr Index gap = 3;  // behind every row: memory that a product must not touch

template <class S>
struct Padded {
  Index rows, columns;
  std::vector<S> numbers;
  Padded(Index r, Index c, std::uint64_t seed) : rows(r), columns(c), numbers(static_cast<std::size_t>(r * (c + gap))) {
    const Random random(seed, Stream::initial_weights, 0);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<S>(random.normal(i));
  }
  Index step() const { return columns + gap; }
  S& at(Index i, Index j) { return numbers[static_cast<std::size_t>(i * step() + j)]; }
};

bool has_fused() {
  // (1 + ε)(1 − ε) − 1 = −ε² without rounding in between.
  const float one = 1.0F, epsilon = std::numeric_limits<float>::epsilon();
  const float left = one + epsilon, right = one - epsilon;
  float result = -1;
  MatrixProduct<float> p;
  p.rows = p.columns = p.depth = 1;
  p.left = &left;
  p.left_row_step = p.left_column_step = 1;
  p.right = &right;
  p.right_step = p.result_step = 1;
  p.result = &result;
  p.adds = true;
  multiply(p);
  return result != 0;
}

/// The sum of its terms, in order.
template <class S>
S element(const MatrixProduct<S>& p, Index i, Index j, S start, bool is_fused) {
  S sum = start;
  for (Index k = 0; k < p.depth; ++k) {
    const S l = p.left[i * p.left_row_step + k * p.left_column_step], r = p.right[k * p.right_step + j];
    sum = is_fused ? std::fma(l, r, sum) : sum + l * r;
  }
  return sum;
}

/// left · right, `left` or its transpose, into `result`.
template <class S>
MatrixProduct<S> product_of(Padded<S>& left, bool is_transposed, Padded<S>& right, Padded<S>& result) {
  MatrixProduct<S> p;
  p.rows = result.rows;
  p.depth = right.rows;
  p.columns = result.columns;
  p.left = left.numbers.data();
  p.left_row_step = is_transposed ? 1 : left.step();
  p.left_column_step = is_transposed ? left.step() : 1;
  p.right = right.numbers.data();
  p.right_step = right.step();
  p.result = result.numbers.data();
  p.result_step = result.step();
  return p;
}

template <class S>
void check(Index rows, Index depth, Index columns, bool is_transposed, bool adds, bool has_bias) {
  INFO(rows << " × " << depth << " × " << columns << (is_transposed ? ", transposed" : "") << (adds ? ", adds" : "")
            << (has_bias ? ", bias" : ""));
  Padded<S> left(is_transposed ? depth : rows, is_transposed ? rows : depth, 1), right(depth, columns, 2),
      result(rows, columns, 3);
  Padded<S> before = result, bias(1, rows, 4);
  MatrixProduct<S> p = product_of(left, is_transposed, right, result);
  p.adds = adds;
  p.bias = has_bias ? bias.numbers.data() : nullptr;
  multiply(p);
  const bool is_fused = has_fused();
  int wrong = 0;
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) {
      const S start = adds ? before.at(i, j) : has_bias ? bias.at(0, i) : S(0);
      wrong += result.at(i, j) != element(p, i, j, start, is_fused);
    }
    for (Index j = columns; j < result.step(); ++j) wrong += result.at(i, j) != before.at(i, j);
  }
  CHECK(wrong == 0);
}

template <class S>
void check_sizes() {
  for (const Index rows : {1, 2, 3, 5, 7, 12, 13, 27})
    for (const Index columns : {1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 50})
      for (const Index depth : {1, 4, 33}) check<S>(rows, depth, columns, rows % 2 == 0, depth == 4, depth == 33);
  for (const bool is_transposed : {false, true}) {
    check<S>(13, 600, 40, is_transposed, false, true);  // blocks of the depth
    check<S>(13, 600, 40, is_transposed, true, false);
    check<S>(3, 256, 1500, is_transposed, false, true);  // blocks of columns
    check<S>(4, 0, 9, is_transposed, false, true);       // nothing to add up
  }
}
}  // namespace

TEST_CASE("every element of a product is one sum in order, whatever the size, and nothing else is written") {
  check_sizes<float>();
  check_sizes<double>();
}

TEST_CASE("a transpose is one, of any size") {
  const auto check_transpose = []<class S>(S) {
    for (const Index rows : {1, 2, 3, 4, 5, 8, 11})
      for (const Index columns : {1, 2, 3, 4, 7, 16, 17}) {
        std::vector<S> from(static_cast<std::size_t>(rows * columns)), to(from.size() + 1, S(-1));
        for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<S>(i);
        transpose(from.data(), rows, columns, to.data());
        int wrong = to.back() != S(-1);
        for (Index i = 0; i < rows; ++i)
          for (Index j = 0; j < columns; ++j)
            wrong += to[static_cast<std::size_t>(j * rows + i)] != from[static_cast<std::size_t>(i * columns + j)];
        INFO(rows << " × " << columns);
        CHECK(wrong == 0);
      }
  };
  check_transpose(float());
  check_transpose(double());
}

TEST_CASE("NaN in one row or column of a product stays there") {
  Padded<float> left(14, 9, 1), right(9, 21, 2), result(14, 21, 3);
  left.at(5, 3) = std::nanf("");
  right.at(2, 17) = std::numeric_limits<float>::infinity();
  multiply(product_of(left, false, right, result));
  for (Index i = 0; i < 14; ++i)
    for (Index j = 0; j < 21; ++j) CHECK(std::isfinite(result.at(i, j)) == (i != 5 && j != 17));
}
