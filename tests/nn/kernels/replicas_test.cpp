// Replicas side by side against the network that trains alone: losses, gradients, momentum, rows of each lane's own.
#include "nn/kernels/replicas.h"
#include "networks.h"
#include "test.h"

namespace {
struct Case {
  std::string activation = "tanh";
  std::string loss = "mse";
  std::vector<long long> hidden = {7, 5};
  bool bias = true;
};

ModelSpec model_of(const Case& c) {
  ModelSpec spec = run_spec("--init pytorch").model;
  spec.hidden = c.hidden;
  spec.activation = c.activation;
  spec.bias = c.bias;
  return spec;
}

/// The gradient in a lane, read off one step of rate 1.
template <Real S>
Vector<S> step_of(Replicas<S>& replicas, Index lane, const Vector<S>& theta) {
  return theta - replicas.parameters(lane);
}

template <Real S>
std::vector<double> same(const Replicas<S>& replicas, double value) {
  return std::vector<double>(replicas.layout().blocks().size(), value);
}

/// Every lane another θ; loss and gradient of each against Mlp's.
template <Real S>
void check_against_mlp(const Case& c, Index rows, double tolerance) {
  const bool classes = c.loss == "cross-entropy";
  const auto data = training_data<S>(6, 3, rows, classes, 5);
  const ModelSpec spec = model_of(c);
  Replicas<S> replicas(data, spec, c.loss, rows, ReplicaRule::sgd);
  const auto alone = network<S>(data, spec, c.loss);
  std::vector<Vector<S>> thetas;
  for (Index lane = 0; lane < replicas.lanes(); ++lane) {
    thetas.push_back(start_of<S>(*data, spec, static_cast<std::uint64_t>(lane)));
    replicas.put(lane, thetas.back(), 0);
    replicas.set_rates(lane, same(replicas, 1));
  }
  replicas.evaluate();
  replicas.descend();
  alone->begin_step(0);
  Vector<S> g(alone->dimension());
  for (Index lane = 0; lane < replicas.lanes(); ++lane) {
    const Vector<S>& theta = thetas[static_cast<std::size_t>(lane)];
    INFO(c.activation << " " << c.loss << " rows " << rows << " lane " << lane);
    CHECK(is_close(static_cast<double>(replicas.loss(lane)), static_cast<double>(alone->evaluate(theta)), tolerance));
    alone->gradient(g);
    CHECK(relative_error(step_of(replicas, lane, theta), g) < 30 * tolerance);
    CHECK(replicas.is_finite(lane));
  }
}
}  // namespace

TEST_CASE("replicas have the loss and the gradient of the network that trains alone, for every activation and loss") {
  for (const Activation& activation : activations())
    for (const char* loss : {"mse", "half-mse", "sse", "half-sse", "mae", "huber", "cross-entropy"})
      check_against_mlp<double>({std::string(activation.name), loss}, 13, 1e-13);
}

TEST_CASE("blocks of every size, depths, widths and biases agree with the network that trains alone") {
  for (const Index rows : {1, 3, 4, 15, 16, 17, 41})
    for (const bool bias : {true, false})
      for (const std::vector<long long>& hidden : {std::vector<long long>{}, {1}, {16}, {8, 9}, {4, 4, 4}, {33}}) {
        check_against_mlp<double>({"tanh", "mse", hidden, bias}, rows, 1e-13);
        check_against_mlp<float>({"relu", "half-mse", hidden, bias}, rows, 1e-5);
      }
}

TEST_CASE("a lane trains on rows of its own, and not on those that others have more") {
  const auto data = training_data<double>(4, 2, 40, false, 3);
  const ModelSpec spec = model_of({"sigmoid", "mse", {6}});
  Replicas<double> replicas(data, spec, "mse", 16, ReplicaRule::sgd);
  const Vector<double> theta = start_of<double>(*data, spec, 1);
  std::vector<std::vector<int>> rows;
  for (Index lane = 0; lane < replicas.lanes(); ++lane) {
    rows.emplace_back();
    for (int k = 0; k < 16 - 3 * static_cast<int>(lane % 5); ++k)
      rows.back().push_back((k * 7 + 5 * static_cast<int>(lane)) % 40);
    replicas.put(lane, theta, 0);
    replicas.set_rates(lane, same(replicas, 1));
    replicas.select_rows(lane, rows.back());
  }
  replicas.evaluate();
  replicas.descend();
  for (Index lane = 0; lane < replicas.lanes(); ++lane) {
    const auto& own = rows[static_cast<std::size_t>(lane)];
    const auto count = static_cast<Index>(own.size());
    Matrix<double> inputs(4, count), targets(2, count);
    for (Index j = 0; j < count; ++j) {
      inputs.col(j) = data->inputs.col(own[static_cast<std::size_t>(j)]);
      targets.col(j) = data->targets.col(own[static_cast<std::size_t>(j)]);
    }
    const auto alone = network<double>(std::make_shared<const TrainingSet<double>>(inputs, targets), spec, "mse");
    Vector<double> g(theta.size());
    alone->begin_step(0);
    CHECK(is_close(replicas.loss(lane), alone->evaluate(theta), 1e-13));
    alone->gradient(g);
    CHECK(relative_error(step_of(replicas, lane, theta), g) < 1e-11);
  }
}

