// The loop under an objective and an optimizer of one's own, as examples/embed has it.
#include "networks.h"
#include "optim/sgd.h"
#include "problems.h"

namespace {

std::unique_ptr<UpdateRule<double>> descent(Index dimension) {
  return std::make_unique<Sgd<double>>(dimension, Hyperparameters{});
}

RunSpec two_steps(double learning_rate) {
  RunSpec spec;
  spec.learning_rate = learning_rate;
  spec.max_steps = 2;
  spec.curvature.sharpness_every = 1;
  return spec;
}

}  // namespace

TEST_CASE("descent of one's own on x²/2 multiplies x by 1 − η, and is η/2 of its threshold away from the edge") {
  const auto objective = test::function("half-square").make<double>();
  Recorder seen;
  const RunRecord run = train(*objective, descent(1), two_steps(0.5), Vector<double>{{1.0}}, &seen);
  CHECK_EACH(run.initial_loss == 0.5, run.final_loss == 0.5 / 16, run.steps == 2, seen.steps.size() == 2);
  CHECK_EACH(seen.steps[0].sharpness->value == Approx(1), seen.steps[0].stability_ratio.value() == Approx(0.25));
}

TEST_CASE("layers keep their own rates under a rule of one's own, and differing batches have no sharpness") {
  const RunSpec base = two_steps(1e-3);
  const auto data = training_data<double>(3, 1, 20, false, 7);
  const auto update_over_gradient = [&](const RunSpec& spec, Index batch) {
    const auto objective = network<double>(data, spec.model, "mse", batch);
    Recorder seen;
    train(*objective, descent(objective->dimension()), spec,
          Vector<double>(Vector<double>::Constant(objective->dimension(), 0.1)), &seen);
    CHECK(seen.steps[0].sharpness.has_value() == objective->has_fixed_batch());
    return *seen.steps[0].update_norm / *seen.steps[0].gradient_norm;
  };
  CHECK(update_over_gradient(base, 20) == Approx(1e-3));
  CHECK(update_over_gradient(base, 5) == Approx(1e-3));
  RunSpec own_rates = base;
  for (long long layer = 1; layer <= std::ssize(base.model.hidden) + 1; ++layer)
    own_rates.layer_rates.push_back({layer, 0.01});
  CHECK(update_over_gradient(own_rates, 20) == Approx(0.01));
}
