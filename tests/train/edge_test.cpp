// The edge of stability (Cohen et al. 2021, 2022): full-batch training raises the sharpness to the
// optimizer's threshold and keeps it there. Medians only: at the edge the single steps are chaotic.
#include "problems.h"
#include "test.h"

namespace {
/// A tanh network of one hidden layer on 20 points of T₃, full batch, float64.
std::vector<StepRecord> train(const std::string& optimizer, double lr, long long steps, long long every) {
  RunSpec spec = run_spec("--hidden 100 --activation tanh --batch-size full --precision float64 --momentum 0.5");
  spec.optimizer.name = optimizer;
  spec.learning_rate = lr;
  spec.max_steps = steps;
  spec.curvature.sharpness_every = every;
  Recorder recorder;
  problem_of(read_dataset("case:chebyshev", DataSpec{}), spec).run(spec, &recorder);
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

TEST_CASE("training raises the preconditioned sharpness to the threshold of the optimizer and keeps it there") {
  struct Row {
    const char* optimizer;  // momentum .5
    double threshold, lr, tolerance;
    long long steps;
  };
  for (const auto& [optimizer, threshold, lr, tolerance, steps] :
       {Row{"sgd", 2, 0.1, 0.05, 6000}, Row{"sgd", 2, 0.12, 0.05, 6000}, Row{"sgd", 2, 0.15, 0.05, 6000},
        Row{"adam", 38, 1e-3, 0.05, 6000}, Row{"adam", 38, 3e-3, 0.05, 6000}, Row{"adam", 38, 1e-2, 0.05, 6000},
        Row{"heavy-ball", 3, 0.18, 0.02, 8000}, Row{"heavy-ball", 3, 0.2, 0.02, 8000},
        Row{"heavy-ball", 3, 0.22, 0.02, 8000}}) {
    CAPTURE(optimizer, lr);
    CHECK(std::abs(tail(train(optimizer, lr, steps, 5)) / threshold - 1) < tolerance);
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
    CHECK_EACH(errors.size() > 500, median(errors) < 1e-4);
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
