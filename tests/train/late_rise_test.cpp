// A loss that was low and rose again in a run that did not fail, and when adam and rmsprop become unstable.
#include "train/watch/late_rise.h"

#include "problems.h"
#include "test.h"
#include "train/watch/stability_forecast.h"

namespace {
std::optional<std::int64_t> rise_of(const std::vector<double>& losses) {
  LateRise rise;
  for (std::size_t i = 0; i < losses.size(); ++i) rise.add(static_cast<std::int64_t>(10 * i), losses[i]);
  return rise.step();
}

std::vector<StepRecord> adam_on_parabola(const std::string& settings, const std::string& optimizer = "adam") {
  RunSpec spec = run_spec("--precision float64 --batch-size full --epsilon 1e-8 --sharpness-every 1 " + settings);
  spec.optimizer.name = optimizer;
  Recorder recorder;
  problem_of(function("half-square"), spec).run(spec, &recorder);
  return recorder.steps;
}

/// The last steps with a ratio up to 1 before one above it.
std::vector<std::int64_t> crossings(const std::vector<StepRecord>& steps) {
  std::vector<std::int64_t> list;
  for (std::size_t i = 1; i < steps.size(); ++i)
    if (steps[i - 1].stability_ratio <= 1.0 && steps[i].stability_ratio > 1.0) list.push_back(steps[i - 1].step);
  return list;
}
}  // namespace

TEST_CASE("a loss rose again from where it stayed above twice a low that held") {
  CHECK(rise_of({9, 4, 1, 1, 3, 5, 4}) == 40);
  CHECK(rise_of({9, 4, 1, 1, 3, 1, 5, 4}) == 60);            // it came back once
  CHECK(rise_of({9, 4, 1, 1, 2, 2, 2, 2}) == std::nullopt);  // twice is not above twice
  CHECK(rise_of({9, 4, 1, 1, 1, 1, 1, 8}) == std::nullopt);  // the last alone
  CHECK(rise_of({9, 4, 1, 1, 1, 1, 8, 8}) == 60);
  CHECK(rise_of({9, 1, 0.9, 3, NAN}) == 30);  // what is no number is no low
  CHECK(rise_of({9, 4, 2, 1, 0.5}) == std::nullopt);
  CHECK(rise_of({9}) == std::nullopt);
  CHECK(rise_of({}) == std::nullopt);
}

TEST_CASE("noise of minibatches, a period of two and rounding are no rise") {
  CHECK(rise_of({9, 3, 2, 0.4, 1.9, 2.1, 1.8, 2, 1.7}) == std::nullopt);  // one lucky epoch
  std::vector<double> period = {9, 4};
  for (int i = 0; i < 50; ++i) period.insert(period.end(), {0.5, 2});
  CHECK(rise_of(period) == std::nullopt);
  CHECK(rise_of({1, 1e-30, 1e-30, 1e-9, 1e-9, 1e-9}) == std::nullopt);
  CHECK(rise_of({1, 1e-30, 1e-30, 1e-5, 1e-5, 1e-5}) == 30);
}

TEST_CASE("a run that rose again ended finite, and its step comes after the best one") {
  RunSpec spec = run_spec("--precision float64 --batch-size full --epsilon 1e-8 --max-steps 14085");
  spec.optimizer.name = "adam";
  spec.learning_rate = 0.01;
  const auto problem = problem_of(function("half-square"), spec);
  const RunRecord spike = problem.run(spec, nullptr);  // in the middle of adam's first spike
  CHECK(spike.outcome == Outcome::trained);
  CHECK_EACH(spike.rose_again_step == 14081, spike.best_step < 14081, spike.final_loss < 1e-4);
  spec.max_steps = 13000;
  CHECK_FALSE(problem.run(spec, nullptr).rose_again_step);
  spec = run_spec("--max-steps 100");
  spec.learning_rate = 2.5;
  const RunRecord failed = problem_of(function("half-square"), spec).run(spec, nullptr);
  CHECK_EACH(has_failed(failed.outcome), !failed.rose_again_step);
}

