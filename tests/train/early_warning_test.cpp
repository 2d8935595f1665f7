// The warning before a run fails: the level of its losses against the largest of the first ten.
#include "train/watch/early_warning.h"

#include "problems.h"
#include "test.h"

namespace {
std::optional<std::int64_t> warning_of(const std::vector<double>& losses) {
  EarlyWarning warning;
  int count = 0;
  for (std::size_t t = 0; t < losses.size(); ++t) count += warning.see(static_cast<std::int64_t>(t), losses[t]);
  CHECK(count == (warning.step() ? 1 : 0));  // once a run
  return warning.step();
}

/// L_t of half-square from x = 1 at learning rate η: ½(1 − η)^(2t).
RunRecord run_at(double rate, const std::string& settings) {
  RunSpec spec = run_spec("--precision float64 --batch-size full " + settings);
  spec.learning_rate = rate;
  return problem_of(function("half-square"), spec).run(spec, nullptr);
}
}  // namespace

TEST_CASE("a warning is the first loss above ten times the largest of the first ten before it") {
  CHECK(warning_of({1, 10, 100, 1000}) == std::nullopt);  // each time the largest grows along
  CHECK(warning_of({1, 10.1}) == 1);
  CHECK(warning_of({1, 2, 1, 20, 20.1}) == std::nullopt);  // 20 is the base of what follows
  CHECK(warning_of({1, 2, 1, 20.1, 3}) == 3);
  std::vector<double> losses = {5, 9, 1, 1, 1, 1, 1, 1, 1, 1, 80, 89, 90};
  CHECK(warning_of(losses) == std::nullopt);
  losses.push_back(91);
  CHECK(warning_of(losses) == 13);
  losses.insert(losses.begin() + 10, 50);  // the eleventh loss is no part of the base
  CHECK(warning_of(losses) == 14);
}

TEST_CASE("what is not finite is no warning, nor is a loss that falls") {
  CHECK(warning_of({1, infinity, not_a_number}) == std::nullopt);
  CHECK(warning_of({1, not_a_number, 2}) == std::nullopt);
  CHECK(warning_of({3, 2, 1, 0.5}) == std::nullopt);
  CHECK(warning_of({0, 0, 0}) == std::nullopt);
  CHECK(warning_of({}) == std::nullopt);
}

TEST_CASE("the loss that was passed is kept") {
  EarlyWarning warning;
  for (const double loss : {3.0, 31.0, 400.0}) warning.see(loss > 3, loss);
  CHECK_EACH(warning.base() == 3, warning.step() == 1);
}

TEST_CASE("a run carries its warning with and without an observer") {
  // η = 3: the loss quadruples, L_9 is the largest of the first ten and L_11 is 16 times that.
  CHECK(run_at(3, "--max-steps 40").warning_step == 11);
  CHECK_FALSE(run_at(3, "--max-steps 11").warning_step);
  // η = 2.1: × 1.21 a step, 1.21^12 = 9.85 and 1.21^13 = 11.9.
  CHECK(run_at(2.1, "--max-steps 60").warning_step == 22);
  CHECK_FALSE(run_at(1.9, "--max-steps 60").warning_step);
  RunSpec spec = run_spec("--precision float64 --batch-size full --max-steps 40");
  spec.learning_rate = 3;
  Recorder recorder;
  CHECK(problem_of(function("half-square"), spec).run(spec, &recorder).warning_step == 11);
}
