// The range test as a run: its learning rates, its losses on ½x² in closed form, and why it stopped.
#include "find/find.h"

#include "problems.h"
#include "test.h"

namespace {
RunSpec base_spec(Precision precision) {
  RunSpec spec;
  spec.precision = precision;
  return spec;
}

FindSpec range(double start, double end, long long steps) {
  FindSpec spec;
  spec.start_lr = start;
  spec.end_lr = end;
  spec.steps = steps;
  spec.smoothing = 0;
  return spec;
}

FindResult run(const RunSpec& base, const FindSpec& spec) {
  SweepObserver observer;
  return run_range_tests(problem_of(function("half-square"), base), {base, spec, {0}, {}}, observer);
}

RangeTestRecord test_of(Precision precision, const FindSpec& spec) {
  return run(base_spec(precision), spec).tests.at(0);
}

/// find_stop of unsmoothed losses, with factor 4.
RangeTestRecord stop_of(const std::vector<double>& losses,
                        std::optional<std::int64_t> parameter_nonfinite = std::nullopt) {
  return find_stop(losses, smoothed(losses, 0), 4, parameter_nonfinite);
}

void check_stop(const RangeTestRecord& stop, StopReason reason, std::int64_t step) {
  CHECK_EACH(name_of(stop.stop_reason) == name_of(reason), stop.stop_step == step);
}
}  // namespace

TEST_CASE("the learning rate of a range test rises geometrically, both ends bit-exact") {
  for (const auto& [start, end] : {std::pair{1e-7, 10.0}, std::pair{0.1, 0.3}, std::pair{3e-9, 7.7e-2}}) {
    const auto steps = run(base_spec(Precision::float64), range(start, end, 37)).steps;
    CHECK(steps.front().lr == start);
    if (steps.size() == 37) CHECK(steps.back().lr == end);
    for (std::size_t t = 0; t < steps.size(); ++t)
      CHECK(is_close(steps[t].lr, start * std::pow(end / start, static_cast<double>(t) / 36), 1e-14));
  }
}

TEST_CASE("on x²/2 the losses are ½·Π(1 − η)² over the steps before") {
  FindSpec spec = range(1e-3, 2.5, 60);
  spec.stop_factor = 1e6;
  const auto steps = run(base_spec(Precision::float64), spec).steps;
  REQUIRE(steps.size() == 60);
  double x = 1;
  for (const RangeStepRecord& step : steps) {
    CHECK_EACH(is_close(step.loss, x * x / 2, 1e-11), step.smoothed_loss == step.loss,
               is_close(step.critical_lr.value(), 2, 1e-12));
    x *= 1 - step.lr;
  }
}

TEST_CASE("a schedule, a number of epochs and a stop of the run do not reach into its range test") {
  FindSpec spec = range(1e-3, 100, 60);
  spec.stop_factor = 1e300;
  RunSpec base = base_spec(Precision::float64);
  const auto plain = run(base, spec).steps;
  REQUIRE(plain.size() == 60);
  base = run_spec("--schedule cosine --warmup-steps 5 --max-steps 3 --stop-on-divergence yes --diverge-factor 1.0001",
                  base);
  const auto same = run(base, spec).steps;
  REQUIRE(same.size() == plain.size());
  for (std::size_t t = 0; t < same.size(); ++t) CHECK(same[t].loss == plain[t].loss);
}

TEST_CASE("averages are corrected for their start, and a loss may rise to F times its lowest or by its own fall") {
  CHECK(smoothed({3, -1, 4, 1}, 0) == std::vector<double>{3, -1, 4, 1});
  const auto averages = smoothed({1, 0, 0}, 0.5);
  CHECK_EACH(is_close(averages[0], 1, 1e-15), is_close(averages[1], 1.0 / 3, 1e-15),
             is_close(averages[2], 1.0 / 7, 1e-15));
  for (const double average : smoothed(std::vector<double>(500, 7), 0.98)) CHECK(is_close(average, 7, 1e-13));
  CHECK_EACH(std::isnan(smoothed({1, not_a_number, 1}, 0.98)[2]), std::isinf(smoothed({1, infinity, 1}, 0.98)[2]));
  CHECK_EACH(stop_limit(10, 8, 4) == 32, stop_limit(10, 10, 4) == 40, stop_limit(10, 0, 4) == 30,
             stop_limit(-1, -3, 4) == 6, stop_limit(5, -1, 4) == 17, stop_limit(-5, -5, 4) == 10);
  for (const double first : {-1e5, -1.0, 0.0, 1e-9, 1.0, 1e5})
    for (const double fall : {1e-6, 1.0, 1e6}) CHECK(stop_limit(first, first - fall, 4) > first - fall);
}

