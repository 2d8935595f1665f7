// Learning rates of single layers: steps by hand, equality with --lr, and the limit at the start where the
// stability ratio is not proportional to --lr.
#include <cmath>

#include "catch.h"
#include "close.h"
#include "curvature/spectrum.h"
#include "data/encode.h"
#include "dense.h"
#include "lrscope/errors.h"
#include "problems.h"
#include "recorder.h"
#include "spec/spectrum_spec.h"
#include "train/examination.h"

using namespace lrscope;
using namespace lrscope::test;

namespace {

RunSpec small_spec() {
  RunSpec spec;
  spec.precision = Precision::float64;
  spec.model.hidden = {3};
  spec.model.activation = "tanh";
  spec.learning_rate = 0.02;
  spec.batch_size = {std::nullopt, true};
  spec.max_steps = 6;
  return spec;
}

std::vector<double> losses_of(const RunSpec& spec) {
  Recorder recorder;
  const RunRecord run = test::problem_of(diabetes(), spec).run(spec, &recorder);
  std::vector<double> losses;
  for (const StepRecord& step : recorder.steps) losses.push_back(step.loss);
  losses.push_back(run.final_loss);
  return losses;
}

/// λmax(RH) / 2 at the start of `spec`, R with `first` and `second` for the two layers.
double dense_ratio(const RunSpec& spec, double first, double second) {
  const auto data = std::make_shared<const TrainingSet<double>>(diabetes());
  const auto objective = network<double>(data, spec.model, "mse");
  const Matrix<double> H = dense_hessian(*objective, start_of<double>(*data, spec.model, 0));
  Vector<double> rate = Vector<double>::Constant(H.rows(), first);
  rate.tail(4).setConstant(second);
  return Matrix<double>(rate.asDiagonal() * H).eigenvalues().real().maxCoeff() / 2;
}

StartCurvature start_of_run(const RunSpec& spec) { return test::problem_of(diabetes(), spec).start_curvature(spec); }

}  // namespace

TEST_CASE("a step with a rate for one layer is the step by hand") {
  // y = w₂w₁x from (2, ½) on (1, 1) and (2, 4): residuals 0 and −2, ∂L/∂w₁ = −2, ∂L/∂w₂ = −8.
  RunSpec spec = small_spec();
  spec.model.hidden = {1};
  spec.model.activation = "identity";
  spec.model.bias = false;
  spec.learning_rate = 0.01;
  spec.max_steps = 1;
  spec.layer_rates = {{1, 0.1}};
  auto problem = test::problem_of(load_dataset({"made.csv", "x,y\n1,1\n2,4\n", ""}, {}), spec);
  Vector<double> theta(2);
  theta << 2, 0.5;
  problem = problem.starting_at(theta);
  Recorder recorder;
  const RunRecord run = problem.run(spec, &recorder);
  CHECK(run.initial_loss == 2);
  const double slope = 2.2 * 0.58;  // w₁ + .1·2, w₂ + .01·8
  CHECK(is_close(run.final_loss, (std::pow(slope - 1, 2) + std::pow(2 * slope - 4, 2)) / 2, 1e-14));
  CHECK(recorder.steps[0].lr == 0.01);
  CHECK(is_close(*recorder.steps[0].update_norm, std::hypot(0.2, 0.08), 1e-14));
  CHECK(is_close(*recorder.steps[0].predicted_change, run.final_loss - 2, 0.2));
}

TEST_CASE("one rate for every layer is --lr to the bit, whatever --lr says, along any schedule") {
  for (const char* schedule : {"constant", "cosine", "inverse-time"})
    for (const Precision precision : {Precision::float32, Precision::float64}) {
      RunSpec plain = small_spec();
      plain.precision = precision;
      plain.batch_size = {32, true};
      plain.max_steps = 40;
      plain.schedule.name = schedule;
      plain.schedule.warmup_steps = 5;
      RunSpec layered = plain;
      layered.learning_rate = 3;
      layered.layer_rates = {{1, plain.learning_rate}, {2, plain.learning_rate}};
      INFO(schedule);
      CHECK(losses_of(layered) == losses_of(plain));
    }
}

TEST_CASE("what looks into a run or stops in it moves layers like the run") {
  RunSpec spec = small_spec();
  spec.layer_rates = {{1, 0.2}};
  const std::vector<double> losses = losses_of(spec);
  auto problem = test::problem_of(diabetes(), spec);
  SpectrumSpec at;
  at.at_step = 3;
  CHECK(problem.spectrum(spec, at).spectrum.loss == losses[3]);
  ExamineSpec wanted;
  wanted.layer_steps = {3};
  CHECK(problem.examine(spec, wanted).layers.front().loss == losses[3]);
  spec.layer_rates.clear();
  CHECK(losses_of(spec)[3] != losses[3]);
}

