// The limit that theory predicts before a run, and the rows it is measured on.
#include "nn/training_set.h"
#include "problems.h"
#include "test.h"

namespace {
RunSpec spec_of(const std::string& optimizer = "sgd") {
  RunSpec spec = run_spec("--precision float64 --max-steps 5");
  spec.optimizer.name = optimizer;
  return spec;
}

StartCurvature canyon_start(const RunSpec& spec) { return problem_of(function("canyon"), spec).start_curvature(spec); }

Problem diabetes(const RunSpec& spec) {
  DataSpec scaled;
  scaled.scale = Scaling::standard;
  return problem_of(read_dataset("case:diabetes", scaled), spec);
}
}  // namespace

TEST_CASE("the limit at the start is threshold/λ, with the formula that gave it") {
  struct Row {
    const char* optimizer;
    double limit;
    const char* formula;
  };
  // λmax = 5; β = .9; the momentum methods and gd have no preconditioner
  for (const Row& row : {Row{"sgd", 2 / 5.0, "η·λmax(H) = 2"},
                         {"heavy-ball", 3.8 / 5, "η·λmax(H) = 2(1+β) = 3.8"},
                         {"nesterov", 3.8 / 2.8 / 5, "η·λmax(H) = 2(1+β)/(1+2β) = 1.35714"}}) {
    const StartCurvature start = canyon_start(spec_of(row.optimizer));
    CHECK_EACH(is_close(*start.limit, row.limit, 1e-10), start.formula == row.formula, start.note.empty());
  }
  RunSpec decayed = spec_of();
  decayed.optimizer.weight_decay = 3;
  CHECK(is_close(*canyon_start(decayed).limit, 2 / 8.0, 1e-10));
  CHECK(canyon_start(decayed).formula == "η·λmax(H + 3·I) = 2");
}

TEST_CASE("adam's limit at the start uses the preconditioner of its first step") {
  // At (2, 1): g = (8, 7), first step P = (1−β₁)(|g| + ε); H = [[3,2],[2,3]].
  const double p = 0.1 * (8 + 1e-8), q = 0.1 * (7 + 1e-8);
  const double trace = 3 / p + 3 / q, determinant = 5 / (p * q);
  const double lambda = trace / 2 + std::sqrt(trace * trace / 4 - determinant);
  CHECK(is_close(*canyon_start(spec_of("adam")).limit, 38 / lambda, 1e-9));
  // rmsprop: P = √((1−β₂)g²) + ε with β₂ = .99, that is .1·|g| too.
  CHECK(is_close(*canyon_start(spec_of("rmsprop")).limit, 2 / lambda, 1e-6));
}

TEST_CASE("a preconditioner of one gradient gives no limit to a network, unless its elements are alike") {
  for (const char* optimizer : {"adam", "adamw", "rmsprop", "adagrad"}) {
    RunSpec spec = spec_of(optimizer);
    const StartCurvature start = diabetes(spec).start_curvature(spec);
    CHECK_EACH(!start.limit, start.note.starts_with("the preconditioner rests on one gradient"));
    spec.optimizer.epsilon = 1e4;  // far above every gradient
    CHECK(diabetes(spec).start_curvature(spec).limit);
  }
}

TEST_CASE("without a sound limit the note says why") {
  RunSpec warm = spec_of();
  warm.schedule.warmup_steps = 3;
  CHECK_FALSE(canyon_start(warm).limit);
  CHECK(canyon_start(warm).note == "warm-up: the first steps take a part of the learning rate only");
  RunSpec clipped = spec_of();
  clipped.optimizer.clip_norm = 0.1;
  CHECK_EACH(!canyon_start(clipped).limit, canyon_start(clipped).note == "clipping changed this step's gradient");
  RunSpec changing = spec_of("heavy-ball");
  changing.schedule.name = "inverse-time";
  CHECK(canyon_start(changing).note == "the learning rate changes faster than momentum forgets");
  changing.optimizer.name = "sgd";
  CHECK(is_close(*canyon_start(changing).limit, 0.4, 1e-10));

  RunSpec flat = run_spec("--init zeros --no-bias yes", spec_of());
  const StartCurvature zero = diabetes(flat).start_curvature(flat);
  CHECK_EACH(zero.sharpness->value == 0, !zero.limit, zero.note == "the loss curves upwards in no direction");

  RunSpec off = spec_of();
  off.curvature.sharpness_every = 0;
  CHECK_FALSE(diabetes(off).start_curvature(off).sharpness);
}