TEST_CASE("every reason to stop is told, at its step") {
  check_stop(stop_of({5, 4, 3, 2}), StopReason::end_reached, 3);
  check_stop(stop_of({5, 4, 16, 17}), StopReason::loss_rose, 3);
  check_stop(stop_of({-5, -6, -6.1, -5, 12, 13}), StopReason::loss_rose, 5);
  check_stop(stop_of({5, 4, 16, infinity}), StopReason::loss_infinite, 3);
  check_stop(stop_of({5, 4, not_a_number, 1}), StopReason::loss_nan, 2);
  check_stop(stop_of({not_a_number}), StopReason::loss_nan, 0);
  check_stop(stop_of({infinity, infinity}), StopReason::loss_infinite, 0);
  // The parameters are the cause of a loss that is not finite at the same step, not of one before.
  check_stop(stop_of({5, 4, not_a_number}, 2), StopReason::parameter_nonfinite, 2);
  check_stop(stop_of({5, 4, 4, 4}, 2), StopReason::parameter_nonfinite, 2);
  check_stop(stop_of({5, 4, 4}, 3), StopReason::parameter_nonfinite, 3);
  check_stop(stop_of({5, 99, 4, not_a_number}, 3), StopReason::loss_rose, 1);
  CHECK_EACH(stop_of({5, 4, 3, 17}).best_step == 2, !stop_of({not_a_number}).best_step,
             !stop_of({not_a_number}).stop_limit);
}

TEST_CASE("runs stop for every reason that a number gives them") {
  const RangeTestRecord end = test_of(Precision::float32, range(1e-3, 0.5, 20));
  CHECK_EACH(end.stop_reason == StopReason::end_reached, end.stop_lr == 0.5, end.steps == 20);

  const RangeTestRecord rose = test_of(Precision::float32, range(1e-3, 100, 20));
  CHECK_EACH(rose.stop_reason == StopReason::loss_rose, rose.smoothed_loss.value() > rose.stop_limit.value(),
             rose.steps == rose.stop_step + 1);

  FindSpec patient = range(1e-7, 1e38, 10);
  patient.stop_factor = 1e300;
  const RangeTestRecord infinite = test_of(Precision::float32, patient);
  CHECK_EACH(infinite.stop_reason == StopReason::loss_infinite, infinite.loss == infinity);

  patient = range(1e-8, 1e32, 3);  // η: 1e-8, 1e12, 1e32
  patient.stop_factor = 1e300;
  const RangeTestRecord parameter = test_of(Precision::float32, patient);
  CHECK_EACH(parameter.stop_reason == StopReason::parameter_nonfinite, parameter.stop_step == 3, parameter.steps == 3,
             parameter.stop_lr == 1e32, !parameter.loss);
}

TEST_CASE("the median is that of rates or of losses, and NaN is larger than any number") {
  CHECK_FALSE(spread_of({}));
  const Spread odd = spread_of({4, 1, 9}).value();
  CHECK_EACH(odd.median == 4, odd.min == 1, odd.max == 9, spread_of({100, 1, 4, 1000})->median == 52);
  const Spread mixed = spread_of({not_a_number, 2, infinity, 1, 3}).value();
  CHECK_EACH(mixed.median == 3, mixed.min == 1);
  CHECK_EACH(std::isnan(mixed.max), std::isnan(spread_of({not_a_number, 2, not_a_number})->median));
}
