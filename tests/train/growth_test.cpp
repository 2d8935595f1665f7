// The growth of a run that failed, against a fit to its steps that is made here.
#include <algorithm>

#include "networks.h"
#include "optim/sgd.h"
#include "problems.h"

namespace {

/// exp of the slope of ln L over t from step `first` to the highest finite loss.
double fitted_growth(const std::vector<double>& losses, std::int64_t first) {
  std::vector<double> t, y;
  std::size_t top = 0;
  for (std::int64_t i = first; i < std::ssize(losses); ++i) {
    const double loss = losses[static_cast<std::size_t>(i)];
    if (!std::isfinite(loss)) continue;
    t.push_back(static_cast<double>(i));
    y.push_back(std::log(loss));
    if (y.back() >= y[top]) top = y.size() - 1;
  }
  const auto n = static_cast<double>(top + 1);
  double mean_t = 0, mean_y = 0, tt = 0, ty = 0;
  for (std::size_t i = 0; i <= top; ++i) mean_t += t[i] / n, mean_y += y[i] / n;
  for (std::size_t i = 0; i <= top; ++i) {
    tt += (t[i] - mean_t) * (t[i] - mean_t);
    ty += (t[i] - mean_t) * (y[i] - mean_y);
  }
  return std::exp(ty / tt);
}

}  // namespace

TEST_CASE("growth is fitted from the step at which the final rise is said to begin, whatever the batches do") {
  int failures = 0, begun_by_other_data = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const auto plain = training_data<double>(3, 1, 60, false, seed);
    Matrix<double> x = plain->inputs, y = plain->targets;
    for (Index row = 0; row < x.cols(); ++row) {  // a few rows are far larger than the others
      const double size = std::exp(1.5 * y(0, row));
      x.col(row) *= size;
      y.col(row) *= size;
    }
    const auto data = std::make_shared<const TrainingSet<double>>(std::move(x), std::move(y));
    for (const double lr : {0.003, 0.006, 0.01, 0.02, 0.05}) {
      RunSpec spec;
      spec.learning_rate = lr;
      spec.max_steps = 60;
      spec.curvature.sharpness_every = 0;
      const auto objective = network<double>(data, spec.model, "mse", 5, seed);
      Recorder seen;
      std::unique_ptr<UpdateRule<double>> rule =
          std::make_unique<Sgd<double>>(objective->dimension(), Hyperparameters{});
      const RunRecord run = train(*objective, std::move(rule), spec, start_of<double>(*data, spec.model, seed), &seen);
      if (!has_failed(run.outcome) || !run.growth_per_step) continue;
      ++failures;
      std::vector<double> losses;
      for (const StepRecord& step : seen.steps) losses.push_back(step.loss);
      if (run.steps == std::ssize(seen.steps)) losses.push_back(run.final_loss);
      const std::int64_t first = run.divergence_step.value();
      CHECK(first >= run.first_rise_step.value_or(0));
      CHECK(is_close(*run.growth_per_step, fitted_growth(losses, first), 1e-9));
      begun_by_other_data += first > 0 && first == run.first_rise_step &&
                             losses[static_cast<std::size_t>(first)] > losses[static_cast<std::size_t>(first - 1)];
    }
  }
  CHECK_EACH(failures >= 20, begun_by_other_data >= 2);
}
