// --target-scale: the same as data whose targets were multiplied before.
#include "nn/training_set.h"
#include "problems.h"
#include "test.h"

namespace {
Dataset made(const std::string& csv) { return load_dataset({"made.csv", csv}, {}); }

RunSpec scaled_by(double scale, Precision precision = Precision::float32) {
  RunSpec spec = run_spec("--hidden 4 --max-steps 20");
  spec.precision = precision;
  spec.target_scale = scale;
  return spec;
}
}  // namespace

TEST_CASE("a run with a target scale is the run on multiplied targets, to the bit") {
  Dataset multiplied = diabetes();
  multiplied.targets *= 0.003;
  for (const Precision precision : {Precision::float32, Precision::float64}) {
    const RunSpec spec = scaled_by(0.003, precision), plain = scaled_by(1, precision);
    const RunRecord expected = problem_of(multiplied, plain).run(plain, nullptr);
    const Dataset kept = diabetes();
    for (const auto& problem : {problem_of(kept, spec), problem_of(diabetes(), spec)}) {
      const RunRecord run = problem.run(spec, nullptr);
      CHECK_EACH(run.initial_loss == expected.initial_loss, run.final_loss == expected.final_loss,
                 run.start.limit == expected.start.limit);
    }
    CHECK(kept.targets == diabetes().targets);
    CHECK(problem_of(kept, plain).run(plain, nullptr).initial_loss != expected.initial_loss);
  }
}

TEST_CASE("targets are multiplied before they are rounded") {
  const Dataset data = made("x,y\n1,0.1\n2,0.7\n");
  const TrainingSet<float> set = TrainingSet<float>(data).with_targets(data.targets, 3);
  CHECK_EACH(set.targets(0, 0) == static_cast<float>(3 * 0.1), set.targets(0, 1) == static_cast<float>(3 * 0.7),
             set.inputs(0, 1) == 2);
}

TEST_CASE("classes have no scale") {
  const Dataset classes = made("x,y\n1,a\n2,b\n3,a\n4,b\n");
  CHECK_NOTHROW(problem_of(classes, scaled_by(1)));
  CHECK_THROWS_WITH(problem_of(classes, scaled_by(2)),
                    "--target-scale 2: the target holds classes, which have no scale; leave this option out, or use "
                    "--task regression for classes that are numbers.");
}

TEST_CASE("a scale under which a target does not fit, or vanishes, is refused with its cell") {
  const Dataset data = made("x,y\n1,0\n2,-300\n3,0.001\n");
  CHECK_NOTHROW(problem_of(data, scaled_by(1e36)));
  CHECK_THROWS_WITH(problem_of(data, scaled_by(1e37)),
                    "--target-scale 1e+37: made.csv:3:2: column 'y': -300 times this does not fit float32 (1.4e-45 to "
                    "3.4e38); use a smaller scale, or --precision float64.");
  CHECK_NOTHROW(problem_of(data, scaled_by(1e37, Precision::float64)));
  CHECK_THROWS_WITH(problem_of(data, scaled_by(1e307, Precision::float64)),
                    "--target-scale 1e+307: made.csv:3:2: column 'y': -300 times this does not fit float64 (4.9e-324 "
                    "to 1.8e308); use a smaller scale.");
  CHECK_THROWS_WITH(problem_of(data, scaled_by(1e-45)),
                    "--target-scale 1e-45: made.csv:4:2: column 'y': 0.001 times this is 0 in float32 (1.4e-45 to "
                    "3.4e38); use a larger scale, or --precision float64.");
  CHECK_NOTHROW(problem_of(data, scaled_by(1e-45, Precision::float64)));
}