TEST_CASE("where --lr rises in a range test, the rates of layers stand") {
  RunSpec still = small_spec();
  RunSpec rising = still;
  rising.layer_rates = {{1, still.learning_rate}, {2, still.learning_rate}};
  rising.learning_rate = 1e-6;
  rising.schedule.rise_to = 10;
  CHECK(losses_of(rising) == losses_of(still));
  rising.layer_rates.pop_back();
  CHECK(losses_of(rising) != losses_of(still));
}

TEST_CASE("the limit at the start is the --lr at which the dense step matrix reaches the threshold") {
  for (const double own : {1e-9, 0.1, 0.3}) {
    RunSpec spec = small_spec();
    spec.layer_rates = {{2, own}};
    const StartCurvature start = start_of_run(spec);
    INFO("layer 2 by " << own);
    REQUIRE(start.limit);
    CHECK(is_close(dense_ratio(spec, *start.limit, own), 1, 1e-5));
    CHECK(dense_ratio(spec, 0.9 * *start.limit, own) < 1);
    CHECK(start.formula == "λmax(ηₗH) = 2");
    CHECK(start.note.empty());
    CHECK_FALSE(start.preconditioned_sharpness);
    // The ratio along a run at that rate begins with 1.
    spec.learning_rate = *start.limit;
    spec.curvature.sharpness_every = 1;
    Recorder recorder;
    test::problem_of(diabetes(), spec).run(spec, &recorder);
    CHECK(is_close(*recorder.steps[0].stability_ratio, 1, 1e-5));
  }
}

TEST_CASE("adam with a rate for one layer has a limit at the start, too") {
  RunSpec spec = small_spec();
  spec.optimizer.name = "adam";
  spec.layer_rates = {{2, 1e-4}};
  const StartCurvature start = start_of_run(spec);
  REQUIRE(start.limit);
  spec.learning_rate = *start.limit;
  spec.curvature.sharpness_every = 1;
  Recorder recorder;
  test::problem_of(diabetes(), spec).run(spec, &recorder);
  CHECK(is_close(*recorder.steps[0].stability_ratio, 1, 1e-5));
}

TEST_CASE("a start without a limit in --lr says why") {
  RunSpec spec = small_spec();
  spec.layer_rates = {{1, 0.1}, {2, 0.1}};
  CHECK_FALSE(start_of_run(spec).limit);
  CHECK(start_of_run(spec).note == "every layer has a rate of --layer-lr, so that --lr moves nothing");
  spec.layer_rates = {{2, 1e3}};
  CHECK(dense_ratio(spec, 0, 1e3) > 1);
  CHECK_FALSE(start_of_run(spec).limit);
  CHECK(start_of_run(spec).note == "the rates of --layer-lr are past the threshold by themselves, whatever --lr");
  spec.layer_rates = {{2, 1e-3}};
  spec.schedule.warmup_steps = 3;
  CHECK(start_of_run(spec).note == "warm-up: the first steps take a part of the learning rate only");
}

TEST_CASE("layers that the model does not have, and rates that do not fit, are refused") {
  RunSpec spec = small_spec();
  spec.layer_rates = {{1, 0.5}, {3, 0.25}};
  CHECK_THROWS_WITH(test::problem_of(diabetes(), spec),
                    "--layer-lr 3=0.25: the model has 2 layers, the output layer included; name layers from 1 to 2.");
  spec.model.hidden = {};
  spec.layer_rates = {{2, 0.25}};
  CHECK_THROWS_WITH(test::problem_of(diabetes(), spec),
                    "--layer-lr 2=0.25: the model has 1 layer, the output layer included; name layers from 1 to 1.");
  for (const double rate : {1e39, 1e-46}) {
    spec.layer_rates = {{1, rate}};
    spec.precision = Precision::float64;
    CHECK_NOTHROW(test::problem_of(diabetes(), spec));
    spec.precision = Precision::float32;
    CHECK_THROWS_WITH(test::problem_of(diabetes(), spec),
                      "--layer-lr 1=" + std::string(rate > 1 ? "1e+39" : "1e-46") +
                          ": does not fit float32 (1.4e-45 to 3.4e38); use --precision float64.");
  }
}
