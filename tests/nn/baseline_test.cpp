#include "nn/baseline.h"

#include "networks.h"
#include "test.h"

namespace {
Dataset regression(Matrix<double> targets) {
  Dataset data;
  data.inputs = Matrix<double>::Zero(1, targets.cols());
  data.targets = std::move(targets);
  return data;
}

/// `counts` rows of each class, one class after the other.
Dataset classes(const std::vector<Index>& counts) {
  Index rows = 0;
  for (const Index count : counts) rows += count;
  Matrix<double> targets = Matrix<double>::Zero(static_cast<Index>(counts.size()), rows);
  Index row = 0;
  for (std::size_t i = 0; i < counts.size(); ++i)
    for (Index j = 0; j < counts[i]; ++j) targets(static_cast<Index>(i), row++) = 1;
  Dataset data = regression(targets);
  data.task = Task::classification;
  return data;
}
double baseline(std::string_view loss, const Dataset& data, double huber_delta) {
  return baseline_loss(find_named(losses(), loss, "loss"), data.targets, huber_delta);
}
}  // namespace

TEST_CASE("predicting the mean of 1 to n costs their variance, summed where the loss is a sum") {
  const Index n = 401;
  const double count = static_cast<double>(n);
  const double variance = (count * count - 1) / 12;
  const Dataset data = regression(Vector<double>::LinSpaced(n, 1, count).transpose());
  CHECK(is_close(baseline("mse", data, 1), variance, 1e-14));
  CHECK(is_close(baseline("half-mse", data, 1), variance / 2, 1e-14));
  CHECK(is_close(baseline("sse", data, 1), variance * count, 1e-14));
  CHECK(is_close(baseline("half-sse", data, 1), variance * count / 2, 1e-14));
  // Σ|x| over −200 … 200 is 200·201.
  CHECK(is_close(baseline("mae", data, 1), 200. * 201 / count, 1e-14));
  // Huber, d = 2: ½x² up to 2, then 2(|x| − 1).
  const double huber = 2 * (0.5 + 2) + 2 * 2 * (200. * 201 / 2 - 3 - 198);
  CHECK(is_close(baseline("huber", data, 2), huber / count, 1e-14));
}

TEST_CASE("the best constant is the median for mae, and where the cut residuals cancel for huber") {
  Matrix<double> targets(1, 3);
  targets << 0, 10, 0;
  const Dataset data = regression(targets);
  CHECK(is_close(baseline("mae", data, 1), 10. / 3, 1e-15));
  // −c − c + 1 = 0 at c = ½: 2·½c² + (9½ − ½).
  CHECK(is_close(baseline("huber", data, 1), 9.25 / 3, 1e-15));
  // An even number of rows: every constant from 2 to 4 is as good.
  targets.resize(1, 4);
  targets << 4, 1, 9, 2;
  CHECK(is_close(baseline("mae", regression(targets), 1), 10. / 4, 1e-15));
}

