// Sharpness and stability along a run: against dense Hessians, closed forms and the thresholds of theory.
#include "lrscope/probe/sharpness.h"

#include <Eigen/Eigenvalues>
#include <cmath>

#include "catch.h"
#include "close.h"
#include "lrscope/model/functions.h"
#include "lrscope/run/problem.h"
#include "networks.h"

using namespace lrscope;
using namespace lrscope::test;

namespace {

Matrix<double> dense_hessian(Objective<double>& objective, const Vector<double>& theta) {
  const Index n = objective.dimension();
  Vector<double> g(n), unit(n), column(n);
  objective.begin_step(0);
  objective.evaluate(theta);
  objective.gradient(g);
  Matrix<double> H(n, n);
  for (Index i = 0; i < n; ++i) {
    unit.setZero();
    unit[i] = 1;
    objective.hvp(unit, column);
    H.col(i) = column;
  }
  return H;
}

double largest_eigenvalue(const Matrix<double>& A) {
  return Eigen::SelfAdjointEigenSolver<Matrix<double>>(A).eigenvalues().maxCoeff();
}

struct Net {
  ModelSpec spec;
  std::shared_ptr<const TrainingSet<double>> data = training_data<double>(4, 2, 50, false, 3);
  explicit Net(const std::string& activation) {
    spec.hidden = {7, 5};
    spec.activation = activation;
  }
  std::unique_ptr<Mlp<double>> objective(Index batch = 0) const {
    return network<double>(data, spec, "mse", batch);
  }
  Vector<double> start() const { return start_of<double>(*data, spec, 1); }
};

OptimizerSpec optimizer_called(const std::string& name) {
  OptimizerSpec spec;
  spec.name = name;
  return spec;
}

/// A run's steps with everything about sharpness measured, in float64.
std::vector<StepRecord> trace(const std::string& function, const RunSpec& base) {
  struct Recorder final : StepObserver {
    std::vector<StepRecord> steps;
    void on_step(const StepRecord& step) override { steps.push_back(step); }
  } recorder;
  RunSpec spec = base;
  spec.precision = Precision::float64;
  spec.curvature.sharpness_every = 1;
  for (const NamedFunction& row : functions())
    if (row.name == function) make_problem(row, spec)->run(spec, &recorder);
  return recorder.steps;
}

}  // namespace

TEST_CASE(
    "the sharpness along a run is the top eigenvalue of the dense Hessian, with and without a warm start") {
  for (const char* activation : {"relu", "tanh", "gelu"}) {
    const Net net(activation);
    const auto objective = net.objective(), rows = net.objective();
    SharpnessProbe<double> probe(*rows, false, CurvatureSpec{});
    Vector<double> theta = net.start(), g(theta.size());
    for (Index t = 0; t < 30; ++t) {
      StepRecord step;
      probe.measure(theta, step);
      const double expected = largest_eigenvalue(dense_hessian(*objective, theta));
      INFO(activation << " step " << t);
      CHECK(is_close(step.sharpness->value, expected, 1e-8));
      CHECK(step.sharpness->residual <= 1e-5 * expected);
      CHECK(step.sharpness->converged);
      objective->gradient(g);
      theta -= 0.05 * g;
    }
  }
}

TEST_CASE(
    "the sharpness is the algebraically largest eigenvalue, also where the most negative one is larger") {
  // f = −3x² + ½y²: eigenvalues −6 and 1.
  Matrix<double> A = Matrix<double>::Zero(30, 30);
  A.diagonal().setConstant(0.5);
  A(0, 0) = -60;
  A(1, 1) = 1;
  const auto objective = make_quadratic<double>(A);
  SharpnessProbe<double> probe(*objective, false, CurvatureSpec{});
  StepRecord step;
  probe.measure(Vector<double>::Ones(30), step);
  CHECK(is_close(step.sharpness->value, 1, 1e-8));
  CHECK(step.sharpness->converged);
}

