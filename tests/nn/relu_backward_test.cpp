// What a ReLU hands down where it is 0: nothing (select), or 0 times what comes from above (multiply), in every engine.
#include "networks.h"
#include "nn/kernels/replicas.h"
#include "optim/optimizer.h"
#include "test.h"
#include "train/training_loop.h"

namespace {
/// x → two ReLUs → one output. θ: W1 (2 × 1), b1 (2), W2 (1 × 2), b2.
template <Real S>
struct DeadUnit {
  ModelSpec spec = run_spec("--hidden 2 --activation relu").model;
  std::shared_ptr<const TrainingSet<S>> data =
      std::make_shared<const TrainingSet<S>>(Matrix<S>::Constant(1, 4, 1), Matrix<S>::Zero(1, 4));
  Vector<S> theta{7};

  /// The first unit is off in every row, and what comes to it from above overflows: 20 · `huge`.
  explicit DeadUnit(ReluBackward backward) {
    spec.relu_backward = backward;
    theta << -1, 10, 0, 0, huge, 1, 0;
  }

  static constexpr S huge = std::numeric_limits<S>::max();

  std::unique_ptr<Mlp<S>> stand(Vector<S>& g) const {
    auto net = network<S>(data, spec, "sse");
    g.resize(7);
    CHECK(net->stand_at(0, theta, g) == 400);
    return net;
  }
};

Vector<double> finite_gradient() {
  Vector<double> g(7);  // δ = 2·10 in each of four rows; a = (0, 10)
  g << 0, 80, 0, 80, 0, 800, 80;
  return g;
}

RunRecord run_of(const std::string& flags, const std::shared_ptr<const TrainingSet<float>>& data) {
  const RunSpec spec = run_spec(flags);
  const auto objective = network<float>(data, spec.model, "mse");
  const auto optimizer = make_optimizer<float>(spec.optimizer, objective->dimension());
  return Trainer<float>(*objective, *optimizer, spec, start_of(*data, spec.model, spec.seed), nullptr).run();
}
}  // namespace

TEMPLATE_TEST_CASE("an overflow from above ends at a ReLU that is 0, unless it multiplies", "", float, double) {
  using S = TestType;
  Vector<S> g;
  DeadUnit<S>(ReluBackward::select).stand(g);
  CHECK(g.template cast<double>() == finite_gradient());
  DeadUnit<S>(ReluBackward::multiply).stand(g);
  CHECK_EACH(std::isnan(g[0]), std::isnan(g[2]), g[1] == 80, g[3] == 80, g[4] == 0, g[5] == 800, g[6] == 80);
}

TEMPLATE_TEST_CASE("second derivatives select where the gradient does", "", float, double) {
  using S = TestType;
  Vector<S> g, Hv(7), v = Vector<S>::Zero(7);
  for (const ReluBackward backward : {ReluBackward::select, ReluBackward::multiply}) {
    const DeadUnit<S> unit(backward);
    const auto net = unit.stand(g);
    const bool selects = backward == ReluBackward::select;
    CAPTURE(selects);
    v.setZero();
    // Along b2 the output moves by 1 and δ by 2 in each of four rows; 2·huge reaches the unit that is off.
    v[6] = 1;
    net->hvp(v, Hv);
    CHECK_EACH(Hv[1] == 8, Hv[3] == 8, Hv[5] == 80, Hv[6] == 8);
    CHECK_EACH((selects ? Hv[0] == 0 : std::isnan(Hv[0])), (selects ? Hv[2] == 0 : std::isnan(Hv[2])));
    CHECK(net->curvature(v) == 8);
    // Along the weight and the bias of the unit that is off z moves by more than S holds, and nothing else moves.
    v[6] = 0;
    v[0] = v[2] = std::numeric_limits<S>::max();
    CHECK((selects ? net->curvature(v) == 0 : std::isnan(net->curvature(v))));
  }
}

TEMPLATE_TEST_CASE("a pre-activation that is NaN lets the gradient pass, as in PyTorch", "", float, double) {
  using S = TestType;
  DeadUnit<S> unit(ReluBackward::select);
  Matrix<S> x = Matrix<S>::Constant(1, 4, 1);
  x(0, 2) = std::numeric_limits<S>::quiet_NaN();
  unit.data = std::make_shared<const TrainingSet<S>>(x, Matrix<S>::Zero(1, 4));
  const auto net = network<S>(unit.data, unit.spec, "sse");
  Vector<S> g(7);
  net->stand_at(0, unit.theta, g);
  for (const Index bias_gradient : {2, 3, 6}) CHECK(std::isnan(g[bias_gradient]));
  CHECK(net->dead_units(unit.theta) == std::vector<Index>{0});  // it is not known to be off in row 2
}

TEMPLATE_TEST_CASE("replicas select and multiply as the network that trains alone", "", float, double) {
  using S = TestType;
  for (const ReluBackward backward : {ReluBackward::select, ReluBackward::multiply}) {
    const DeadUnit<S> unit(backward);
    Vector<S> g;
    unit.stand(g);
    Replicas<S> replicas(unit.data, unit.spec, "sse", 4, ReplicaRule::sgd);
    for (Index lane = 0; lane < replicas.lanes(); ++lane) {
      replicas.put(lane, unit.theta, 0);
      replicas.set_rates(lane, std::vector<double>(4, 1));
    }
    replicas.evaluate();
    replicas.descend();
    for (Index lane = 0; lane < replicas.lanes(); ++lane) {
      const Vector<S> step = unit.theta - replicas.parameters(lane);
      for (Index i = 0; i < 7; ++i) CHECK((step[i] == g[i] || (std::isnan(step[i]) && std::isnan(g[i]))));
      CHECK(replicas.is_finite(lane) == (backward == ReluBackward::select));
    }
  }
}

TEST_CASE("numbers that stay finite are the same either way, to the last bit") {
  const auto data = training_data<float>(5, 2, 40, false, 3);
  const std::string flags = "--hidden 9,7 --activation relu --lr 0.05 --max-steps 60 --relu-backward ";
  const RunRecord selected = run_of(flags + "select", data), multiplied = run_of(flags + "multiply", data);
  CHECK_EACH(selected.final_loss == multiplied.final_loss, selected.outcome == Outcome::trained,
             selected.loss_curve == multiplied.loss_curve);
}

TEST_CASE("leaky-relu multiplies by its own slope, which may be 0, as in PyTorch") {
  DeadUnit<float> unit(ReluBackward::select);
  unit.spec.activation = "leaky-relu";
  Vector<float> g(7);
  for (const double slope : {0.25, 0.0}) {
    unit.spec.leaky_slope = slope;
    const auto net = network<float>(unit.data, unit.spec, "sse");
    net->stand_at(0, unit.theta, g);
    CHECK((slope > 0 ? std::isinf(g[0]) : std::isnan(g[0])));
  }
}