TEST_CASE("the sharpness of a run starts with that of its start, whatever the batch") {
  for (const bool full : {true, false}) {
    RunSpec spec = spec_of();
    spec.model.activation = "tanh";
    if (full) spec.batch_size = {std::nullopt, true};
    spec.curvature.sharpness_every = 2;
    Recorder recorder;
    const RunRecord run = diabetes(spec).run(spec, &recorder);
    CHECK(is_close(recorder.steps[0].sharpness->value, run.start.sharpness->value, 1e-9));
    CHECK_EACH(!recorder.steps[1].sharpness, recorder.steps[2].sharpness);
    CHECK(run.last_sharpness == recorder.steps[4].sharpness->value);
    // All rows, measured on an objective of their own, are the rows of full-batch training.
    spec.curvature.rows = 442;
    Recorder apart;
    diabetes(spec).run(spec, &apart);
    for (std::size_t t = 0; t < 5; t += 2)
      CHECK(is_close(recorder.steps[t].sharpness->value, apart.steps[t].sharpness->value, 1e-8));
  }
}

TEST_CASE("a subset of the rows is a function of the seed, drawn without repetition, and the whole is the whole") {
  const auto data = std::make_shared<const TrainingSet<double>>(read_dataset("case:diabetes", DataSpec{}));
  const auto a = subset_of<double>(data, 100, 3), again = subset_of<double>(data, 100, 3);
  const auto other = subset_of<double>(data, 100, 4);
  CHECK_EACH(a->inputs == again->inputs, a->inputs != other->inputs, subset_of<double>(data, 442, 3) == data);
  Index from = 0;  // every row of the subset stands in the data, in the same order
  for (Index row = 0; row < 100; ++row) {
    while (from < 442 &&
           !(data->inputs.col(from) == a->inputs.col(row) && data->targets.col(from) == a->targets.col(row)))
      ++from;
    REQUIRE(from < 442);
    ++from;
  }
}

TEST_CASE("more eigenvalues than parameters are refused, with both numbers") {
  RunSpec spec = run_spec("--hidden none --eigenvalues 12", spec_of());
  CHECK_THROWS_WITH(diabetes(spec), "--eigenvalues 12: the model has only 11 parameters; use at most 11.");
  spec.curvature.eigenvalues = 11;
  CHECK_NOTHROW(diabetes(spec));
}

TEST_CASE("a loss that is a sum is predicted for the batch that a step sees") {
  // Means have the same Hessian whatever the batch; of a sum a step of 17 rows sees 17/442.
  RunSpec spec = spec_of();
  spec.model.hidden = {};
  const auto limit = [&](const char* loss, std::optional<long long> batch, std::optional<long long> rows = {}) {
    RunSpec asked = spec;
    asked.model.loss = loss;
    asked.batch_size = {batch, true};
    asked.curvature.rows = rows;
    return *diabetes(asked).start_curvature(asked).limit;
  };
  CHECK(is_close(limit("mse", 17), limit("mse", std::nullopt), 1e-9));
  CHECK(is_close(limit("sse", std::nullopt) * 442, limit("mse", std::nullopt), 1e-9));
  CHECK(is_close(limit("sse", 17) * 17, limit("mse", std::nullopt), 1e-9));
  CHECK(is_close(limit("half-sse", 17, 50) * 17, 2 * limit("mse", 17, 50), 1e-9));
  // Adam divides the batch's gradient by its own size: sum or mean, its steps are the same.
  spec = run_spec("--optimizer adam --epsilon 1e-30", spec);
  CHECK(is_close(limit("sse", 17), limit("mse", 17), 1e-6));
  spec = run_spec("--optimizer sgd --loss sse --batch-size 221", spec);
  CHECK(diabetes(spec).start_curvature(spec).formula == "η·λmax(0.5·H) = 2");
}

TEST_CASE("the short last batch of an epoch counts with its own share of a sum") {
  // A linear model has one Hessian; 442 rows are four batches of 100 and one of 42.
  for (const std::string optimizer : {"sgd", "heavy-ball"})
    for (const std::string loss : {"sse", "mse"}) {
      RunSpec spec =
          run_spec("--hidden none --batch-size 100 --sharpness-every 1 --max-steps 6 --lr 1e-6 --loss " + loss,
                   spec_of(optimizer));
      Recorder recorder;
      const RunRecord run = diabetes(spec).run(spec, &recorder);
      for (const StepRecord& step : recorder.steps) {
        const double share = loss == "sse" && step.step == 4 ? 0.42 : 1;
        CHECK(is_close(*step.stability_ratio, share * *recorder.steps[0].stability_ratio, 1e-5));
        CHECK(is_close(step.preconditioned_sharpness->value, share * recorder.steps[0].preconditioned_sharpness->value,
                       1e-5));
      }
      CHECK(is_close(*run.start.limit, 1e-6 / *recorder.steps[0].stability_ratio, 1e-5));
    }
}

TEST_CASE("the last step of a fast schedule has no ratio with momentum either") {
  RunSpec spec = run_spec("--schedule exponential --sharpness-every 1", spec_of("heavy-ball"));
  Recorder recorder;
  diabetes(spec).run(spec, &recorder);
  for (const StepRecord& step : recorder.steps) CHECK_FALSE(step.stability_ratio);
  CHECK(recorder.steps.size() == 5);
}
