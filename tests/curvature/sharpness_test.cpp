// Sharpness along a run: against dense Hessians and maps with known eigenvalues.
#include "curvature/sharpness.h"

#include "dense.h"
#include "lrscope/functions.h"
#include "test.h"

TEST_CASE("the sharpness along a run is the top eigenvalue of the dense Hessian, with and without a warm start") {
  for (const char* activation : {"relu", "tanh", "gelu"}) {
    const SmallNet net(activation);
    const auto objective = net.objective(), rows = net.objective();
    SharpnessProbe<double> probe(*rows, false, CurvatureSpec{});
    Vector<double> theta = net.start(), g(theta.size());
    for (Index t = 0; t < 30; ++t) {
      StepCurvature step;
      probe.measure(theta, step);
      const double expected = eigenvalues_of(dense_hessian(*objective, theta)).maxCoeff();
      INFO(activation << " step " << t);
      CHECK(is_close(step.sharpness->value, expected, 1e-8));
      CHECK_EACH(step.sharpness->residual <= 1e-5 * expected, step.sharpness->converged);
      objective->gradient(g);
      theta -= 0.05 * g;
    }
  }
}

TEST_CASE("the sharpness is the algebraically largest eigenvalue, also where the most negative one is larger") {
  // f = −3x² + ½y²: eigenvalues −6 and 1.
  Matrix<double> A = Matrix<double>::Zero(30, 30);
  A.diagonal().setConstant(0.5);
  A(0, 0) = -60;
  A(1, 1) = 1;
  const auto objective = make_quadratic<double>(A);
  SharpnessProbe<double> probe(*objective, false, CurvatureSpec{});
  StepCurvature step;
  probe.measure(Vector<double>::Ones(30), step);
  CHECK_EACH(is_close(step.sharpness->value, 1, 1e-8), step.sharpness->converged);
}

TEST_CASE("rows in several batches add up to the Hessian over all rows, for means and for sums") {
  for (const char* loss : {"mse", "sse", "half-mse"}) {
    const SmallNet net("tanh");
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
    CHECK_EACH(relative_error(x, y) < 1e-13, b.products() == 1);
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
    StepCurvature step;
    probe.measure(theta, step);
    worst = std::max(worst, std::abs(step.sharpness->value / std::max(10.0, 9 + 0.1 * static_cast<double>(i)) - 1));
  }
  CHECK(worst < 1e-6);
}

TEST_CASE("a zero Hessian has sharpness 0, one that is not finite has NaN, neither converges silently") {
  const auto flat = make_quadratic<double>(Matrix<double>::Zero(30, 30));
  SharpnessProbe<double> probe(*flat, false, CurvatureSpec{});
  StepCurvature step;
  probe.measure(Vector<double>::Ones(30), step);
  CHECK_EACH(step.sharpness->value == 0, step.sharpness->converged);

  Matrix<double> broken = Matrix<double>::Identity(30, 30);
  broken(4, 4) = std::nan("");
  const auto objective = make_quadratic<double>(broken);
  SharpnessProbe<double> other(*objective, false, CurvatureSpec{});
  StepCurvature bad;
  other.measure(Vector<double>::Ones(30), bad);
  CHECK_EACH(std::isnan(bad.sharpness->value), !bad.sharpness->converged);
}

TEST_CASE("with too few products the estimate comes with its residual and is not called converged") {
  const SmallNet net("tanh");
  const auto objective = net.objective();
  const Vector<double> theta = net.start();
  const Matrix<double> H = dense_hessian(*objective, theta);
  const Vector<double> eigenvalues = eigenvalues_of(H);
  CurvatureSpec spec = run_spec("--max-hvps 5").curvature;
  SharpnessProbe<double> probe(*objective, false, spec);
  StepCurvature step;
  probe.measure(theta, step);
  CHECK_EACH(!step.sharpness->converged, step.sharpness->hvps <= 6);
  const double nearest = (eigenvalues.array() - step.sharpness->value).abs().minCoeff();
  CHECK_EACH(nearest <= step.sharpness->residual, step.sharpness->residual > 1e-6 * eigenvalues.maxCoeff());
}

TEST_CASE("both ends of the spectrum, asked for along a run, are those of the dense Hessian") {
  const SmallNet net("gelu");
  const auto objective = net.objective();
  const Vector<double> theta = net.start();
  const Vector<double> expected = eigenvalues_of(dense_hessian(*objective, theta));
  CurvatureSpec spec = run_spec("--eigenvalues 4").curvature;
  SharpnessProbe<double> probe(*objective, false, spec);
  StepCurvature step;
  probe.measure(theta, step);
  REQUIRE(step.top_eigenvalues.size() == 4);
  REQUIRE(step.bottom_eigenvalues.size() == 4);
  const Index n = expected.size();
  for (Index i = 0; i < 4; ++i) {
    CHECK(std::abs(step.top_eigenvalues[static_cast<std::size_t>(i)].value - expected[n - 1 - i]) <
          1e-7 * expected[n - 1]);
    CHECK(std::abs(step.bottom_eigenvalues[static_cast<std::size_t>(i)].value - expected[i]) < 1e-7 * expected[n - 1]);
  }
}

TEST_CASE("in float32 too the sharpness follows when another eigenvalue jumps past the old one") {
  // Every eigenvalue but two is small; the second jumps above the first at once.
  Matrix<float> A = Matrix<float>::Identity(400, 400) * 0.1f;
  A(0, 0) = 1;
  const auto before = make_quadratic<float>(A);
  A(1, 1) = 1.1f;
  const auto after = make_quadratic<float>(A);
  struct Switch final : Objective<float> {
    Objective<float>* now = nullptr;
    Index dimension() const override { return 400; }
    std::vector<ParameterBlock> layout() const override { return now->layout(); }
    void begin_step(Index step) override { now->begin_step(step); }
    float evaluate(const Vector<float>& theta) override { return now->evaluate(theta); }
    void gradient(Vector<float>& g) override { now->gradient(g); }
    double curvature(const Vector<float>& v) override { return now->curvature(v); }
    void hvp(const Vector<float>& v, Vector<float>& Hv) override { now->hvp(v, Hv); }
    double full_loss(const Vector<float>& theta) override { return now->full_loss(theta); }
    void visit_tensors(const TensorVisitor<float>&) const override {}
  } objective;
  SharpnessProbe<float> probe(objective, false, CurvatureSpec{});
  const Vector<float> theta = Vector<float>::Ones(400);
  double last = 0;
  for (int t = 0; t < 7; ++t) {
    objective.now = t < 3 ? before.get() : after.get();
    StepCurvature step;
    probe.measure(theta, step);
    last = step.sharpness->value;
    if (t < 3) CHECK(is_close(last, 1, 1e-5));
  }
  CHECK(is_close(last, 1.1, 1e-5));
}
