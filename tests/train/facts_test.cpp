// Known answers. Each number was computed by hand or by others before this program existed: closed forms, the
// Stack Overflow question 48335501, J. T. Chi's gettingtothebottom (2014).
#include "optim/optimizer.h"
#include "problems.h"
#include "test.h"

namespace {
RunSpec exact_spec(double lr, long long steps) {
  RunSpec spec = run_spec("--precision float64 --batch-size full");
  spec.learning_rate = lr;
  spec.max_steps = steps;
  return spec;
}

RunRecord run_function(std::string_view name, const RunSpec& spec, Recorder& recorder) {
  return problem_of(function(name), spec).run(spec, &recorder);
}

/// A linear model from zero on a built-in file, full batch, float64.
RunSpec linear_spec(const std::string& loss, bool bias, double lr, long long steps) {
  RunSpec spec = run_spec("--hidden none --init zeros", exact_spec(lr, steps));
  spec.model.bias = bias;
  spec.model.loss = loss;
  return spec;
}

RunRecord run_linear(const std::string& data, const RunSpec& spec, Recorder& recorder) {
  return problem_of(read_dataset("case:" + data, DataSpec{}), spec).run(spec, &recorder);
}
}  // namespace

TEST_CASE("gd on x² multiplies the error by |1 − 2·lr|") {
  const std::map<double, double> factors = {{0.1, 0.8}, {0.9, 0.8}, {0.3, 0.4}, {1.01, 1.02}};
  for (const auto& [lr, factor] : factors) {
    Recorder r;
    run_function("square", exact_spec(lr, 40), r);
    for (std::size_t t = 0; t + 1 < r.steps.size(); ++t)
      CHECK(is_close(std::sqrt(r.loss(t + 1) / r.loss(t)), factor, 1e-12));
  }
  Recorder r;
  CHECK(run_function("square", exact_spec(0.5, 5), r).final_loss == 0);
  CHECK(r.loss(1) == 0);
}

TEST_CASE("gd on x² at lr 1 jumps between ±1 for ever: neither trained nor diverged") {
  Recorder r;
  const RunRecord run = run_function("square", exact_spec(1, 1000), r);
  CHECK_EACH(run.outcome == Outcome::stalled, run.final_loss == 1, !run.first_rise_step);
  CHECK(run_function("square", exact_spec(1.01, 1000), r).outcome == Outcome::diverged);
}

TEST_CASE("on x²/2 the steps of the first infinite loss, infinite x and NaN are those of arithmetic") {
  struct Row {
    double lr;
    Precision precision;
    std::int64_t loss_inf, x_inf, nan;
  };
  for (const Row& row : {Row{3, Precision::float32, 64, 128, 129}, Row{3, Precision::float64, 512, 1024, 1025},
                         Row{2.5, Precision::float32, 110, 218, 219}, Row{2.5, Precision::float64, 876, 1750, 1751}}) {
    RunSpec spec = exact_spec(row.lr, 5000);
    spec.precision = row.precision;
    Recorder r;
    const RunRecord run = run_function("half-square", spec, r);
    CHECK_EACH(run.outcome == Outcome::nonfinite, run.loss_inf_step == row.loss_inf,
               run.parameter_nonfinite_step == row.x_inf, run.nan_step == row.nan, run.steps == row.nan,
               run.divergence_step == 0);
    CHECK(is_close(*run.growth_per_step, (1 - row.lr) * (1 - row.lr), 1e-5));
    REQUIRE(run.nonfinite_at);
    CHECK_EACH(run.nonfinite_at->stage == Stage::loss, run.nonfinite_at->kind == NonfiniteKind::overflow,
               run.nonfinite_at->step == row.loss_inf);
  }
}

TEST_CASE("on x⁴ with lr 1/(t+1) gd diverges although the learning rate goes to 0") {
  const double expected[] = {1, 3, 51, 176817, 5.528051155353696e15, 1.3514691818528835e47, 1.645610997905264e141};
  RunSpec spec = exact_spec(1, 50);
  spec.schedule.name = "inverse-time";
  Recorder r;
  RunRecord run = run_function("quartic", spec, r);
  for (std::size_t t = 0; t < std::size(expected); ++t)
    CHECK(is_close(*r.steps.at(t).parameter_norm, expected[t], 1e-12));
  CHECK_EACH(run.loss_inf_step == 6, run.parameter_nonfinite_step == 7, run.nan_step == 8);
  spec.precision = Precision::float32;
  run = run_function("quartic", spec, r);
  CHECK_EACH(run.loss_inf_step == 4, run.parameter_nonfinite_step == 5, run.nan_step == 6);
}

