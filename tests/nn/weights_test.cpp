// A row of weight w is w rows: losses, their derivatives and baselines against a table in which the rows stand that often.
#include "networks.h"
#include "nn/baseline.h"
#include "test.h"

namespace {
using Set = std::shared_ptr<const TrainingSet<double>>;

/// Each row as often as its weight says.
Set repeated(const TrainingSet<double>& data) {
  std::vector<Index> rows;
  for (Index i = 0; i < data.rows(); ++i) rows.insert(rows.end(), static_cast<std::size_t>(data.weights[i]), i);
  return std::make_shared<const TrainingSet<double>>(Matrix<double>(data.inputs(Eigen::all, rows)),
                                                     Matrix<double>(data.targets(Eigen::all, rows)));
}

struct Derivatives {
  double loss, full_loss, vHv;
  Vector<double> g, Hv, Gv;
};

Derivatives derivatives_of(const Set& data, const ModelSpec& spec, const std::string& loss) {
  const auto objective = network<double>(data, spec, loss);
  const Vector<double> theta = start_of(*data, spec, 3), v = random_vector<double>(theta.size(), 4);
  Derivatives d{0, objective->full_loss(theta), 0, v, v, v};
  objective->begin_step(0);
  d.loss = objective->evaluate(theta);
  objective->gradient(d.g);
  objective->hvp(v, d.Hv);
  objective->gauss_newton_product(v, d.Gv);
  d.vHv = objective->curvature(v);
  return d;
}
}  // namespace

TEST_CASE("a row of weight w counts as w rows, and the loss is divided by the rows of the table") {
  ModelSpec spec = run_spec("--hidden 5 --activation tanh --init pytorch").model;
  for (const LossRow& loss : losses()) {
    CAPTURE(loss.name);
    const Set data = weighted(*data_for<double>(loss, 3, 2, 301, 6)), often = repeated(*data);
    const double factor =  // from a mean over the repeated rows to one over the rows
        loss.is_mean() ? static_cast<double>(often->rows()) / static_cast<double>(data->rows()) : 1;
    const Derivatives a = derivatives_of(data, spec, std::string(loss.name)),
                      b = derivatives_of(often, spec, std::string(loss.name));
    CHECK_EACH(is_close(a.loss, factor * b.loss, 1e-12), is_close(a.full_loss, factor * b.full_loss, 1e-12),
               is_close(a.vHv, factor * b.vHv, 1e-11));
    CHECK_EACH(relative_error(a.g, Vector<double>(factor * b.g)) < 1e-11,
               relative_error(a.Hv, Vector<double>(factor * b.Hv)) < 1e-11);
    if (b.Gv.norm() > 0) CHECK(relative_error(a.Gv, Vector<double>(factor * b.Gv)) < 1e-11);
    const double parameter = loss.parameter_of(spec);
    CHECK(is_close(baseline_loss(loss, data->targets, parameter, data->weights),
                   factor * baseline_loss(loss, often->targets, parameter), 1e-12));
    CHECK(is_close(lowest_loss(loss, *data), factor * lowest_loss(loss, *often), 1e-12));
  }
}

TEST_CASE("batches and subsets take the weights of their rows along") {
  const ModelSpec spec = run_spec("--hidden none").model;
  const Set data = weighted(*training_data<double>(2, 1, 40, false, 8));
  const Vector<double> theta = start_of(*data, spec, 1);
  const auto whole = network<double>(data, spec, "mse");
  for (const Index batch : {Index{1}, Index{8}}) {
    const auto objective = network<double>(data, spec, "mse", batch, 5);
    double sum = 0;
    for (Index step = 0; step < objective->steps_per_epoch(); ++step) {
      objective->begin_step(step);
      sum += objective->evaluate(theta) * objective->batch_share();
    }
    CHECK(is_close(sum, whole->full_loss(theta), 1e-12));
  }
  const Set some = subset_of<double>(data, 15, 2);
  REQUIRE(some->weights.size() == 15);
  for (Index i = 0; i < 15; ++i) {
    Index from = 0;
    (data->inputs.colwise() - some->inputs.col(i)).colwise().squaredNorm().minCoeff(&from);
    CHECK(some->weights[i] == data->weights[from]);
  }
}

TEST_CASE("accuracy counts rows, whatever their weights") {
  const ModelSpec spec = run_spec("--hidden none --no-bias yes").model;
  Matrix<double> x(1, 4), target(1, 4);
  x << 0.4, 2, -1, -3;
  target << 1, 1, 1, 0;
  const Vector<double> weights{{1, 1, 100, 1}}, theta = Vector<double>::Ones(1);
  const auto data = std::make_shared<const TrainingSet<double>>(x, target, weights);
  Mlp<double> net(data, spec, "binary-cross-entropy", BatchOrder(4, 4, false, 0), {.has_classes = true});
  CHECK(net.accuracy(theta).value() == 0.75);
}
