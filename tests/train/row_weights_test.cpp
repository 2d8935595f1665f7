// Runs with weights of the rows, with losses that take their targets differently, and with output activations.
#include "known.h"
#include "lrscope/sweep.h"
#include "problems.h"
#include "train/coefficients.h"
#include "train/lockstep.h"

namespace {

Dataset dataset_of(const std::string& csv, const Change& change = {}) {
  const DataSpec spec = with(DataSpec{}, change);
  return encode(CsvTable({"f.csv", csv}, spec), spec);
}

RunRecord run_of(const std::string& csv, const Change& change, const std::string& flags) {
  const RunSpec spec = run_spec("--precision float64 --batch-size full --hidden none " + flags);
  return problem_of(dataset_of(csv, change), spec).run(spec);
}

std::string refusal(const std::string& csv, const Change& change, const std::string& flags) {
  try {
    run_of(csv, change, flags);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

const std::string counts = "x,y\n0,1\n1,2\n2,8\n3,20\n4,52\n";
const std::string two_classes = "x,y\n-3,a\n-2,a\n-1,b\n1,a\n2,b\n3,b\n";

}  // namespace

TEST_CASE("a run with a row of weight 2 is one with the row twice, at a rate that makes up for the divisor") {
  const std::string weights = "x,w,y\n1,1,2\n2,2,3\n-1,1,0\n", twice = "x,y\n1,2\n2,3\n2,3\n-1,0\n";
  // Losses differ by the divisor, 3 or 4; the weights drawn at the start do not depend on the rows.
  const RunRecord a = run_of(weights, {{"sample-weight", "w"}}, "--lr .06 --max-steps 7"),
                  b = run_of(twice, {}, "--lr .08 --max-steps 7");
  CHECK_EACH(is_close(a.initial_loss, b.initial_loss * 4 / 3, 1e-12),
             is_close(a.final_loss, b.final_loss * 4 / 3, 1e-12), is_close(*a.d2, *b.d2, 1e-12),
             a.final_loss < a.initial_loss);
}

TEST_CASE("in least squares a weight is a row times its root, and the limits know") {
  const std::string weighted = "x,z,w,y\n1,2,4,3\n2,-1,1,1\n-1,1,9,0\n3,1,1,2\n",
                    scaled = "x,z,y\n2,4,6\n2,-1,1\n-3,3,0\n3,1,2\n";
  const RunSpec spec = run_spec("--precision float64 --batch-size 2 --hidden none --no-bias yes --lr .01");
  const StartCurvature a = problem_of(dataset_of(weighted, {{"sample-weight", "w"}}), spec).start_curvature(spec),
                       b = problem_of(dataset_of(scaled), spec).start_curvature(spec);
  CHECK_EACH(a.batch_rule == BatchRule::exact, is_close(a.sharpness->value, b.sharpness->value, 1e-9),
             is_close(a.limit.value(), b.limit.value(), 1e-9),
             is_close(a.batch_limit.value(), b.batch_limit.value(), 1e-9));
}

TEST_CASE("held rows are judged with their own weights") {
  // At weights of 0 the loss of a row is y².
  const std::string csv = "x,w,y\n1,2,3\n2,1,1\n3,1,5\n4,3,2\n";
  const RunRecord run =
      run_of(csv, {{"sample-weight", "w"}, {"holdout", "last:.5"}}, "--init zeros --lr 1e-300 --max-steps 1");
  CHECK_EACH(is_close(run.initial_loss, (2 * 9 + 1) / 2., 1e-12),
             is_close(*run.holdout_loss, (25 + 3 * 4) / 2., 1e-12));
  const double mean = 7. / 3;  // of the rows to train on: (2·3 + 1)/3
  CHECK_EACH(is_close(*run.baseline_loss, (2 * std::pow(3 - mean, 2) + std::pow(1 - mean, 2)) / 2, 1e-12),
             is_close(*run.holdout_baseline_loss, (std::pow(5 - mean, 2) + 3 * std::pow(2 - mean, 2)) / 2, 1e-12));
}

TEST_CASE("the first infinity behind the last layer is found in its activation") {
  RunSpec spec =
      run_spec("--hidden none --init zeros --output-activation exp --batch-size full --max-steps 20 --lr 10");
  const RunRecord run = problem_of(dataset_of(counts), spec).run(spec);
  REQUIRE(run.nonfinite_at);
  CHECK_EACH(run.outcome == Outcome::nonfinite, run.nonfinite_at->tensor == "activation", run.nonfinite_at->layer == 1);
}

TEST_CASE("no lockstep engine takes weights, output activations or several activations, and none is exact there") {
  const auto engine = [](const Change& change, const std::string& flags) {
    const RunSpec spec = run_spec(flags);
    return problem_of(dataset_of("x,w,y\n1,2,3\n2,1,4\n3,1,7\n", change), spec).lockstep(spec) != nullptr;
  };
  CHECK_EACH(engine({}, "--hidden 3,2"), !engine({{"sample-weight", "w"}}, "--hidden 3,2"),
             !engine({}, "--hidden 3,2 --output-activation tanh"), !engine({}, "--hidden 3,2 --activation tanh,relu"),
             !engine({}, "--loss quantile"), !engine({}, "--loss poisson"));
  const auto rule = [](const std::string& flags) {
    const RunSpec spec = run_spec("--batch-size 1 --hidden none --precision float64 " + flags);
    return problem_of(dataset_of(counts), spec).start_curvature(spec).batch_rule;
  };
  CHECK_EACH(rule("") == BatchRule::exact, rule("--output-activation softplus") != BatchRule::exact,
             rule("--loss poisson") != BatchRule::exact);
}

TEST_CASE("binary cross-entropy trains one output of two classes, the logit of the second") {
  const RunSpec spec = run_spec("--hidden none --loss binary-cross-entropy --init zeros --max-steps 300");
  Dataset data = dataset_of(two_classes);
  const Problem problem = problem_of(data, spec);
  CHECK(problem.parameters(spec) == 2);
  RunSpec run = spec;
  run.learning_rate = .3;
  run.keeps_end = true;
  const RunRecord record = problem.run(run);
  CHECK_EACH(is_close(record.initial_loss, std::log(2), 1e-6), is_close(*record.baseline_loss, std::log(2), 1e-6),
             record.outcome == Outcome::trained, is_close(*record.accuracy, 4. / 6, 1e-12));
  const auto model = LinearModel::of(data, run);
  REQUIRE(model);
  const auto coefficients = model->coefficients(record);
  REQUIRE(coefficients.size() == 2);
  CHECK_EACH(coefficients[0].output == "b", coefficients[1].coefficient.value() > 0);
  // The logit of two outputs is their difference, which moves twice as fast.
  RunSpec both = run;
  both.model.loss = "cross-entropy";
  both.learning_rate = .15;
  CHECK(is_close(problem.run(both).final_loss, record.final_loss, 1e-5));
}

TEST_CASE("poisson is judged above the loss of a perfect prediction, which is below 0") {
  const RunRecord trained = run_of(counts, {}, "--loss poisson --init zeros --lr .003 --max-steps 3000");
  CHECK_EACH(trained.outcome == Outcome::trained, trained.final_loss<0, trained.d2.value()> 0.9,
             trained.d2.value() <= 1);
  CHECK_EACH(!trained.rose_again_step, !trained.warning_step, is_close(trained.rise_after_best.value(), 1, 1e-6));
  CHECK(run_of(counts, {}, "--loss poisson --init zeros --lr 1e-9 --max-steps 30").outcome == Outcome::stalled);
  const Outcome far = run_of(counts, {}, "--loss poisson --init zeros --lr 1 --max-steps 30").outcome;
  CHECK((far == Outcome::nonfinite || far == Outcome::diverged));
}

TEST_CASE("targets that a loss does not take are refused with their place") {
  const std::string negative = refusal("x,y\n1,2\n2,-3\n3,1\n", {}, "--loss poisson --lr .1");
  CHECK_EACH(negative.starts_with("f.csv:3:2: column 'y': the target -3"), has(negative, "from 0 up"),
             has(negative, "--drop-lines 3"));
  CHECK(has(refusal("x,y\n1,0\n2,1\n3,2\n", {}, "--loss binary-cross-entropy --lr .1"), "f.csv:4:2: column 'y'"));
  CHECK(has(refusal(counts, {{"scale-target", "standard"}}, "--loss poisson --lr .1"), "use --scale-target none"));
  CHECK(refusal("x,y\n1,0\n2,1\n3,1\n", {}, "--loss binary-cross-entropy --lr .1 --max-steps 2").empty());
  const std::string three = "x,y\n1,a\n2,b\n3,c\n4,a\n5,b\n6,c\n";
  CHECK(has(refusal(three, {}, "--loss binary-cross-entropy --lr .1"), "3 classes"));
}

TEST_CASE("three losses are for numbers, for classes and for two classes") {
  ModelSpec model;
  CHECK_EACH(loss_name(model, Task::regression, 1) == "mse",
             loss_name(model, Task::classification, 2) == "cross-entropy");
  model.loss = "half-mse,cross-entropy,binary-cross-entropy";
  CHECK_EACH(loss_name(model, Task::regression, 2) == "half-mse",
             loss_name(model, Task::classification, 3) == "cross-entropy",
             loss_name(model, Task::classification, 2) == "binary-cross-entropy");
  for (const char* loss : {"mse,mae", "mse,mae,mse,mae", "mse,x,cross-entropy", ""}) {
    model.loss = loss;
    CHECK_THROWS_AS(loss_name(model, Task::regression, 1), UsageError);
  }
}

TEST_CASE("a loss that contains its own output activation takes no other, and coefficients need a linear output") {
  for (const char* loss : {"cross-entropy", "naive-cross-entropy", "clipped-cross-entropy", "binary-cross-entropy"}) {
    const std::string text =
        refusal(two_classes, {}, "--output-activation sigmoid --lr .1 --loss " + std::string(loss));
    CHECK_EACH(text.starts_with("--output-activation sigmoid: --loss " + std::string(loss)), has(text, "identity"));
  }
  CHECK_FALSE(refusal(counts, {}, "--output-activation exp --lr .1 --loss poisson").empty());
  CHECK_EACH(refusal(counts, {}, "--output-activation exp --lr .001 --max-steps 1").empty(),
             !LinearModel::of(dataset_of(counts), run_spec("--hidden none --output-activation exp")),
             LinearModel::of(dataset_of(counts), run_spec("--hidden none --loss poisson")).has_value(),
             !LinearModel::of(dataset_of(counts, {{"scale-target", "max"}}), run_spec("--hidden none --loss poisson")));
}