TEST_CASE("in the canyon gd is monotone below .2, zigzags up to .4 and diverges above") {
  const auto across = [](double lr) {  // the component along (1, 1) after one step, from 3/√2
    Matrix<double> A(2, 2);
    A << 3, 2, 2, 3;
    const auto objective = make_quadratic<double>(A);
    Vector<double> x(2), g(2);
    x << 2, 1;
    objective->evaluate(x);
    objective->gradient(g);
    return (x - lr * g).sum() / 3;
  };
  CHECK_EACH(is_close(across(0.1), 0.5, 1e-12), is_close(across(0.3), -0.5, 1e-12),
             is_close(across(0.41), -1.05, 1e-12));
  Recorder r;
  CHECK(run_function("canyon", exact_spec(0.399, 3000), r).outcome == Outcome::trained);
  CHECK(run_function("canyon", exact_spec(0.401, 3000), r).outcome == Outcome::diverged);
}

TEST_CASE("on a quadratic the predicted change is the actual change, for every optimizer") {
  for (const OptimizerRow& row : optimizers())
    for (const char* name : {"square", "half-square", "canyon"})
      for (const double lr : {0.01, 0.1, 0.37}) {
        RunSpec spec = exact_spec(lr, 30);
        spec.optimizer.name = std::string(row.name);
        Recorder r;
        run_function(name, spec, r);
        for (const StepRecord& step : r.steps) {
          INFO(row.name << " " << name << " lr " << lr << " step " << step.step);
          // Relative to the losses whose difference it is: a step that changes almost nothing is lost in
          // their rounding.
          CHECK(std::abs(*step.predicted_change - *step.actual_change) <=
                1e-12 * std::max(std::abs(*step.actual_change), step.loss));
        }
      }
}

TEST_CASE("on a quadratic a rise is predicted exactly where lr exceeds the critical lr, and 1/λmax ≤ g'g/g'Hg") {
  for (const double lr : {0.05, 0.2, 0.39, 0.45, 1.2}) {
    Recorder r;
    run_function("canyon", exact_spec(lr, 30), r);
    for (const StepRecord& step : r.steps) {
      if (step.loss < 1e-20) continue;
      CHECK((*step.predicted_change > 0) == (step.lr > *step.critical_lr));
      CHECK(*step.critical_lr / 2 >= 0.2 * (1 - 1e-12));
    }
  }
}

TEST_CASE("y = wx + c on unscaled x: limit .00156668, error factor −11.77 a step at lr .01") {
  Recorder r;
  run_linear("line", linear_spec("mse", true, 0.01, 60), r);
  // In the long run g points along the sharpest direction: g'Hg/g'g is λmax.
  CHECK(is_close(*r.steps.at(40).directional_curvature, 1276.58875, 1e-8));
  CHECK(std::abs(*r.steps.at(40).critical_lr - 0.00156668) < 5e-9);
  const double factor = std::sqrt(r.loss(41) / r.loss(40));
  CHECK_EACH(is_close(factor, 11.765887, 1e-7), is_close(std::pow(factor, 10), 5.0844843e10, 1e-7));
  CHECK(run_linear("line", linear_spec("mse", true, 0.001, 1000), r).outcome == Outcome::trained);
  CHECK(run_linear("line", linear_spec("mse", true, 0.0015667, 100000), r).outcome != Outcome::trained);
  CHECK(run_linear("line", linear_spec("mse", true, 0.0015666, 100000), r).outcome == Outcome::trained);
}

