// Learning rates of single layers: steps by hand, equality with --lr, and the limit at the start where the
// stability ratio is not proportional to --lr.
#include "curvature/spectrum.h"
#include "dense.h"
#include "problems.h"
#include "spec/question_specs.h"
#include "test.h"
#include "train/examination.h"
#include "train/trained_state.h"

namespace {
RunSpec small_spec() {
  RunSpec spec = run_spec("--precision float64 --hidden 3 --activation tanh --lr 0.02 --batch-size full --max-steps 6");
  return spec;
}

std::vector<double> losses_of(const RunSpec& spec) {
  Recorder recorder;
  const RunRecord run = problem_of(diabetes(), spec).run(spec, &recorder);
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
  return complex_eigenvalues_of(rate.asDiagonal() * H).real().maxCoeff() / 2;
}

StartCurvature start_of_run(const RunSpec& spec) { return problem_of(diabetes(), spec).start_curvature(spec); }
}  // namespace

TEST_CASE("a step with a rate for one layer is the step by hand") {
  // y = w₂w₁x from (2, ½) on (1, 1) and (2, 4): residuals 0 and −2, ∂L/∂w₁ = −2, ∂L/∂w₂ = −8.
  RunSpec spec =
      run_spec("--hidden 1 --activation identity --no-bias yes --lr 0.01 --max-steps 1 --layer-lr 1=0.1", small_spec());
  auto problem = problem_of(load_dataset({"made.csv", "x,y\n1,1\n2,4\n"}, {}), spec);
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
      RunSpec plain = run_spec("--batch-size 32 --max-steps 40 --warmup-steps 5", small_spec());
      plain.precision = precision;
      plain.schedule.name = schedule;
      RunSpec layered = run_spec("--lr 3", plain);
      layered.layer_rates = {{1, plain.learning_rate}, {2, plain.learning_rate}};
      INFO(schedule);
      CHECK(losses_of(layered) == losses_of(plain));
    }
}

TEST_CASE("what looks into a run or stops in it moves layers like the run") {
  RunSpec spec = small_spec();
  spec.layer_rates = {{1, 0.2}};
  const std::vector<double> losses = losses_of(spec);
  auto problem = problem_of(diabetes(), spec);
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
  RunSpec rising = run_spec("--lr 1e-6", still);
  rising.layer_rates = {{1, still.learning_rate}, {2, still.learning_rate}};
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
    CHECK_EACH(is_close(dense_ratio(spec, *start.limit, own), 1, 1e-5), dense_ratio(spec, 0.9 * *start.limit, own) < 1);
    CHECK_EACH(start.formula == "λmax(ηₗH) = 2", start.note.empty(), !start.preconditioned_sharpness);
    // The ratio along a run at that rate begins with 1.
    spec.learning_rate = *start.limit;
    spec.curvature.sharpness_every = 1;
    Recorder recorder;
    problem_of(diabetes(), spec).run(spec, &recorder);
    CHECK(is_close(*recorder.steps[0].stability_ratio, 1, 1e-5));
  }
}

TEST_CASE("adam with a rate for one layer has a limit at the start, too") {
  RunSpec spec = run_spec("--optimizer adam --epsilon 10 --layer-lr 2=1e-4", small_spec());
  const StartCurvature start = start_of_run(spec);
  REQUIRE(start.limit);
  spec.learning_rate = *start.limit;
  spec.curvature.sharpness_every = 1;
  Recorder recorder;
  problem_of(diabetes(), spec).run(spec, &recorder);
  CHECK(is_close(*recorder.steps[0].stability_ratio, 1, 1e-5));
}

TEST_CASE("a start without a limit in --lr says why") {
  RunSpec spec = small_spec();
  spec.layer_rates = {{1, 0.1}, {2, 0.1}};
  CHECK_FALSE(start_of_run(spec).limit);
  CHECK(start_of_run(spec).note == "every layer has a rate of --layer-lr, so that --lr moves nothing");
  spec.layer_rates = {{2, 1e3}};
  CHECK_EACH(dense_ratio(spec, 0, 1e3) > 1, !start_of_run(spec).limit);
  CHECK(start_of_run(spec).note == "the rates of --layer-lr are past the threshold by themselves, whatever --lr");
  spec = run_spec("--layer-lr 2=1e-3 --warmup-steps 3", spec);
  CHECK(start_of_run(spec).note == "warm-up: the first steps take a part of the learning rate only");
}

