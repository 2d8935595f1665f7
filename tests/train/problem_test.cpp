// One problem for all specs: what it caches, what it shares, what it refuses.
#include "data/encode.h"
#include "problems.h"
#include "test.h"
#include "train/problem_cache.h"

namespace {
RunSpec short_run() {
  RunSpec spec = run_spec("--hidden 5 --max-steps 6 --lr 1e-3");
  return spec;
}

/// Specs that differ in all that decides a start, or only in what does not.
std::vector<RunSpec> specs() {
  std::vector<RunSpec> list(13, short_run());
  list[1].model.hidden = {3, 4};
  list[2].model.activation = "tanh";
  list[3].optimizer.name = "adam";
  list[4].batch_size = {7, true};
  list[5].batch_size = {std::nullopt, true};
  list[6].seed = 3;
  list[7].target_scale = 2;
  list[8].layer_rates = {{1, 0.1}};
  list[9].curvature.rows = 50;
  list[10].model.init_scale = 3;
  list[11].learning_rate = 2e-3;
  list[12].target_scale = 3;
  return list;
}
}  // namespace

TEST_CASE("runs of any model, optimizer and batch size on one problem are those of a problem of their own") {
  const Problem shared(diabetes(), Precision::float32);
  const std::vector<RunSpec> list = specs();
  for (int again = 0; again < 2; ++again)
    for (const RunSpec& spec : list) {
      const RunRecord run = shared.run(spec), alone = Problem(diabetes(), Precision::float32).run(spec);
      CHECK(run.final_loss == alone.final_loss);
      REQUIRE(run.start.sharpness);
      CHECK_EACH(run.start.sharpness->value == alone.start.sharpness->value, run.start.limit == alone.start.limit,
                 run.start.formula == alone.start.formula);
    }
  CHECK(shared.start_curvature(list[0]).limit != shared.start_curvature(list[3]).limit);
  CHECK(shared.start_curvature(list[0]).limit == shared.start_curvature(list[11]).limit);
}

TEST_CASE("the stability ratio is that of the first step of a run, to the last bit") {
  for (const Precision precision : {Precision::float32, Precision::float64}) {
    const Problem problem(diabetes(), precision);
    for (RunSpec spec : specs()) {
      spec = run_spec("--schedule cosine --sharpness-every 1", spec);
      spec.precision = precision;
      Recorder recorder;
      problem.run(spec, &recorder);
      // The schedule changes faster than momentum forgets.
      CHECK(recorder.steps.front().stability_ratio.has_value() == (spec.optimizer.name != "adam"));
      CHECK(problem.stability_ratio(spec) == recorder.steps.front().stability_ratio);
    }
  }
}

TEST_CASE("a problem that took its data trains like one that shares them") {
  for (const Precision precision : {Precision::float32, Precision::float64}) {
    RunSpec spec = short_run();
    spec.precision = precision;
    spec.target_scale = 3;
    const auto data = std::make_shared<const Dataset>(diabetes());
    const Problem taken(diabetes(), precision), sharing(data, precision);
    CHECK(taken.run(spec).final_loss == sharing.run(spec).final_loss);
    CHECK_EACH(sharing.data() == data.get(), taken.rows() == data->rows());
  }
}

TEST_CASE("a spec of another precision, or of another size than a given start, is refused") {
  const Problem problem(diabetes(), Precision::float32);
  RunSpec spec = short_run();
  CHECK_NOTHROW(problem.check(spec));
  const Problem started = problem.starting_at(Vector<double>::Zero(problem.parameters(spec)));
  CHECK(started.run(spec).initial_loss != problem.run(spec).initial_loss);
  spec.model.hidden = {6};
  CHECK_THROWS_AS(started.run(spec), UsageError);
  spec.precision = Precision::float64;
  CHECK_THROWS_AS(problem.run(spec), std::logic_error);
}

TEST_CASE("requests that encode alike share their data, those of one precision the problem, too") {
  ProblemCache problems(try_to_read([] { return CsvTable(ByteStream("case:diabetes"), {}); }));
  Request request;
  request.run = short_run();
  const auto first = problems.problem_for(request);
  request.run.model.hidden = {};
  CHECK(problems.problem_for(request) == first);
  request.run.precision = Precision::float64;
  CHECK(problems.problem_for(request)->data() == first->data());
  request.data.scale = Scaling::standard;
  CHECK(problems.problem_for(request)->data() != first->data());
  request.run.batch_size = {1000, true};
  CHECK_THROWS_AS(problems.problem_for(request), UsageError);
}
