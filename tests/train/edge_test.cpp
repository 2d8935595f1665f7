// The edge of stability (Cohen et al. 2021, 2022): full-batch training raises the sharpness to the
// optimizer's threshold and keeps it there. Medians only: at the edge the single steps are chaotic.
#include <algorithm>
#include <cmath>
#include <vector>

#include "catch.h"
#include "data/csv/source.h"
#include "data/encode.h"
#include "lrscope/trainer.h"
#include "problems.h"

using namespace lrscope;

namespace {

struct Recorder final : StepObserver {
  std::vector<StepRecord> steps;
  void on_step(const StepRecord& step) override { steps.push_back(step); }
};

/// A tanh network of one hidden layer on 20 points of T₃, full batch, float64.
std::vector<StepRecord> train(const std::string& optimizer, double lr, long long steps, long long every) {
  RunSpec spec;
  spec.model.hidden = {100};
  spec.model.activation = "tanh";
  spec.batch_size = {std::nullopt, true};
  spec.precision = Precision::float64;
  spec.optimizer.name = optimizer;
  spec.optimizer.momentum = 0.5;
  spec.learning_rate = lr;
  spec.max_steps = steps;
  spec.curvature.sharpness_every = every;
  Recorder recorder;
  test::problem_of(load_dataset(read_source("case:chebyshev"), DataSpec{}), spec).run(spec, &recorder);
  return recorder.steps;
}

double median(std::vector<double> values) {
  REQUIRE_FALSE(values.empty());
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Median of η·λmax(P⁻¹H) over the last fifth of the steps where it was measured.
double tail(const std::vector<StepRecord>& steps) {
  std::vector<double> values;
  for (std::size_t i = steps.size() * 4 / 5; i < steps.size(); ++i)
    if (steps[i].preconditioned_sharpness) values.push_back(steps[i].lr * steps[i].preconditioned_sharpness->value);
  return median(values);
}

}  // namespace

TEST_CASE("gd raises the sharpness to 2/lr and keeps it there") {
  for (const double lr : {0.1, 0.12, 0.15}) {
    CAPTURE(lr);
    CHECK(std::abs(tail(train("sgd", lr, 6000, 5)) / 2 - 1) < 0.05);
  }
}

TEST_CASE("adam raises the preconditioned sharpness to 38/lr and keeps it there") {
  for (const double lr : {1e-3, 3e-3, 1e-2}) {
    CAPTURE(lr);
    CHECK(std::abs(tail(train("adam", lr, 6000, 5)) / 38 - 1) < 0.05);
  }
}

TEST_CASE("heavy-ball with β = .5 raises the sharpness to 3/lr and keeps it there") {
  for (const double lr : {0.18, 0.2, 0.22}) {
    CAPTURE(lr);
    CHECK(std::abs(tail(train("heavy-ball", lr, 8000, 5)) / 3 - 1) < 0.02);
  }
}

TEST_CASE("before the crossing the predicted change is the actual one, its sign right at every step") {
  for (const double lr : {0.05, 0.1, 0.15}) {
    std::vector<double> errors;
    for (const StepRecord& step : train("sgd", lr, 2500, 1)) {
      if (!(*step.stability_ratio <= 1)) break;
      errors.push_back(std::abs(*step.predicted_change / *step.actual_change - 1));
      CHECK((*step.predicted_change < 0) == (*step.actual_change < 0));
    }
    CAPTURE(lr);
    CHECK(errors.size() > 500);
    CHECK(median(errors) < 1e-4);
  }
}

TEST_CASE("a warm start finds the sharpness of the next step in a handful of products") {
  std::vector<double> products;
  for (const StepRecord& step : train("sgd", 0.1, 3000, 1)) {
    products.push_back(static_cast<double>(step.sharpness->hvps));
    CHECK(step.sharpness->converged);
  }
  CHECK(median(products) <= 8);
  CHECK(products.front() > 8);  // the first has nothing to start from
}
