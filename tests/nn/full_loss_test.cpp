#include "networks.h"
#include "test.h"

TEST_CASE("the loss over all rows is the same in chunks and at once, for means and for sums") {
  ModelSpec spec = run_spec("--hidden 6").model;
  for (const LossRow& loss : losses()) {
    const auto data = training_data<double>(3, 2, 700, loss.task == Task::classification, 4);
    const Vector<double> theta = start_of(*data, spec, 4);
    const auto at_once = network<double>(data, spec, std::string(loss.name));
    const auto in_chunks = network<double>(data, spec, std::string(loss.name), 32);
    at_once->begin_step(0);
    INFO(loss.name);
    CHECK(is_close(in_chunks->full_loss(theta), at_once->evaluate(theta), 1e-12));
  }
}

TEST_CASE("a unit is dead only if it is dead on every chunk of the data") {
  ModelSpec spec = run_spec("--hidden 2").model;
  Matrix<double> x = Matrix<double>::Constant(1, 700, -1);
  x(0, 650) = 1;  // the one row on which the first unit is alive
  const auto data = std::make_shared<const TrainingSet<double>>(x, Matrix<double>::Zero(1, 700));
  Vector<double> theta(7);
  theta << 1, 1, 0, -5, 1, 1, 0;
  CHECK(network<double>(data, spec, "mse", 32)->dead_units(theta) == std::vector<Index>{1});
}

TEST_CASE("accuracy is the share of rows whose class has the largest output, and NaN predicts no class") {
  const ModelSpec spec = run_spec("--hidden none --no-bias yes").model;
  Matrix<double> x(1, 700), classes = Matrix<double>::Zero(2, 700);
  for (Index j = 0; j < 700; ++j) {
    x(0, j) = j < 500 ? 1 : -1;       // outputs (x, −x): class 0 in the first 500 rows
    classes(j < 400 ? 0 : 1, j) = 1;  // 100 of these are of class 1
  }
  x(0, 699) = not_a_number;
  const auto data = std::make_shared<const TrainingSet<double>>(x, classes);
  Vector<double> theta(2);
  theta << 1, -1;
  const BatchOrder order(700, 32, false, 0);
  CHECK(Mlp<double>(data, spec, "cross-entropy", order, {.has_classes = true}).accuracy(theta).value() == 599. / 700);
  CHECK(!Mlp<double>(data, spec, "mse", order).accuracy(theta));
}

TEST_CASE("after a pass over all rows the next step finds its batch again") {
  ModelSpec spec = run_spec("--hidden 6").model;
  const auto data = training_data<double>(3, 1, 100, false, 5);
  const Vector<double> theta = start_of(*data, spec, 5);
  for (const Index batch : {Index{16}, Index{0}}) {
    const auto objective = network<double>(data, spec, "mse", batch);
    objective->begin_step(2);
    const double before = objective->evaluate(theta);
    objective->full_loss(theta);
    objective->begin_step(2);
    CHECK(objective->evaluate(theta) == before);
  }
}