// The same numbers come from eight lines of Python. They are the last steps below 1: at the next the ratio is above it.
TEST_CASE(
    "adam on a parabola becomes unstable at known steps, and forecasts them to .5 % from thousands of steps before") {
  struct Known {
    const char* settings;
    double lr;
    std::vector<std::int64_t> crossings;
  };
  for (const auto& [settings, lr, known] :
       {Known{"--max-steps 19000", 0.01, {13253, 16302, 17719, 18691}}, Known{"--max-steps 7000", 0.1, {6539}},
        Known{"--max-steps 21000", 0.001, {20566}}, Known{"--beta2 .99 --max-steps 2100", 0.01, {1577, 1895, 2047}},
        Known{"--beta2 .9 --max-steps 20000", 0.01, {}}}) {
    CAPTURE(settings, lr);
    const auto steps = adam_on_parabola(std::string(settings) + " --lr " + std::to_string(lr));
    const std::vector<std::int64_t> found = crossings(steps);
    CHECK(std::vector(found.begin(), found.begin() + std::ssize(known) * (found.size() >= known.size())) == known);
    if (known.empty()) {
      for (const StepRecord& step : steps) CHECK_FALSE(step.forecast_step);
      continue;
    }
    CHECK(found.size() == known.size());
    std::int64_t forecasts = 0;
    for (const StepRecord& step : steps) {
      if (!step.forecast_step) continue;
      CHECK_EACH(*step.stability_ratio < 1, *step.forecast_step >= step.step);
      if (step.step >= known.front() || 5 * step.step < 3 * known.front()) continue;
      ++forecasts;
      CHECK(std::abs(static_cast<double>(*step.forecast_step - known.front())) <=
            0.005 * static_cast<double>(known.front()));
    }
    CHECK(10 * forecasts > 3 * known.front());
    if (lr == 0.01 && known.size() == 4)
      CHECK_EACH(steps.at(3750).stability_ratio == Approx(0.008515).epsilon(1e-4),
                 steps.at(3750).forecast_step == 13278);
  }
}

TEST_CASE("a forecast needs a mean of g², a ratio below 1, and a growth of β₂^−½ over a stretch of steps") {
  const auto forecasts = [](double beta2, double growth, double start, std::int64_t steps, std::int64_t every = 1) {
    StabilityForecast forecast(beta2);
    std::vector<std::int64_t> list;
    for (std::int64_t t = 0; t <= steps; t += every)
      if (const auto step = forecast.see(t, start * std::pow(growth, static_cast<double>(t)))) list.push_back(*step);
    return list;
  };
  const double right = 1 / std::sqrt(0.999);
  for (const std::int64_t every : {1, 7, 50, 300, 900}) {
    CAPTURE(every);
    const auto list = forecasts(0.999, right, 0.01, 4000, every);
    CHECK(std::ssize(list) >= (4000 - 200) / every - 2);
    const auto truth = std::llround(std::ceil(std::log(100) / std::log(right)));
    for (const std::int64_t step : list) CHECK(std::abs(step - truth) <= 1);
  }
  CHECK(forecasts(0.999, right, 0.01, 199).empty());   // ln ratio has not grown by .1
  CHECK(forecasts(0.999, right, 1.01, 4000).empty());  // beyond 1
  CHECK(forecasts(0.999, 1, 0.01, 4000).empty());
  CHECK(forecasts(0.999, 1 / right, 0.9, 4000).empty());
  CHECK(forecasts(0.999, 1 + 1.08 * (right - 1), 0.01, 4000).empty());
  CHECK_FALSE(forecasts(0.999, 1 + 1.03 * (right - 1), 0.01, 4000).empty());
  CHECK(forecasts(0, right, 0.01, 4000).empty());
  StabilityForecast torn(0.999);
  for (std::int64_t t = 0; t < 1000; ++t) torn.see(t, 0.01 * std::pow(right, static_cast<double>(t)));
  CHECK(torn.see(1000, 0.01 * std::pow(right, 1000)).has_value());
  CHECK_FALSE(torn.see(1001, NAN).has_value());
  CHECK_FALSE(torn.see(1002, 0.01 * std::pow(right, 1002)).has_value());  // from there on anew
}

TEST_CASE("rmsprop and adamw forecast, gradient descent and adagrad do not") {
  const auto has_forecast = [](const std::string& optimizer) {
    const auto steps = adam_on_parabola("--beta2 .99 --max-steps 1200 --lr 0.01", optimizer);
    return std::ranges::any_of(steps, [](const StepRecord& step) { return step.forecast_step.has_value(); });
  };
  CHECK_EACH(has_forecast("adamw"), has_forecast("rmsprop"), !has_forecast("sgd"), !has_forecast("adagrad"));
}