TEST_CASE("a published pair: α = .01 converges, α = .12 diverges and never sees a NaN") {
  Recorder fine;
  const RunRecord trained = run_linear("alpha", linear_spec("half-sse", false, 0.01, 300), fine);
  const double descending[] = {80.4866, 66.3832, 57.0521, 50.8785, 46.7939};
  for (std::size_t t = 0; t < 5; ++t) CHECK(std::abs(fine.loss(t) - descending[t]) < 5e-5);
  CHECK_EACH(is_close(fine.loss(0), 80.486557, 1e-7), is_close(trained.final_loss, 38.80753, 1e-7),
             is_close(*fine.steps[0].directional_curvature, 18.66, 1e-12),
             is_close(*fine.steps[0].critical_lr, 0.1071811, 1e-6),
             is_close(*fine.steps.back().parameter_norm, 2.113576365, 1e-9));
  CHECK(*fine.steps.at(84).gradient_norm >= 1e-6);  // the source counts from 1: its step 86 is t = 85
  CHECK(*fine.steps.at(85).gradient_norm < 1e-6);

  Recorder wild;
  const RunRecord diverged = run_linear("alpha", linear_spec("half-sse", false, 0.12, 500), wild);
  const double climbing[] = {80.4866, 102.8105, 137.0916, 189.7342, 270.5730};
  const double b[] = {0, 4.7327, 1.1321, 6.1356, 2.8705};
  for (std::size_t t = 0; t < 5; ++t)
    CHECK_EACH(std::abs(wild.loss(t) - climbing[t]) < 5e-5, std::abs(*wild.steps[t].parameter_norm - b[t]) < 5e-5);
  const double f_star = 38.80753;
  CHECK(is_close((wild.loss(11) - f_star) / (wild.loss(10) - f_star), 1.535617, 1e-6));
  CHECK(is_close(wild.loss(499), 3.76e94, 1e-3));  // its step 500
  CHECK_EACH(diverged.outcome == Outcome::diverged, !diverged.nan_step);
}

TEST_CASE("an intercept lowers the limit to .039991: α = .05 goes first down, then up") {
  Recorder r;
  const RunRecord run = run_linear("alpha", linear_spec("half-sse", true, 0.05, 300), r);
  const double losses[] = {80.487, 40.267, 44.113, 53.205, 73.68};
  for (std::size_t t = 0; t < 5; ++t) CHECK(std::abs(r.loss(t) - losses[t]) < 5e-4);
  CHECK_EACH(run.first_rise_step == 1, run.divergence_step == 1, run.best_step == 1);
  CHECK(is_close(*r.steps.at(100).directional_curvature, 50.011483, 1e-7));
  CHECK(is_close(*r.steps.at(100).critical_lr, 0.039991, 2e-5));
}

TEST_CASE("the catapult follows its two recurrences, and trains between 2/λ and 4/λ after a spike") {
  // f ← f(1 − ηλ + η²f²/n), λ ← λ + (ηf²/n)(ηλ − 4), n = 512 (Lewkowycz et al. 2020).
  for (const double lr : {0.3, 1.25, 1.9}) {
    Recorder r;
    RunSpec spec = exact_spec(lr, 12);
    spec.curvature.sharpness_every = 1;
    run_function("catapult", spec, r);
    double f = 46 / std::sqrt(512.0), lambda = 2;
    for (std::size_t t = 0; t < r.steps.size(); ++t) {
      CAPTURE(lr, t);
      CHECK(is_close(r.loss(t), f * f / 2, 1e-9));
      CHECK(is_close(r.steps[t].parameter_norm.value() * r.steps[t].parameter_norm.value(), 512 * lambda, 1e-12));
      CHECK(std::abs(r.steps[t].sharpness->value - lambda) <= std::abs(f) / std::sqrt(512.0) + 1e-9);
      const double next = f * (1 - lr * lambda + lr * lr * f * f / 512);
      lambda += lr * f * f / 512 * (lr * lambda - 4);
      f = next;
    }
  }
  Recorder ignored;
  CHECK(run_function("catapult", exact_spec(0.9, 400), ignored).outcome == Outcome::trained);
  const RunRecord thrown = run_function("catapult", exact_spec(1.25, 400), ignored);
  CHECK_EACH(thrown.outcome == Outcome::spiked, thrown.final_loss < 1e-20, is_close(thrown.initial_loss, 2.066, 1e-3));
  CHECK(has_failed(run_function("catapult", exact_spec(2.05, 400), ignored).outcome));
}
