// What held-out rows say of the weights at the end of a run, against numbers that the test computes itself.
#include "train/held_out.h"

#include "data/encode.h"
#include "known.h"
#include "lrscope/sweep.h"
#include "problems.h"
#include "test.h"

namespace {

constexpr double lr = 0.05;

Dataset dataset_of(const std::string& csv, const Change& change) {
  const DataSpec spec = with(DataSpec{}, change);
  return encode(CsvTable({"made.csv", csv}, spec), spec);
}

/// One step of a linear model from weights of 0, on all rows to train on.
RunSpec one_step(Precision precision = Precision::float64) {
  RunSpec spec = run_spec("--hidden none --init zeros --batch-size full --max-steps 1");
  spec.learning_rate = lr;
  spec.precision = precision;
  return spec;
}

/// θ after that step, bias last: outputs × (features + 1). `residual`: prediction − target at θ_0; `factor`: of the loss.
Matrix<double> weights_after_a_step(const Dataset& data, const Matrix<double>& residual, double factor) {
  Matrix<double> theta(data.targets.rows(), data.inputs.rows() + 1);
  const double rows = static_cast<double>(data.rows());
  theta.leftCols(data.inputs.rows()) = -lr * factor / rows * residual * data.inputs.transpose();
  theta.col(data.inputs.rows()) = -lr * factor / rows * residual.rowwise().sum();
  return theta;
}

Matrix<double> predictions(const Matrix<double>& theta, const Matrix<double>& inputs) {
  return (theta.leftCols(inputs.rows()) * inputs).colwise() + theta.col(inputs.rows());
}

std::string classes_csv() {
  std::string csv = "x,z,y\n";
  for (int i = 0; i < 60; ++i) {
    const double x = normal(1, i), z = normal(2, i);
    csv += number_text(x) + "," + number_text(z) + "," + (x > 0.5 ? "high" : z > 0 ? "middle" : "low") + "\n";
  }
  return csv;
}

const Change quarter = {{"holdout", "0.25"}};

}  // namespace

TEST_CASE("loss, baseline and d2 on held-out rows are those of the weights after one step by hand") {
  for (const Precision precision : {Precision::float32, Precision::float64}) {
    const Dataset data = dataset_of(plain_csv(), quarter);
    REQUIRE(data.held.targets.cols() == 25);
    const RunRecord run = Problem(data, precision).run(one_step(precision));
    const Matrix<double> theta = weights_after_a_step(data, -data.targets, 2);
    const Matrix<double> error = predictions(theta, data.held.inputs) - data.held.targets;
    const double loss = error.squaredNorm() / 25;
    const double baseline = (data.held.targets.array() - data.targets.mean()).square().mean();
    const double tolerance = precision == Precision::float32 ? 1e-5 : 1e-12;
    REQUIRE(run.holdout_loss);
    CHECK_EACH(is_close(*run.holdout_loss, loss, tolerance), is_close(*run.holdout_baseline_loss, baseline, tolerance),
               is_close(*run.holdout_d2, 1 - loss / baseline, tolerance), run.holdout_chance == 9.0 / 25,
               !run.holdout_accuracy);
    const Matrix<double> own = predictions(theta, data.inputs) - data.targets;
    CHECK(is_close(run.final_loss, own.squaredNorm() / 75, tolerance));  // of the rows to train on alone
  }
}

TEST_CASE("accuracy and cross-entropy on held-out rows are those of the weights after one step by hand") {
  const Dataset data = dataset_of(classes_csv(), {{"holdout", "last:0.25"}});
  const RunRecord run = Problem(data, Precision::float64).run(one_step());
  const Index held = data.held.targets.cols();
  const Matrix<double> theta = weights_after_a_step(data, (1.0 / 3 - data.targets.array()).matrix(), 1);
  const Matrix<double> z = predictions(theta, data.held.inputs);
  double loss = 0, baseline = 0, right = 0;
  for (Index i = 0; i < held; ++i) {
    Index wanted = 0, best = 0;
    data.held.targets.col(i).maxCoeff(&wanted);
    z.col(i).maxCoeff(&best);
    right += best == wanted;
    loss += std::log(z.col(i).array().exp().sum()) - z(wanted, i);
    baseline -= std::log(data.targets.row(wanted).mean());
  }
  const double rows = static_cast<double>(held);
  CHECK_EACH(is_close(*run.holdout_loss, loss / rows, 1e-12), is_close(*run.holdout_accuracy, right / rows, 1e-15),
             is_close(*run.holdout_baseline_loss, baseline / rows, 1e-12),
             is_close(*run.holdout_chance, 4.5 / baseline, 1e-12));
}

TEST_CASE("held-out targets are scaled by --target-scale, too") {
  const Dataset data = dataset_of(plain_csv(), quarter);
  RunSpec spec = one_step();
  const RunRecord once = Problem(data, Precision::float64).run(spec);
  spec.target_scale = 3;
  const RunRecord thrice = Problem(data, Precision::float64).run(spec);
  CHECK_EACH(is_close(*thrice.holdout_loss, 9 * *once.holdout_loss, 1e-12),
             is_close(*thrice.holdout_d2, *once.holdout_d2, 1e-12));
}

