// The batch limits that a run's record carries, against rows put together by hand.
#include "curvature/batch_limit.h"
#include "problems.h"
#include "test.h"

namespace {
RunSpec linear(const std::string& flags) { return run_spec("--hidden none --precision float64 " + flags); }

StartCurvature start_with(const Dataset& data, const RunSpec& spec) {
  return problem_of(data, spec).start_curvature(spec);
}

/// √c·(x, 1) of every row, c the second derivative of a row's loss.
RankOneRows rows_of(const Dataset& data, double c, double decay = 0) {
  Matrix<double> u(data.rows(), data.inputs.rows() + 1);
  u.leftCols(data.inputs.rows()) = data.inputs.transpose();
  u.rightCols(1).setOnes();
  return RankOneRows(std::sqrt(c) * u, decay);
}

double exact(const RankOneRows& rows, Index batch, const Momentum& momentum = {}) {
  return mean_square_limit(rows, variance_factor(rows.rows(), batch, false), momentum).value();
}
}  // namespace

TEST_CASE("a linear model's batch limit is that of its rows, whatever loss, optimizer and weight decay") {
  const Dataset data = diabetes();
  const auto limit = [&](const std::string& flags) {
    const StartCurvature start = start_with(data, linear(flags));
    CHECK(start.batch_rule == BatchRule::exact);
    CHECK((start.almost_sure_limit > start.batch_limit && start.almost_sure_error > 0.0));
    return start.batch_limit.value();
  };
  CHECK(is_close(limit("--batch-size 1"), exact(rows_of(data, 2), 1), 1e-9));
  CHECK(is_close(limit("--batch-size 4 --loss half-mse"), exact(rows_of(data, 1), 4), 1e-9));
  CHECK(is_close(limit("--batch-size 4 --loss sse"), exact(rows_of(data, 2), 4) / 4, 1e-9));  // sums over the batch
  CHECK(
      is_close(limit("--batch-size 4 --optimizer heavy-ball --momentum .5"), exact(rows_of(data, 2), 4, {0.5}), 1e-9));
  CHECK(is_close(limit("--batch-size 4 --optimizer nesterov"), exact(rows_of(data, 2), 4, {0.9, true}), 1e-9));
  CHECK(is_close(limit("--batch-size 4 --weight-decay .5"), exact(rows_of(data, 2, 0.5), 4), 1e-9));
}

TEST_CASE("rows drawn with replacement have the limit of independent draws") {
  const Dataset data = diabetes();
  const StartCurvature start = start_with(data, linear("--batch-size 4 --sampling replacement"));
  CHECK(is_close(start.batch_limit.value(), mean_square_limit(rows_of(data, 2), 0.25, {}).value(), 1e-9));
  CHECK(is_close(start.almost_sure_limit.value(), 0.198, 0.02));
}

TEST_CASE("a wide linear model has the bound of its top eigenvector, and no matrix of columns by columns") {
  Dataset data = diabetes();
  Matrix<double> wide(120, data.rows());  // past the exact solution, of the same rank
  for (Index i = 0; i < wide.rows(); ++i) wide.row(i) = data.inputs.row(i % data.inputs.rows()) / std::sqrt(12.0);
  const RankOneRows narrow = rows_of(data, 2);
  data.inputs = wide;
  data.feature_names.assign(120, "x");
  const StartCurvature start = start_with(data, linear("--batch-size 1"));
  CHECK(start.batch_rule == BatchRule::linear_bound);
  const AlongDirection top{narrow.eigenvalues()[10], narrow.u().col(10).array().pow(4).mean()};
  CHECK(is_close(start.batch_limit.value(), mean_square_bound(top, 0, 1, {}).value(), 1e-6));
}

TEST_CASE("outputs side by side have the limit of one") {
  DataSpec spec;
  spec.scale = spec.scale_target = Scaling::standard;
  spec.targets = {"glu", "progression"};
  const Dataset two = read_dataset("case:diabetes", spec);
  REQUIRE(two.targets.rows() == 2);
  const StartCurvature start = start_with(two, linear("--batch-size 2"));
  CHECK(is_close(start.batch_limit.value(), exact(rows_of(two, 1), 2), 1e-9));  // mse is a mean over both
}

TEST_CASE("of a network the limit is the bound along its top eigenvector, and lies above that of products") {
  const Dataset data = diabetes();
  RunSpec spec = run_spec("--hidden 8 --activation tanh --precision float64 --batch-size 1 --batch-products 4000");
  const StartCurvature start = start_with(data, spec);
  CHECK(start.batch_rule == BatchRule::network_bound);
  CHECK((start.batch_limit < start.limit && start.batch_limit > 0.1 * *start.limit));
  CHECK((start.almost_sure_limit > 0.0 && start.almost_sure_steps == 4000));
  spec.batch_size.rows = 400;
  CHECK(start_with(data, spec).batch_limit > 0.99 * *start.limit);
}

TEST_CASE("there is no batch limit where every step sees all rows, or where the step is not linear in the gradient") {
  const Dataset data = diabetes();
  for (const std::string flags :
       {"--batch-size full", "--batch-size 4 --optimizer adam", "--batch-size 4 --clip-norm 1",
        "--batch-size 4 --layer-lr 1=.1", "--batch-size 4 --sharpness-every 0"}) {
    CAPTURE(flags);
    const StartCurvature start = start_with(data, linear(flags));
    CHECK_EACH(!start.batch_limit, !start.batch_rule, !start.almost_sure_limit);
  }
}
