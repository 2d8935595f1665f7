// The safe limit: what a slow run meets on its way.
#include "sweep/safe_limit.h"

#include "problems.h"
#include "test.h"
#include "train/slow_path.h"

namespace {
/// The network of the README on its data: the target is not scaled.
Problem question() {
  DataSpec spec;
  spec.scale = Scaling::standard;
  return Problem(read_dataset("case:diabetes", spec), Precision::float32);
}

SweepSpec sweep_of(std::vector<long long> hidden, const std::string& optimizer = "sgd") {
  SweepSpec sweep;
  sweep.base.model.hidden = std::move(hidden);
  sweep.base.optimizer.name = optimizer;
  return sweep;
}

Summary found(const Problem& problem, const SweepSpec& sweep, double failed) {
  Summary summary;
  summary.predicted_limit = problem.start_curvature(sweep.base).limit;
  summary.smallest_failed_lr = failed;
  find_safe_limit(problem, sweep, summary);
  return summary;
}
}  // namespace

TEST_CASE("a slow run of a network meets curvature that its start does not show") {
  const Problem problem = question();
  SweepSpec sweep = sweep_of({64, 64, 64});
  const Summary summary = found(problem, sweep, 0.0003162);
  REQUIRE(summary.safe_limit);
  CHECK(*summary.safe_limit_lr == Approx(0.0003162 / 10));
  // Measured in another program: 990 at the start, 18 thousand on the way.
  CHECK_EACH(*summary.safe_limit_sharpness > 1e4, *summary.safe_limit_sharpness<3e4, *summary.safe_limit_step> 0);
  CHECK_EACH(*summary.safe_limit<2 / *summary.safe_limit_sharpness, *summary.safe_limit> 5e-5);
  sweep.base.learning_rate = *summary.safe_limit;
  CHECK(!has_failed(problem.run(sweep.base).outcome));
}

TEST_CASE("on a quadratic the safe limit is the predicted one, half of it with momentum") {
  const Problem problem = question();
  for (const auto& [optimizer, share] : {std::pair{"sgd", 1.0}, {"heavy-ball", 0.5}, {"nesterov", 0.5}}) {
    SweepSpec sweep = sweep_of({}, optimizer);
    sweep.base.batch_size.rows.reset();
    const Summary summary = found(problem, sweep, 1);
    CHECK(summary.safe_limit.value_or(0) == Approx(share * *summary.predicted_limit).epsilon(1e-3));
  }
}

TEST_CASE("batches that scatter lower the safe limit, those of momentum most") {
  const Problem problem = question();
  const auto lowered = [&](const char* optimizer) {
    SweepSpec sweep = sweep_of({}, optimizer);
    const Summary batches = found(problem, sweep, 1);
    sweep.base.batch_size.rows.reset();
    return batches.safe_limit.value_or(0) / found(problem, sweep, 1).safe_limit.value_or(0);
  };
  // The curvature of these batches scatters by .048 along the top: 1/1.048, and 1/(1 + 19·.048).
  CHECK(lowered("sgd") == Approx(1 / 1.048).epsilon(0.005));
  CHECK(lowered("heavy-ball") == Approx(1 / 1.91).epsilon(0.02));
}

TEST_CASE("the lowest safe limit of all seeds, whatever the number of threads") {
  const Problem problem = question();
  SweepSpec sweep = sweep_of({16});
  sweep.seeds = {0, 1, 2};
  const double all = found(problem, sweep, 0.01).safe_limit.value_or(0);
  sweep.threads = 2;
  CHECK(found(problem, sweep, 0.01).safe_limit.value_or(1) == all);
  double lowest = 1;
  for (const std::uint64_t seed : {0, 1, 2}) {
    sweep.seeds = {seed};
    lowest = std::min(lowest, found(problem, sweep, 0.01).safe_limit.value_or(0));
  }
  CHECK(all == lowest);
}

TEST_CASE("a slow run that comes to an edge itself is made again, ten times slower") {
  const Problem problem = question();
  const SweepSpec sweep = sweep_of({64, 64});
  Summary summary;
  summary.predicted_limit = 0.02;
  find_safe_limit(problem, sweep, summary);
  REQUIRE(summary.safe_limit);
  CHECK_EACH(*summary.safe_limit_lr < 0.0019, *summary.safe_limit >= *summary.safe_limit_lr);
}

TEST_CASE("there is no safe limit with a preconditioner, with clipping, or above a rate that failed") {
  const Problem problem = question();
  for (const char* optimizer : {"adam", "rmsprop", "adagrad"})
    CHECK(!found(problem, sweep_of({16}, optimizer), 0.1).safe_limit);
  SweepSpec clipped = sweep_of({16});
  clipped.base.optimizer.clip_norm = 1;
  CHECK(!found(problem, clipped, 0.1).safe_limit);
  CHECK(!found(problem, sweep_of({}), 0.01).safe_limit);
}

TEST_CASE("a slow run is measured at its start, its end and closely at first") {
  CHECK(steps_to_measure(140) == std::vector<std::int64_t>{0, 1, 2, 4, 8, 16, 23, 46, 70, 93, 116, 140});
  CHECK(steps_to_measure(3) == std::vector<std::int64_t>{0, 1, 2, 3});
  CHECK(steps_to_measure(0) == std::vector<std::int64_t>{0});
}

TEST_CASE("slow runs are cheaper than many long runs, not than a few short ones") {
  SweepSpec sweep;
  std::vector<RunRecord> runs(25);
  for (RunRecord& run : runs) run.steps = 140;
  CHECK(!is_cheaper_than(runs, 442, sweep));  // 25 runs of 10 epochs
  sweep.base.epochs = 100;
  for (RunRecord& run : runs) run.steps = 1400;
  CHECK(is_cheaper_than(runs, 442, sweep));
  for (RunRecord& run : runs) run.steps = 20;  // all of them failed early
  CHECK(!is_cheaper_than(runs, 442, sweep));
}