TEST_CASE("what is not finite in one lane stays there") {
  const auto data = training_data<float>(5, 1, 20, false, 2);
  for (const char* activation : {"tanh", "relu", "gelu"})
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      const ModelSpec spec = model_of({activation, "mse", {8}});
      Replicas<float> replicas(data, spec, "mse", 20, ReplicaRule::sgd);
      for (Index lane = 0; lane < replicas.lanes(); ++lane) {
        Vector<float> theta = start_of<float>(*data, spec, 4);
        if (lane == 1) theta[3] = bad;
        replicas.put(lane, theta, 0);
        replicas.set_rates(lane, same(replicas, 0.01));
      }
      replicas.evaluate();
      replicas.descend();
      for (Index lane = 0; lane < replicas.lanes(); ++lane) {
        INFO(activation << " " << bad << " lane " << lane);
        CHECK_EACH(replicas.is_finite(lane) == (lane != 1), (std::isfinite(replicas.loss(lane)) || lane == 1));
        CHECK(replicas.loss(lane == 1 ? 0 : lane) == replicas.loss(0));
      }
      if (std::isnan(bad)) CHECK(std::isnan(replicas.loss(1)));
    }
}

TEST_CASE("velocities, decay and rates of blocks are those of each lane") {
  const auto data = training_data<double>(3, 1, 10, false, 8);
  const ModelSpec spec = model_of({"tanh", "mse", {4}});
  for (const bool looks_ahead : {false, true}) {
    Replicas<double> replicas(data, spec, "mse", 10, looks_ahead ? ReplicaRule::nesterov : ReplicaRule::heavy_ball);
    const auto alone = network<double>(data, spec, "mse");
    alone->begin_step(0);
    const std::vector<double> rates = {0.1, 0.2, 0.3, 0.4}, decay = {0.01, 0, 0.02, 0}, factor = {1, 2, 0.5, 1};
    if (replicas.lanes() < 2) return;
    for (Index lane = 0; lane < replicas.lanes(); ++lane) {
      replicas.put(lane, start_of<double>(*data, spec, 6), 0.1 * static_cast<double>(lane + 1));
      replicas.set_gradient(lane, factor, decay);
    }
    Vector<double> theta = start_of<double>(*data, spec, 6), v = Vector<double>::Zero(theta.size()), g(theta.size());
    for (int step = 0; step < 3; ++step) {
      for (Index lane = 0; lane < replicas.lanes(); ++lane) replicas.set_rates(lane, rates);
      replicas.evaluate();
      replicas.descend();
      alone->evaluate(theta);
      alone->gradient(g);
      const auto blocks = replicas.layout().blocks();
      for (std::size_t b = 0; b < blocks.size(); ++b)
        for (Index i = blocks[b].offset; i < blocks[b].offset + blocks[b].rows * blocks[b].cols; ++i) {
          const double beta = 0.2, effective = factor[b] * g[i] + decay[b] * theta[i] / factor[b];
          v[i] = beta * v[i] + effective;
          theta[i] -= rates[b] * (looks_ahead ? effective + beta * v[i] : v[i]);
        }
    }
    CHECK(relative_error(replicas.parameters(1), theta) < 1e-13);
    CHECK(relative_error(replicas.parameters(0), theta) > 1e-4);
  }
}

TEST_CASE("a lane that is given another network starts anew, and the others do not notice") {
  const auto data = training_data<double>(3, 1, 10, false, 8);
  const ModelSpec spec = model_of({"relu", "mse", {4}});
  Replicas<double> replicas(data, spec, "mse", 10, ReplicaRule::heavy_ball),
      undisturbed(data, spec, "mse", 10, ReplicaRule::heavy_ball);
  if (replicas.lanes() < 2) return;
  for (Index lane = 0; lane < replicas.lanes(); ++lane)
    for (auto* each : {&replicas, &undisturbed}) each->put(lane, start_of<double>(*data, spec, 6), 0.9);
  const auto step = [&](Replicas<double>& each) {
    for (Index lane = 0; lane < each.lanes(); ++lane) each.set_rates(lane, same(each, 0.05));
    each.evaluate();
    each.descend();
  };
  for (int t = 0; t < 4; ++t) {
    if (t == 2) replicas.put(1, start_of<double>(*data, spec, 9), 0.9);
    step(replicas);
    step(undisturbed);
  }
  CHECK(replicas.parameters(0) == undisturbed.parameters(0));
  Replicas<double> fresh(data, spec, "mse", 10, ReplicaRule::heavy_ball);
  fresh.put(0, start_of<double>(*data, spec, 9), 0.9);
  step(fresh);
  step(fresh);
  CHECK(replicas.parameters(1) == fresh.parameters(0));
}
