// The second-order Taylor expansion of a quadratic function, which it is equal to: every figure by hand.
#include "curvature/taylor.h"

#include "test.h"

namespace {
/// ½ (a x² + b y²) + c x y
class Quadratic final : public Objective<double> {
 public:
  Quadratic(double a, double b, double c = 0) : a_(a), b_(b), c_(c) {}
  Index dimension() const override { return 2; }
  std::vector<ParameterBlock> layout() const override { return {}; }
  void begin_step(Index) override {}
  double evaluate(const Vector<double>& theta) override {
    theta_ = theta;
    return curvature(theta) / 2;
  }
  void gradient(Vector<double>& g) override { hvp(theta_, g); }
  double curvature(const Vector<double>& v) override {
    return a_ * v[0] * v[0] + b_ * v[1] * v[1] + 2 * c_ * v[0] * v[1];
  }
  void hvp(const Vector<double>& v, Vector<double>& Hv) override { Hv << a_ * v[0] + c_ * v[1], c_ * v[0] + b_ * v[1]; }
  double full_loss(const Vector<double>& theta) override { return evaluate(theta); }
  void visit_tensors(const TensorVisitor<double>&) const override {}

 private:
  double a_, b_, c_;
  Vector<double> theta_;  // 2
};

StepCurvature measured(Quadratic function, const Vector<double>& theta, const Vector<double>& delta,
                       bool along_gradient = false) {
  TaylorProbe<double> probe(2);
  StepCurvature step;
  Vector<double> g(2);  // 2
  function.evaluate(theta);
  function.gradient(g);
  probe.measure_gradient(function, g, step);
  probe.measure_update(function, g, delta, 0.5, along_gradient, step);
  return step;
}

Vector<double> pair_of(double x, double y) {
  Vector<double> v(2);  // 2
  v << x, y;
  return v;
}
}  // namespace

TEST_CASE("there is a critical learning rate only where the gradient points into upward curvature") {
  // g = (6, −6): gᵀg = 72, gᵀHg = 3·36 − 2·36 = 36
  const StepCurvature upward = measured({3, -2}, pair_of(2, 3), pair_of(0, 1));
  CHECK_EACH(is_close(*upward.gg, 72, 1e-15), is_close(*upward.gHg, 36, 1e-14),
             is_close(*upward.directional_curvature, 0.5, 1e-14), is_close(upward.critical_lr.value(), 4, 1e-14));
  // g = (0, −2): gᵀHg = −8
  const StepCurvature downward = measured({3, -2}, pair_of(0, 1), pair_of(0, 1));
  CHECK_EACH(is_close(*downward.gHg, -8, 1e-14), is_close(*downward.directional_curvature, -2, 1e-14));
  CHECK_FALSE(downward.critical_lr.has_value());
  // g = (0, 1) and H = [0 1; 1 0]: flat along it
  const StepCurvature flat = measured({0, 0, 1}, pair_of(1, 0), pair_of(0, 1));
  CHECK_EACH(*flat.gHg == 0, !flat.critical_lr.has_value());
}

TEST_CASE("on a quadratic function the predicted change of any update is the actual one") {
  const Vector<double> theta = pair_of(2, 3);
  for (const Vector<double>& delta : {pair_of(0.5, -1), pair_of(-20, 7), pair_of(1e-3, 1e-3)}) {
    Quadratic function(3, -2);
    const double actual = function.evaluate(theta + delta) - function.evaluate(theta);
    const StepCurvature step = measured(function, theta, delta);
    CHECK(std::abs(*step.predicted_change - actual) < 1e-12);  // of a loss of some hundreds at most
    CHECK(is_close(*step.update_norm, delta.norm(), 1e-15));
  }
  // A step of size η against g, whose curvature is not measured again: −72 η + 36/2 η²
  CHECK(is_close(*measured({3, -2}, theta, pair_of(-0.6, 0.6), true).predicted_change, -7.02, 1e-13));
  CHECK(*measured({3, -2}, theta, pair_of(0, 0)).predicted_change == 0);
}

TEST_CASE("the critical learning rate of an update is where its parabola is back, and that of the gradient for sgd") {
  // g = (6, −6), Δ = (−1, 0): gᵀΔ = −6, ΔᵀHΔ = 3; made with η = ½
  CHECK(is_close(measured({3, -2}, pair_of(2, 3), pair_of(-1, 0)).update_critical_lr.value(), 2, 1e-14));
  // Δ = −½g
  const StepCurvature sgd = measured({3, -2}, pair_of(2, 3), pair_of(-3, 3), true);
  CHECK(is_close(sgd.update_critical_lr.value(), *sgd.critical_lr, 1e-14));
  CHECK_FALSE(measured({3, -2}, pair_of(2, 3), pair_of(0, 1)).update_critical_lr.has_value());  // ΔᵀHΔ = −2
  // An uphill step: no positive rate is short enough.
  CHECK(is_close(measured({3, -2}, pair_of(2, 3), pair_of(1, 0)).update_critical_lr.value(), -2, 1e-14));
}

TEST_CASE("the measured crossing is where the loss comes back, from above and from below") {
  const auto crossing = [](double slope, double curvature, double wall = INFINITY) {
    return crossing_along(1, [=](double c) { return c > wall ? NAN : 1 + slope * c + curvature / 2 * c * c; });
  };
  CHECK(is_close(crossing(-6, 3).value(), 4, 1e-3));
  CHECK(is_close(crossing(-6, 300).value(), 0.04, 1e-3));
  CHECK(is_close(crossing(-6, 1e-6).value(), 1.2e7, 1e-3));
  CHECK(is_close(crossing(-6, 3, 2.5).value(), 2.5, 1e-3));  // NaN has risen
  CHECK_FALSE(crossing(-6, 0).has_value());
  CHECK_FALSE(crossing(6, 3).has_value());
}