TEST_CASE("layers that the model does not have, and rates that do not fit, are refused") {
  const RunSpec spec = small_spec();
  for (const std::string flags : {"--layer-lr 1=0.5,3=0.25", "--hidden none --layer-lr 2=0.25",
                                  "--precision float32 --layer-lr 1=1e39", "--precision float32 --layer-lr 1=1e-46"})
    CHECK_THROWS_AS(problem_of(diabetes(), run_spec(flags, spec)), UsageError);
  for (const std::string flags : {"--layer-lr 1=1e39", "--layer-lr 1=1e-46"})
    CHECK_NOTHROW(problem_of(diabetes(), run_spec(flags, spec)));
}

TEST_CASE("a layer with the rate 0 does not move, whatever the optimizer") {
  for (const char* optimizer : {"sgd", "heavy-ball", "nesterov", "adam", "adamw --weight-decay 0.1", "rmsprop",
                                "sgd --weight-decay 0.1 --clip-norm 1"}) {
    CAPTURE(optimizer);
    RunSpec spec = run_spec("--optimizer " + std::string(optimizer) + " --layer-lr 1=0", small_spec());
    const Problem problem = problem_of(diabetes(), spec);
    const Vector<double> first = problem.state_at(spec, 0).theta, last = problem.state_at(spec, 6).theta;
    const Index weights_and_biases = first.size() - 4;
    CHECK(first.head(weights_and_biases) == last.head(weights_and_biases));
    CHECK(first.tail(4) != last.tail(4));
  }
}

TEST_CASE("a gradient that is not finite moves no frozen layer") {
  // y = w₂w₁x from (0, 1e120): ∂L/∂w₁ = −x·y·w₂ overflows, ∂L/∂w₂ is 0.
  const auto end = [](const std::string& rates) {
    RunSpec spec =
        run_spec("--hidden 1 --activation identity --no-bias yes --max-steps 1 --layer-lr " + rates, small_spec());
    spec.keeps_end = true;
    const auto problem = problem_of(load_dataset({"made.csv", "x,y\n1e200,1\n2e200,4\n"}, {}), spec);
    return problem.starting_at(Eigen::Vector2d(0, 1e120)).run(spec).theta;
  };
  const auto frozen = end("1=0"), moving = end("1=1e-300");
  CHECK_EACH(frozen.at(0) == 0, frozen.at(1) == 1e120, !std::isfinite(moving.at(0)));
}

TEST_CASE("the stability at the start counts only what moves") {
  const RunSpec spec = run_spec("--layer-lr 1=0", small_spec());
  CHECK(is_close(1 / *start_of_run(spec).limit, dense_ratio(spec, 0, 1), 1e-6));
  const RunSpec frozen = run_spec("--layer-lr 1=0,2=0", small_spec());
  CHECK(!start_of_run(frozen).limit);
  const std::vector<double> losses = losses_of(frozen);
  CHECK(std::ranges::all_of(losses, [&](double loss) { return loss == losses.front(); }));
}

TEST_CASE("the state of a run after some steps is that of its equations") {
  // Heavy-ball on y = wx from 0, on (1, 1) and (2, 4): g_0 = −9, v_1 = −9, w_1 = .09; g_1 = 5w − 9 = −8.55, v_2 = .9v_1 + g_1.
  const RunSpec spec =
      run_spec("--hidden none --no-bias yes --init zeros --optimizer heavy-ball --lr 0.01 --max-steps 2", small_spec());
  const Problem problem = problem_of(load_dataset({"made.csv", "x,y\n1,1\n2,4\n"}, {}), spec);
  const TrainedState state = problem.state_at(spec, 2);
  REQUIRE(state.memory.size() == 1);
  CHECK_EACH(state.step == 2, state.memory[0].name == "velocity", is_close(state.memory[0].values[0], -16.65, 1e-14),
             is_close(state.theta[0], 0.09 + 0.1665, 1e-14), problem.state_at(spec, 0).theta[0] == 0,
             problem.state_at(spec, 0).memory[0].values[0] == 0);
  CHECK_THROWS_AS(problem.state_at(spec, 3), UsageError);
}
