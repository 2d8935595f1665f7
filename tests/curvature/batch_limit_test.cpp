// The limits of minibatch descent: against the second-moment map itself, its figures for two data sets, and real products.
#include "curvature/batch_limit.h"

#include <Eigen/Eigenvalues>
#include <numbers>

#include "base/random.h"
#include "data/batch_order.h"
#include "problems.h"
#include "test.h"

namespace {
/// √2·(x, 1) of every row: the Hessian of (y − xᵀw − b)² is uuᵀ.
Matrix<double> rows_of(const Dataset& data) {
  Matrix<double> u(data.rows(), data.inputs.rows() + 1);
  u.leftCols(data.inputs.rows()) = data.inputs.transpose();
  u.rightCols(1).setOnes();
  return std::numbers::sqrt2 * u;
}

Matrix<double> heavy_tailed_rows(Index rows, Index columns, std::uint64_t seed) {
  const Random random(seed, Stream::directions, 0);
  Matrix<double> u(rows, columns);
  for (Index i = 0; i < u.size(); ++i) {
    const double x = 2 * random.uniform(static_cast<std::uint64_t>(i)) - 1;
    u(i % rows, i / rows) = x * x * x * (1.0 + static_cast<double>(i / rows));
  }
  return u;
}

Matrix<double> kronecker(const Matrix<double>& a, const Matrix<double>& b) {
  Matrix<double> all(a.rows() * b.rows(), a.cols() * b.cols());
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j) all.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
  return all;
}

/// The spectral radius of E[A ⊗ A], A the step of error and momentum, from the rows one by one. Batches of one row: then the
/// mean over all single rows is exact.
double radius_of_batch_1(const Matrix<double>& u, double decay, double eta, const Momentum& momentum) {
  const Index d = u.cols();
  const Matrix<double> one = Matrix<double>::Identity(d, d);
  Matrix<double> sum = Matrix<double>::Zero(4 * d * d, 4 * d * d);
  for (Index i = 0; i < u.rows(); ++i) {
    const Matrix<double> H = u.row(i).transpose() * u.row(i) + decay * one;
    Matrix<double> A(2 * d, 2 * d);
    if (momentum.is_nesterov)
      A << one - eta * (1 + momentum.beta) * H, -eta * momentum.beta * momentum.beta * one, H, momentum.beta * one;
    else
      A << one - eta * H, -eta * momentum.beta * one, H, momentum.beta * one;
    sum += kronecker(A, A);
  }
  return Eigen::EigenSolver<Eigen::MatrixXd>(sum / static_cast<double>(u.rows())).eigenvalues().cwiseAbs().maxCoeff();
}

BatchProduct batches_of(const RankOneRows& rows, Index batch, std::uint64_t seed) {
  auto order = std::make_shared<BatchOrder>(rows.rows(), batch, true, seed);
  return [&rows, order](Index t, const Vector<double>& e, Vector<double>& product) {
    const auto drawn = order->batch(t);
    product = rows.decay() * e;
    for (const int row : drawn)
      product += rows.u().row(row).dot(e) / static_cast<double>(drawn.size()) * rows.u().row(row).transpose();
  };
}
}  // namespace

TEST_CASE("the mean-square limit of a linear model knows the batch") {
  const Dataset data = diabetes();
  const RankOneRows rows(rows_of(data), 0);
  REQUIRE(rows.rank() == 11);
  const double lambda = rows.eigenvalues()[10];
  CHECK(is_close(2 / lambda, 0.24850, 1e-4));
  // Largest stable rate, and the bound along the top eigenvector, at these batch sizes.
  const std::vector<std::tuple<Index, double, double>> known = {
      {1, .0677, .1043},  {2, .1138, .1471},  {4, .1658, .1850},   {8, .2052, .2124},
      {16, .2273, .2294}, {32, .2384, .2389}, {128, .2466, .2466}, {442, .2485, .2485}};
  const AlongDirection top{lambda, rows.u().col(10).array().pow(4).mean()};
  for (const auto& [batch, exact, bound] : known) {
    const double p = variance_factor(442, batch, false);
    CAPTURE(batch);
    CHECK(std::abs(mean_square_limit(rows, p, {}).value() - exact) < 5.001e-5);
    CHECK(std::abs(mean_square_bound(top, 0, p, {}).value() - bound) < 5.001e-5);
  }
}

