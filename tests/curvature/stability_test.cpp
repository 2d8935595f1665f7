// The stability ratio: against dense preconditioned Hessians and step matrices of each optimizer.
#include "curvature/sharpness.h"

#include "dense.h"
#include "problems.h"
#include "test.h"

namespace {
OptimizerSpec optimizer_called(const std::string& name) {
  OptimizerSpec spec;
  spec.name = name;
  return spec;
}

/// A run's steps with everything about sharpness measured, in float64.
std::vector<StepRecord> trace(const std::string& name, const RunSpec& base) {
  Recorder recorder;
  RunSpec spec = run_spec("--precision float64 --sharpness-every 1", base);
  problem_of(function(name), spec).run(spec, &recorder);
  return recorder.steps;
}
}  // namespace

TEST_CASE("on a quadratic the stability ratio is η·λ/threshold for every optimizer without a preconditioner") {
  for (const auto& [name, threshold] : {std::pair{"sgd", 2.0}, {"heavy-ball", 3.0}, {"nesterov", 1.5}}) {
    RunSpec spec = run_spec("--momentum 0.5 --lr 0.1 --max-steps 3");
    spec.optimizer.name = name;
    for (const StepRecord& step : trace("canyon", spec))
      CHECK_EACH(is_close(step.sharpness->value, 5, 1e-10),
                 is_close(*step.stability_ratio, 0.1 * 5 / threshold, 1e-10));
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
  const Vector<double> moduli = complex_eigenvalues_of(M).cwiseAbs();
  CHECK(is_close(moduli.maxCoeff(), 1, 1e-6));
}

TEST_CASE("where no threshold is sound there is no ratio, and a word why") {
  RunSpec spec = run_spec("--lr 0.1 --max-steps 4");
  RunSpec clipped = run_spec("--clip-norm 1e-3", spec);
  for (const StepRecord& step : trace("canyon", clipped))
    CHECK_EACH(step.sharpness, !step.stability_ratio, step.stability_note == "clipping changed this step's gradient");
  clipped.optimizer.clip_norm = 1e3;
  for (const StepRecord& step : trace("canyon", clipped)) CHECK(step.stability_ratio);
  clipped.optimizer.clip_norm.reset();
  clipped.optimizer.clip_value = 1e-3;
  for (const StepRecord& step : trace("canyon", clipped)) CHECK_FALSE(step.stability_ratio);

  RunSpec changing = run_spec("--schedule inverse-time", spec);
  for (const StepRecord& step : trace("canyon", changing))  // gd has no memory: the ratio is about this step
    CHECK(is_close(*step.stability_ratio, step.lr * 5 / 2, 1e-10));
  changing.optimizer.name = "heavy-ball";
  CHECK(trace("canyon", changing).front().stability_note == "the learning rate changes faster than momentum forgets");

  RunSpec zero = run_spec("--optimizer rmsprop --epsilon 0 --beta2 0.99 --lr 1e-3", spec);
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