TEST_CASE("rows that are held out change nothing in the run, whatever they contain") {
  const std::string head = "x,y\n1,2\n3,5\n4,4\n6,9\n8,7\n9,11\n";
  const Change last = {{"holdout", "last:0.25"}};
  const RunSpec spec = run_spec("--hidden 4 --lr 1e-3 --batch-size 2 --epochs 5 --precision float64");
  const Dataset tame = dataset_of(head + "2,3\n5,6\n", last), wild = dataset_of(head + "2e6,-1e9\n-7e8,3\n", last);
  const RunRecord a = Problem(tame, Precision::float64).run(spec), b = Problem(wild, Precision::float64).run(spec);
  const RunRecord alone = Problem(dataset_of(head, {}), Precision::float64).run(spec);
  CHECK_EACH(a.final_loss == b.final_loss, a.final_loss == alone.final_loss, a.d2 == alone.d2, !alone.holdout_loss,
             a.start.limit == alone.start.limit, a.holdout_loss != b.holdout_loss);
}

TEST_CASE("a run that diverged has a held-out loss that is not finite, and no skill") {
  RunSpec spec = run_spec("--hidden 4 --max-steps 200 --lr 1e6");
  const RunRecord run = Problem(dataset_of(plain_csv(), quarter), Precision::float32).run(spec);
  CHECK_EACH(run.outcome == Outcome::nonfinite, run.holdout_loss.has_value(), !std::isfinite(*run.holdout_loss),
             !has_skill(run));
}

TEST_CASE("a class that no row to train on has counts as half a row in the baseline") {
  const Dataset data = dataset_of("x,y\n1,a\n2,b\n3,b\n4,c\n", {{"holdout", "last:0.25"}});
  const RunRecord run = Problem(data, Precision::float64).run(one_step());
  CHECK(is_close(*run.baseline_loss, std::log(3) - 2.0 / 3 * std::log(2), 1e-12));
  // 1 and 2 of 3 rows, and half a row.
  CHECK(is_close(*run.holdout_baseline_loss, std::log(1.0 / 3 + 2.0 / 3 + 1.0 / 6) - std::log(1.0 / 6), 1e-12));
}

TEST_CASE("skill on held-out rows is more than chance: predictions that know nothing seldom have it") {
  CHECK_EACH(chance_level(100, false, 1) == 0.09, is_close(chance_level(100, true, 0.3), 0.15, 1e-15),
             chance_level(3, false, 1) == 0.5, chance_level(100, true, 0) == 0.5);
  RunRecord run;
  CHECK(has_skill(run));
  run.holdout_loss = 1;
  CHECK(!has_skill(run));
  run.holdout_chance = 0.1;
  run.holdout_d2 = 0.1;
  CHECK(!has_skill(run));
  run.holdout_d2 = 0.11;
  CHECK(has_skill(run));
  run.outcome = Outcome::stalled;
  CHECK(!has_skill(run));

  // Whatever their size, and at the size that is best in hindsight.
  constexpr int rows = 40, tries = 20000;
  int above = 0;
  for (std::uint64_t t = 0; t < tries; ++t) {
    Vector<double> y(rows), f(rows);
    for (int i = 0; i < rows; ++i) {
      y[i] = normal(2 * t, i);
      f[i] = normal(2 * t + 1, i);
    }
    const double size = std::max(0.0, y.dot(f) / f.squaredNorm());
    above += 1 - (y - size * f).squaredNorm() / y.squaredNorm() > chance_level(rows, false, 1);
  }
  CHECK_EACH(above > tries / 3000, above < tries / 400);  // about once in 740 times
}

TEST_CASE("a suggestion prefers the held-out loss, and is made only where every seed has skill there") {
  const auto run_at = [](double rate, std::uint64_t seed, double final_loss, double held) {
    RunRecord run;
    run.lr = rate;
    run.seed = seed;
    run.initial_loss = 1;
    run.final_loss = final_loss;
    run.baseline_loss = run.holdout_baseline_loss = 1;
    run.d2 = 1 - final_loss;
    run.holdout_loss = held;
    run.holdout_d2 = 1 - held;
    run.holdout_chance = 0.1;
    return run;
  };
  std::vector<RunRecord> runs = {run_at(0.1, 0, 0.5, 0.6),  run_at(0.1, 1, 0.5, 0.6), run_at(0.2, 0, 0.3, 0.65),
                                 run_at(0.2, 1, 0.3, 0.65), run_at(0.4, 0, 0.1, 0.2), run_at(0.4, 1, 0.1, 0.95)};
  Summary summary = summarise(runs);
  CHECK_EACH(summary.suggested_lr == 0.1, summary.fastest_lr == 0.4,
             is_close(*summary.suggested_holdout_d2, 0.4, 1e-12), is_close(*summary.suggested_d2, 0.5, 1e-12),
             summary.suggestion_rule == "lowest mean held-out loss of 2 seeds; no learning rate of this sweep failed");
  for (RunRecord& run : runs) run.holdout_loss = 1 - *(run.holdout_d2 = 0.1);
  runs[2].holdout_d2 = 0.2;
  runs.erase(runs.begin() + 3);
  runs.push_back(run_at(0.2, 1, 0.3, 1.1));
  summary = summarise(runs);
  CHECK_EACH(!summary.suggested_lr, !summary.suggested_d2,
             summary.suggestion_rule ==
                 "no suggestion: no learning rate has skill with every seed; lr 0.2 has it with 1 "
                 "of 2 seeds");
  runs[2].holdout_d2 = 0.05;
  CHECK(summarise(runs).suggestion_rule ==
        "no suggestion: no learning rate has skill on the held-out rows; the best, lr 0.1, has d2 0.1 there, and up to "
        "0.1 "
        "may be chance");
  for (RunRecord& run : runs) {  // the same runs without held-out rows
    run.holdout_loss.reset();
    run.holdout_d2.reset();
  }
  CHECK(summarise(runs).suggested_lr == 0.4);
}