TEST_CASE("rows in several batches add up to the Hessian over all rows, for means and for sums") {
  for (const char* loss : {"mse", "sse", "half-mse"}) {
    const Net net("tanh");
    const auto whole = network<double>(net.data, net.spec, loss);
    const auto parts = std::make_unique<Mlp<double>>(net.data, net.spec, loss, BatchOrder(50, 16, false, 0));
    const Vector<double> theta = net.start();
    Hessian<double> a(*whole, false), b(*parts, false);
    a.stand_at(theta);
    b.stand_at(theta);
    const Vector<double> v = random_vector<double>(theta.size(), 5);
    Vector<double> x(v.size()), y(v.size());
    a.multiply(v, x);
    b.multiply(v, y);
    CHECK(relative_error(x, y) < 1e-13);
    CHECK(b.products() == 1);
  }
}

TEST_CASE("an eigenvector that another overtakes is left for it") {
  // The second direction becomes the top one while the warm start still lies along the first.
  Matrix<double> A = Matrix<double>::Identity(40, 40);
  CurvatureSpec spec;
  std::vector<std::unique_ptr<Objective<double>>> stages;
  for (int i = 0; i <= 20; ++i) {
    A(0, 0) = 10;
    A(1, 1) = 9 + 0.1 * i;
    stages.push_back(make_quadratic<double>(A));
  }
  struct Moving final : Objective<double> {
    std::vector<std::unique_ptr<Objective<double>>>* stages;
    std::size_t now = 0;
    Objective<double>& at() const { return *(*stages)[now]; }
    Index dimension() const override { return 40; }
    std::vector<ParameterBlock> layout() const override { return at().layout(); }
    void begin_step(Index step) override { at().begin_step(step); }
    double evaluate(const Vector<double>& theta) override { return at().evaluate(theta); }
    void gradient(Vector<double>& g) override { at().gradient(g); }
    double curvature(const Vector<double>& v) override { return at().curvature(v); }
    void hvp(const Vector<double>& v, Vector<double>& Hv) override { at().hvp(v, Hv); }
    double full_loss(const Vector<double>& theta) override { return at().full_loss(theta); }
    void visit_tensors(const TensorVisitor<double>&) const override {}
  } moving;
  moving.stages = &stages;
  SharpnessProbe<double> probe(moving, false, spec);
  const Vector<double> theta = Vector<double>::Ones(40);
  double worst = 0;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    moving.now = i;
    StepRecord step;
    probe.measure(theta, step);
    worst = std::max(worst,
                     std::abs(step.sharpness->value / std::max(10.0, 9 + 0.1 * static_cast<double>(i)) - 1));
  }
  CHECK(worst < 1e-6);
}

TEST_CASE(
    "the preconditioned sharpness is the top eigenvalue of the dense P⁻¹H, P as the optimizer applies it") {
  const Net net("tanh");
  for (const char* name : {"adagrad", "rmsprop", "adam", "adamw"}) {
    for (const double decay : {0.0, 0.3}) {
      OptimizerSpec spec = optimizer_called(name);
      spec.weight_decay = decay;
      const bool is_coupled = std::string(name) != "adamw";
      const auto optimizer = make_optimizer<double>(spec, net.start().size());
      const auto objective = net.objective(), rows = net.objective();
      SharpnessProbe<double> probe(*rows, false, CurvatureSpec{});
      Vector<double> theta = net.start(), g(theta.size()), seen(theta.size()), delta(theta.size());
      Vector<double> moment = Vector<double>::Zero(theta.size());
      for (int t = 1; t <= 8; ++t) {
        Matrix<double> H = dense_hessian(*objective, theta);
        objective->gradient(g);
        optimizer->update(theta, g, 0.01, delta);
        StepRecord step;
        probe.measure(theta, step);
        probe.measure_stability(*optimizer, {0.01, 0.01}, step);

        seen = is_coupled ? Vector<double>(g + decay * theta) : g;
        const Vector<double> squares = seen.cwiseProduct(seen);
        const bool is_adam = std::string(name).starts_with("adam");
        const double beta2 = std::string(name) == "rmsprop" ? 0.99 : 0.999;
        moment = std::string(name) == "adagrad" ? Vector<double>(moment + squares)
                                                : Vector<double>(beta2 * moment + (1 - beta2) * squares);
        Vector<double> P = moment.cwiseSqrt().array() + (std::string(name) == "adagrad" ? 1e-10 : 1e-8);
        if (is_adam)
          P = (1 - std::pow(0.9, t)) * ((moment / (1 - std::pow(beta2, t))).cwiseSqrt().array() + 1e-8);
        if (is_coupled) H.diagonal().array() += decay;
        const Vector<double> root = P.cwiseSqrt().cwiseInverse();
        const double expected = largest_eigenvalue(root.asDiagonal() * H * root.asDiagonal());
        const double threshold = is_adam ? 38 : 2;
        const double shift = is_coupled ? 0 : decay * threshold / 2;
        INFO(name << " step " << t << " decay " << decay);
        CHECK(is_close(step.preconditioned_sharpness->value, expected, 1e-6));
        CHECK(is_close(*step.stability_ratio, 0.01 * (expected + shift) / threshold, 1e-6));
        theta += delta;
      }
    }
  }
}

