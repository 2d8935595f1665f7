#include "nn/loss.h"

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
}  // namespace

TEST_CASE("predicting the mean of 1 to n costs their variance, summed where the loss is a sum") {
  const Index n = 401;
  const double count = static_cast<double>(n);
  const double variance = (count * count - 1) / 12;
  const Dataset data = regression(Vector<double>::LinSpaced(n, 1, count).transpose());
  CHECK(is_close(baseline_loss("mse", data, 1), variance, 1e-14));
  CHECK(is_close(baseline_loss("half-mse", data, 1), variance / 2, 1e-14));
  CHECK(is_close(baseline_loss("sse", data, 1), variance * count, 1e-14));
  CHECK(is_close(baseline_loss("half-sse", data, 1), variance * count / 2, 1e-14));
  // Σ|x| over −200 … 200 is 200·201.
  CHECK(is_close(baseline_loss("mae", data, 1), 200. * 201 / count, 1e-14));
  // Huber, d = 2: ½x² up to 2, then 2(|x| − 1).
  const double huber = 2 * (0.5 + 2) + 2 * 2 * (200. * 201 / 2 - 3 - 198);
  CHECK(is_close(baseline_loss("huber", data, 2), huber / count, 1e-14));
}

TEST_CASE("a scale of the targets is one of the numbers that the mean is compared with") {
  const Dataset data = regression(Vector<double>::LinSpaced(401, 1, 401).transpose());
  Dataset scaled = data;
  scaled.targets *= 0.25;
  for (const char* loss : {"mse", "half-mse", "sse", "half-sse", "mae", "huber"})
    CHECK(baseline_loss(loss, data, 2, 0.25) == baseline_loss(loss, scaled, 2));
  CHECK(is_close(baseline_loss("mse", data, 2, 0.25), baseline_loss("mse", data, 2) / 16, 1e-14));
}

TEST_CASE("with several targets mse is their mean variance and half-mse half their sum") {
  Matrix<double> targets(2, 4);
  targets << 1, -1, 1, -1, 10, 14, 10, 14;
  const Dataset data = regression(targets);
  CHECK(is_close(baseline_loss("mse", data, 1), 2.5, 1e-15));
  CHECK(is_close(baseline_loss("half-mse", data, 1), 2.5, 1e-15));
  CHECK(is_close(baseline_loss("sse", data, 1), 20, 1e-15));
}

TEST_CASE("predicting the class frequencies costs the entropy of the classes") {
  const Dataset data = classes({10, 30, 60});
  const double entropy = -(0.1 * std::log(0.1) + 0.3 * std::log(0.3) + 0.6 * std::log(0.6));
  CHECK(is_close(baseline_loss("cross-entropy", data, 1), entropy, 1e-14));
  CHECK(is_close(baseline_loss("naive-cross-entropy", data, 1), entropy, 1e-14));
  CHECK(is_close(baseline_loss("cross-entropy", classes({5, 5}), 1), std::log(2), 1e-15));
  // The mean of a 0/1 column is the frequency f, its variance f(1 − f).
  CHECK(is_close(baseline_loss("mse", data, 1), (0.09 + 0.21 + 0.24) / 3, 1e-14));
}

TEST_CASE("the baseline is the loss over all rows of a network that answers with the mean") {
  const auto random = training_data<double>(3, 2, 300'000, false, 9);  // several chunks
  Dataset data;
  data.inputs = random->inputs;
  data.targets = random->targets;
  ModelSpec spec = run_spec("--hidden none").model;
  Vector<double> theta = Vector<double>::Zero(8);
  theta.tail(2) = data.targets.rowwise().mean();
  for (const std::string loss : {"mse", "half-mse", "sse", "half-sse", "mae", "huber"}) {
    INFO(loss);
    CHECK(is_close(network<double>(random, spec, loss)->full_loss(theta), baseline_loss(loss, data, 1), 1e-11));
  }
}

TEST_CASE("a baseline that overflows is infinite, one at 1e150 is not") {
  Matrix<double> targets(1, 2);
  targets << 1e150, -1e150;
  CHECK(is_close(baseline_loss("mse", regression(targets), 1), 1e300, 1e-14));
  CHECK(std::isinf(baseline_loss("mse", regression(targets * 1e10), 1)));
  CHECK_THROWS_AS(baseline_loss("mean", regression(targets), 1), UsageError);
}