TEST_CASE("at the mean-square limit the spectral radius of the second-moment map is 1") {
  for (const std::uint64_t seed : {1, 2, 3})
    for (const double decay : {0.0, 0.02})
      for (const Momentum& momentum : {Momentum{}, Momentum{0.9}, Momentum{0.5}, Momentum{0.9, true}}) {
        const Matrix<double> u = heavy_tailed_rows(40, 3, seed);
        const RankOneRows rows(u, decay);
        const double eta = mean_square_limit(rows, variance_factor(40, 1, false), momentum).value();
        CAPTURE(seed, decay, momentum.beta, momentum.is_nesterov, eta);
        CHECK(std::abs(radius_of_batch_1(u, decay, eta, momentum) - 1) < 1e-10);
        CHECK(radius_of_batch_1(u, decay, 1.02 * eta, momentum) > 1);
      }
}

TEST_CASE("rows that all curve alike have the limit of a full batch, and so has the whole table") {
  const Matrix<double> u = Matrix<double>::Constant(10, 2, 3);
  const RankOneRows rows(u, 0);
  REQUIRE(rows.rank() == 1);
  CHECK(is_close(mean_square_limit(rows, 1, {}).value(), 2.0 / 18, 1e-12));
  CHECK(is_close(mean_square_limit(rows, 0, {0.9}).value(), 3.8 / 18, 1e-12));
  CHECK(is_close(mean_square_limit(rows, 0, {0.9, true}).value(), 3.8 / 2.8 / 18, 1e-12));
  CHECK_FALSE(mean_square_limit(RankOneRows(Matrix<double>::Zero(5, 2), 0), 1, {}).has_value());
}

TEST_CASE("the bound of one direction is never below the limit") {
  for (const std::uint64_t seed : {4, 5, 6, 7})
    for (const Momentum& momentum : {Momentum{}, Momentum{0.9}, Momentum{0.9, true}}) {
      const RankOneRows rows(heavy_tailed_rows(60, 6, seed), 0);
      const Index last = rows.rank() - 1;
      for (const Index batch : {1, 7, 59}) {
        const double p = variance_factor(60, batch, seed % 2 == 0);
        const double bound =
            mean_square_bound({rows.eigenvalues()[last], rows.u().col(last).array().pow(4).mean()}, 0, p, momentum)
                .value();
        CHECK(bound >= mean_square_limit(rows, p, momentum).value() * (1 - 1e-9));
      }
    }
}

TEST_CASE("the almost-sure limit is where products of batches as they are drawn neither grow nor shrink") {
  const Dataset data = diabetes();
  const RankOneRows rows(rows_of(data), 0);
  const Vector<double> start = Vector<double>::Ones(rows.rank());
  for (const auto& [batch, known] : {std::pair<Index, double>{1, .0771}, {4, .2039}, {16, .2647}}) {
    const double low = mean_square_limit(rows, variance_factor(442, batch, false), {}).value();
    const auto found = almost_sure_limit(batches_of(rows, batch, 0), start, 20'000, low, {});
    REQUIRE(found.has_value());
    CAPTURE(batch, found->limit, found->standard_error);
    CHECK(is_close(found->limit, known, 0.02));
    CHECK((found->standard_error > 0 && found->standard_error < 0.02 * known));
  }
}

TEST_CASE("of one direction the almost-sure limit is where the mean logarithm of its factors is 0") {
  // Factors 1 − η and 1 − 3η in turn: |1 − η||1 − 3η| = 1 at η = 4/3.
  const BatchProduct product = [](Index t, const Vector<double>& e, Vector<double>& g) { g = (t % 2 ? 3.0 : 1.0) * e; };
  const auto found = almost_sure_limit(product, Vector<double>::Ones(1), 2000, 0.5, {});
  CHECK(is_close(found.value().limit, 4.0 / 3, 1e-3));
  // With momentum and a constant curvature it is the limit of full batches.
  const BatchProduct constant = [](Index, const Vector<double>& e, Vector<double>& g) { g = 2 * e; };
  CHECK(is_close(almost_sure_limit(constant, Vector<double>::Ones(1), 4000, 0.5, {0.9}).value().limit, 1.9, 1e-3));
  CHECK(is_close(almost_sure_limit(constant, Vector<double>::Ones(1), 4000, 0.5, {0.9, true}).value().limit, 1.9 / 2.8,
                 1e-3));
  const BatchProduct nothing = [](Index, const Vector<double>& e, Vector<double>& g) { g = 0 * e; };
  CHECK_FALSE(almost_sure_limit(nothing, Vector<double>::Ones(1), 2000, 0.5, {}).has_value());
}
