// The stability ratio: against dense preconditioned Hessians and step matrices of each optimizer.
#include "curvature/sharpness.h"

#include <cmath>

#include "catch.h"
#include "close.h"
#include "dense.h"
#include "lrscope/functions.h"
#include "lrscope/trainer.h"
#include "problems.h"

using namespace lrscope;
using namespace lrscope::test;

namespace {

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
  test::problem_of(test::function(function), spec).run(spec, &recorder);
  return recorder.steps;
}

}  // namespace

TEST_CASE("the preconditioned sharpness is the top eigenvalue of the dense P⁻¹H, P as the optimizer applies it") {
  const SmallNet net("tanh");
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
        if (is_adam) P = (1 - std::pow(0.9, t)) * ((moment / (1 - std::pow(beta2, t))).cwiseSqrt().array() + 1e-8);
        if (is_coupled) H.diagonal().array() += decay;
        const Vector<double> root = P.cwiseSqrt().cwiseInverse();
        const double expected = eigenvalues_of(root.asDiagonal() * H * root.asDiagonal()).maxCoeff();
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

TEST_CASE("on a quadratic the stability ratio is η·λ/threshold for every optimizer without a preconditioner") {
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
  CHECK(trace("canyon", changing).front().stability_note == "the learning rate changes faster than momentum forgets");

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