TEST_CASE(
    "on a quadratic the stability ratio is η·λ/threshold for every optimizer without a preconditioner") {
  for (const auto& [name, threshold] : {std::pair{"sgd", 2.0}, {"heavy-ball", 3.0}, {"nesterov", 1.5}}) {
    RunSpec spec;
    spec.optimizer = optimizer_called(name);
    spec.optimizer.momentum = 0.5;
    spec.learning_rate = 0.1;
    spec.max_steps = 3;
    for (const StepRecord& step : trace("canyon", spec)) {
      CHECK(is_close(step.sharpness->value, 5, 1e-10));
      CHECK(is_close(*step.stability_ratio, 0.1 * 5 / threshold, 1e-10));
    }
    spec.optimizer.weight_decay = 2;
    for (const StepRecord& step : trace("canyon", spec))
      CHECK(is_close(*step.stability_ratio, 0.1 * 7 / threshold, 1e-10));
  }
}

TEST_CASE("decoupled decay lowers adamw's limit to where its step matrix leaves the unit circle") {
  // x ← (1−ηλ_d)x − ηm/p, m ← βm + (1−β)hx: an eigenvalue is −1 exactly where the ratio is 1.
  OptimizerSpec spec = optimizer_called("adamw");
  spec.weight_decay = 0.2;
  spec.epsilon = 1e8;  // p = ε once the bias correction has gone
  const double beta = 0.9, h = 3e8 / 1e8;
  const auto objective = make_quadratic<double>(Matrix<double>::Constant(1, 1, 3e8));
  const auto optimizer = make_optimizer<double>(spec, 1);
  Vector<double> theta = Vector<double>::Constant(1, 1e-9), g(1), delta(1);
  for (int t = 0; t < 400; ++t) {
    objective->evaluate(theta);
    objective->gradient(g);
    optimizer->update(theta, g, 1e-12, delta);
  }
  SharpnessProbe<double> probe(*objective, false, CurvatureSpec{});
  StepRecord step;
  probe.measure(theta, step);
  probe.measure_stability(*optimizer, {1, 1}, step);
  const double eta = 1 / *step.stability_ratio;
  Matrix<double> M(2, 2);
  M << 1 - eta * 0.2 - eta * (1 - beta) * h, -eta * beta, (1 - beta) * h, beta;
  const Vector<double> moduli = M.eigenvalues().cwiseAbs();
  CHECK(is_close(moduli.maxCoeff(), 1, 1e-6));
}