TEST_CASE("no other constant has a lower loss") {
  const auto random = training_data<double>(3, 2, 300'000, false, 9);  // several chunks
  Dataset data;
  data.targets = random->targets.array().cube();
  data.inputs = random->inputs;
  const auto cubes = std::make_shared<const TrainingSet<double>>(data);
  ModelSpec spec = run_spec("--hidden none").model;
  for (const std::string loss : {"mse", "half-mse", "sse", "half-sse", "mae", "huber"}) {
    INFO(loss);
    const double best = baseline(loss, data, spec.huber_delta);
    const auto net = std::make_unique<Mlp<double>>(cubes, spec, loss, BatchOrder(cubes->rows(), 32, true, 1));
    Vector<double> theta = Vector<double>::Zero(8);
    double lowest = HUGE_VAL;
    for (double shift = -0.05; shift <= 0.05; shift += 0.0005) {
      theta.tail(2) = data.targets.rowwise().mean().array() + shift;
      lowest = std::min(lowest, net->full_loss(theta));
    }
    CHECK_EACH(best <= lowest * (1 + 1e-11), is_close(best, lowest, 1e-3));
  }
}

TEST_CASE("with several targets mse is their mean variance and half-mse half their sum") {
  Matrix<double> targets(2, 4);
  targets << 1, -1, 1, -1, 10, 14, 10, 14;
  const Dataset data = regression(targets);
  CHECK(is_close(baseline("mse", data, 1), 2.5, 1e-15));
  CHECK(is_close(baseline("half-mse", data, 1), 2.5, 1e-15));
  CHECK(is_close(baseline("sse", data, 1), 20, 1e-15));
}

TEST_CASE("predicting the class frequencies costs the entropy of the classes") {
  const Dataset data = classes({10, 30, 60});
  const double entropy = -(0.1 * std::log(0.1) + 0.3 * std::log(0.3) + 0.6 * std::log(0.6));
  CHECK(is_close(baseline("cross-entropy", data, 1), entropy, 1e-14));
  CHECK(is_close(baseline("naive-cross-entropy", data, 1), entropy, 1e-14));
  CHECK(is_close(baseline("cross-entropy", classes({5, 5}), 1), std::log(2), 1e-15));
  // The mean of a 0/1 column is the frequency f, its variance f(1 − f).
  CHECK(is_close(baseline("mse", data, 1), (0.09 + 0.21 + 0.24) / 3, 1e-14));
}

TEST_CASE("a baseline that overflows is infinite, one at 1e150 is not") {
  Matrix<double> targets(1, 2);
  targets << 1e150, -1e150;
  CHECK(is_close(baseline("mse", regression(targets), 1), 1e300, 1e-14));
  CHECK(std::isinf(baseline("mse", regression(targets * 1e10), 1)));
}

TEST_CASE("the best constant is the quantile, the logarithm of the mean, the log-odds") {
  Matrix<double> targets(1, 5);
  targets << 7, 1, 3, 9, 5;
  // τ = ¼: the second smallest, 3. Below it ¾·2, above ¼·(2 + 4 + 6).
  CHECK(is_close(baseline("quantile", regression(targets), 0.25), (0.75 * 2 + 0.25 * 12) / 5, 1e-15));
  CHECK(is_close(baseline("quantile", regression(targets), 0.5), baseline("mae", regression(targets), 1) / 2, 1e-15));
  // z = log 5: e^z − 5z.
  CHECK(is_close(baseline("poisson", regression(targets), 0), 5 - 5 * std::log(5), 1e-14));
  targets << 0, 0, 0, 0, 1;
  const double entropy = -(0.2 * std::log(0.2) + 0.8 * std::log(0.8));
  CHECK(is_close(baseline("binary-cross-entropy", regression(targets), 0), entropy, 1e-14));
  CHECK(is_close(baseline("clipped-cross-entropy", classes({4, 1}), 0), entropy, 1e-14));
  targets.setZero();
  CHECK(baseline("poisson", regression(targets), 0) < 1e-200);
  CHECK(baseline("binary-cross-entropy", regression(targets), 0) < 1e-200);
}

TEST_CASE("held rows of a kind that no row to train on has cost no infinity") {
  const auto set = [](double value, Index rows) {
    return TrainingSet<double>(Matrix<double>::Zero(1, rows), Matrix<double>::Constant(1, rows, value));
  };
  // Half a row of 10: p = 1/20, and a mean of 1/20.
  const LossRow& binary = find_named(losses(), "binary-cross-entropy", "loss");
  CHECK(is_close(held_baseline_loss(binary, set(0, 10), set(1, 3), 0), std::log(20), 1e-14));
  CHECK(is_close(held_baseline_loss(binary, set(1, 10), set(0, 3), 0), std::log(20), 1e-14));
  const LossRow& poisson = find_named(losses(), "poisson", "loss");
  CHECK(is_close(held_baseline_loss(poisson, set(0, 10), set(2, 3), 0), 0.05 + 2 * std::log(20), 1e-14));
}

TEST_CASE("the lowest loss of poisson is that of predicting each target, of all others 0") {
  Matrix<double> targets(1, 3);
  targets << 0, 1, 4;
  const TrainingSet<double> set(Matrix<double>::Zero(1, 3), targets);
  // t − t log t
  CHECK(is_close(lowest_loss(find_named(losses(), "poisson", "loss"), set), (1 + 4 - 4 * std::log(4)) / 3, 1e-14));
  CHECK(lowest_loss(find_named(losses(), "mse", "loss"), set) == 0);
}
