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
  probe.measure_update(function, g, delta, along_gradient, step);
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