TEST_CASE("where no threshold is sound there is no ratio, and a word why") {
  RunSpec spec;
  spec.learning_rate = 0.1;
  spec.max_steps = 4;
  RunSpec clipped = spec;
  clipped.optimizer.clip_norm = 1e-3;
  for (const StepRecord& step : trace("canyon", clipped)) {
    CHECK(step.sharpness);
    CHECK_FALSE(step.stability_ratio);
    CHECK(step.stability_note == "clipping changed this step's gradient");
  }
  clipped.optimizer.clip_norm = 1e3;
  for (const StepRecord& step : trace("canyon", clipped)) CHECK(step.stability_ratio);
  clipped.optimizer.clip_norm.reset();
  clipped.optimizer.clip_value = 1e-3;
  for (const StepRecord& step : trace("canyon", clipped)) CHECK_FALSE(step.stability_ratio);

  RunSpec changing = spec;
  changing.schedule.name = "inverse-time";
  for (const StepRecord& step : trace("canyon", changing))  // gd has no memory: the ratio is about this step
    CHECK(is_close(*step.stability_ratio, step.lr * 5 / 2, 1e-10));
  changing.optimizer.name = "heavy-ball";
  CHECK(trace("canyon", changing).front().stability_note ==
        "the learning rate changes faster than momentum forgets");

  RunSpec zero = spec;
  zero.optimizer.name = "rmsprop";
  zero.optimizer.epsilon = 0;
  zero.optimizer.beta2 = 0.99;
  zero.learning_rate = 1e-3;
  CHECK(trace("canyon", zero).front().stability_ratio);
  const auto square = make_quadratic<double>(Matrix<double>::Identity(3, 3));
  const auto optimizer = make_optimizer<double>(zero.optimizer, 3);
  Vector<double> theta = Vector<double>::Zero(3), g(3), delta(3);
  square->evaluate(theta);
  square->gradient(g);
  optimizer->update(theta, g, 0.1, delta);
  SharpnessProbe<double> probe(*square, false, CurvatureSpec{});
  StepRecord step;
  probe.measure(theta, step);
  probe.measure_stability(*optimizer, {0.1, 0.1}, step);
  CHECK_FALSE(step.stability_ratio);
  CHECK(step.stability_note == "the preconditioner has elements that are 0 or not finite");
}

TEST_CASE("a zero Hessian has sharpness 0, one that is not finite has NaN, neither converges silently") {
  const auto flat = make_quadratic<double>(Matrix<double>::Zero(30, 30));
  SharpnessProbe<double> probe(*flat, false, CurvatureSpec{});
  StepRecord step;
  probe.measure(Vector<double>::Ones(30), step);
  CHECK(step.sharpness->value == 0);
  CHECK(step.sharpness->converged);

  Matrix<double> broken = Matrix<double>::Identity(30, 30);
  broken(4, 4) = std::nan("");
  const auto objective = make_quadratic<double>(broken);
  SharpnessProbe<double> other(*objective, false, CurvatureSpec{});
  StepRecord bad;
  other.measure(Vector<double>::Ones(30), bad);
  CHECK(std::isnan(bad.sharpness->value));
  CHECK_FALSE(bad.sharpness->converged);
}

TEST_CASE("with too few products the estimate comes with its residual and is not called converged") {
  const Net net("tanh");
  const auto objective = net.objective();
  const Vector<double> theta = net.start();
  const Matrix<double> H = dense_hessian(*objective, theta);
  const Vector<double> eigenvalues = Eigen::SelfAdjointEigenSolver<Matrix<double>>(H).eigenvalues();
  CurvatureSpec spec;
  spec.max_hvps = 5;
  SharpnessProbe<double> probe(*objective, false, spec);
  StepRecord step;
  probe.measure(theta, step);
  CHECK_FALSE(step.sharpness->converged);
  CHECK(step.sharpness->hvps <= 6);
  const double nearest = (eigenvalues.array() - step.sharpness->value).abs().minCoeff();
  CHECK(nearest <= step.sharpness->residual);
  CHECK(step.sharpness->residual > 1e-6 * eigenvalues.maxCoeff());
}

TEST_CASE("both ends of the spectrum, asked for along a run, are those of the dense Hessian") {
  const Net net("gelu");
  const auto objective = net.objective();
  const Vector<double> theta = net.start();
  const Vector<double> expected =
      Eigen::SelfAdjointEigenSolver<Matrix<double>>(dense_hessian(*objective, theta)).eigenvalues();
  CurvatureSpec spec;
  spec.eigenvalues = 4;
  SharpnessProbe<double> probe(*objective, false, spec);
  StepRecord step;
  probe.measure(theta, step);
  REQUIRE(step.top_eigenvalues.size() == 4);
  REQUIRE(step.bottom_eigenvalues.size() == 4);
  const Index n = expected.size();
  for (Index i = 0; i < 4; ++i) {
    CHECK(std::abs(step.top_eigenvalues[static_cast<std::size_t>(i)].value - expected[n - 1 - i]) <
          1e-7 * expected[n - 1]);
    CHECK(std::abs(step.bottom_eigenvalues[static_cast<std::size_t>(i)].value - expected[i]) <
          1e-7 * expected[n - 1]);
  }
}
