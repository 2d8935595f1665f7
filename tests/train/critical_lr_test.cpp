// The critical learning rate of the optimizer's own step: against that of the gradient, against what happens, and as measured.
#include "problems.h"
#include "test.h"

namespace {
std::vector<StepRecord> steps_of(const Problem& problem, const RunSpec& spec) {
  Recorder recorder;
  problem.run(spec, &recorder);
  return recorder.steps;
}

RunSpec observed(const std::string& flags, double lr) {
  RunSpec spec = run_spec("--precision float64 " + flags);
  spec.learning_rate = lr;
  spec.measures_critical_lr = true;
  return spec;
}
}  // namespace

TEST_CASE("on a quadratic the rates along gradient, step and by measurement are one for sgd") {
  for (const char* name : {"canyon", "square", "line"}) {
    CAPTURE(name);
    const bool is_function = std::string(name) != "line";
    const RunSpec spec = observed(is_function ? "--max-steps 12" : "--hidden none --max-steps 12 --batch-size 3", 1e-4);
    const Problem problem =
        is_function ? problem_of(function(name), spec) : problem_of(read_dataset("case:line", {}), spec);
    const std::vector<StepRecord> steps = steps_of(problem, spec);
    REQUIRE(steps.size() == 12);
    for (const StepRecord& step : steps) {
      CHECK(is_close(step.update_critical_lr.value(), step.critical_lr.value(), 1e-6));
      CHECK(is_close(step.measured_critical_lr.value(), step.critical_lr.value(), 1e-2));
    }
  }
}

TEST_CASE("momentum and adam on a quadratic: second order is exact along their steps") {
  for (const char* flags :
       {"--optimizer heavy-ball", "--optimizer nesterov", "--optimizer adam", "--optimizer rmsprop"}) {
    const RunSpec spec = observed(std::string(flags) + " --hidden none --max-steps 30 --batch-size full", 1e-3);
    int compared = 0;
    for (const StepRecord& step : steps_of(problem_of(diabetes(), spec), spec)) {
      if (!step.measured_critical_lr || !step.update_critical_lr) continue;
      ++compared;
      CHECK(is_close(*step.measured_critical_lr, *step.update_critical_lr, 1e-2));
    }
    CAPTURE(flags);
    CHECK(compared >= 20);
  }
}

TEST_CASE("before adam's edge a step rises where its critical rate says so") {
  int agreeing = 0, all = 0;
  for (const std::uint64_t seed : {11, 12, 13})
    for (const char* activation : {"tanh", "relu"}) {
      RunSpec spec =
          observed(std::string("--optimizer adam --max-steps 150 --hidden 16,16 --activation ") + activation, 3e-3);
      spec.seed = seed;
      spec.measures_critical_lr = false;
      for (const StepRecord& step : steps_of(problem_of(diabetes(), spec), spec)) {
        if (!step.update_critical_lr || !step.actual_change) continue;
        ++all;
        agreeing += (step.lr > *step.update_critical_lr) == (*step.actual_change > 0);
      }
    }
  CAPTURE(agreeing, all);
  CHECK(all > 500);
  CHECK(agreeing >= 0.95 * all);
}
