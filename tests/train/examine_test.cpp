// A look into single steps, against a network worked out by hand, row by row, in double.
#include "problems.h"
#include "test.h"
#include "train/examination.h"

namespace {
constexpr int features = 2, units = 3;
constexpr int parameters = units * features + units + units + 1;
const std::vector<std::vector<double>> table = {
    {0.5, -1.2, 0.3}, {1.5, 0.4, -0.7}, {-0.8, 2.0, 1.1}, {0.1, 0.9, 0.2}, {-1.7, -0.6, 0.9}};  // x1, x2, y
const std::vector<double> theta_0 = {0.4,  -0.3, 0.8,  0.2, -0.5, 0.7,  // W1, a row for each unit
                                     0.1,  -0.2, 0.05,                  // b1
                                     0.6,  -0.9, 0.3,                   // W2
                                     -0.15};                            // b2
constexpr double rate = 0.05;

Dataset data_of(const std::vector<std::vector<double>>& rows) {
  std::string csv = "x1,x2,y\n";
  for (const auto& row : rows)
    csv += number_text(row[0]) + "," + number_text(row[1]) + "," + number_text(row[2]) + "\n";
  return load_dataset({"small.csv", csv}, DataSpec{});
}

RunSpec spec_of(const std::string& activation, std::optional<long long> batch) {
  RunSpec spec = run_spec("--precision float64 --shuffle no --max-steps 20");
  spec.model.hidden = {units};
  spec.model.activation = activation;
  spec.batch_size = {batch, true};
  spec.learning_rate = rate;
  return spec;
}

Problem problem_at(const std::vector<double>& theta, const RunSpec& spec,
                   const std::vector<std::vector<double>>& rows = table) {
  auto problem = problem_of(data_of(rows), spec);
  problem = problem.starting_at(Eigen::Map<const Vector<double>>(theta.data(), parameters));
  return problem;
}

/// Loss, gradient and largest magnitudes of one batch under mse.
struct ByHand {
  double loss = 0;
  std::vector<double> g = std::vector<double>(parameters, 0.0);
  double hidden = 0, output = 0, hidden_delta = 0, output_delta = 0;

  ByHand(const std::vector<double>& theta, const std::vector<int>& batch, bool is_tanh) {
    const double b = static_cast<double>(batch.size());
    for (const int row : batch) {
      const auto& x = table[static_cast<std::size_t>(row)];
      double a[units], slope[units], z2 = theta[12];
      for (std::size_t i = 0; i < units; ++i) {
        const double z = theta[2 * i] * x[0] + theta[2 * i + 1] * x[1] + theta[6 + i];
        a[i] = is_tanh ? std::tanh(z) : std::max(z, 0.0);
        slope[i] = is_tanh ? 1 - a[i] * a[i] : z > 0 ? 1 : 0;
        z2 += theta[9 + i] * a[i];
        widen(hidden, a[i]);
      }
      const double residual = z2 - x[2], d2 = 2 * residual / b;
      loss += residual * residual / b;
      widen(output, z2);
      widen(output_delta, d2);
      g[12] += d2;
      for (std::size_t i = 0; i < units; ++i) {
        const double d1 = theta[9 + i] * d2 * slope[i];
        widen(hidden_delta, d1);
        g[9 + i] += d2 * a[i];
        g[6 + i] += d1;
        g[2 * i] += d1 * x[0];
        g[2 * i + 1] += d1 * x[1];
      }
    }
  }
  static void widen(double& largest, double value) { largest = std::max(largest, std::abs(value)); }
  double norm() const {
    double sum = 0;
    for (const double x : g) sum += x * x;
    return std::sqrt(sum);
  }
};

double largest(const std::vector<double>& v, std::size_t from, std::size_t to) {
  double size = 0;
  for (std::size_t i = from; i < to; ++i) size = std::max(size, std::abs(v[i]));
  return size;
}

std::vector<double> stepped(std::vector<double> theta, const std::vector<int>& batch, bool is_tanh) {
  const ByHand hand(theta, batch, is_tanh);
  for (std::size_t i = 0; i < parameters; ++i) theta[i] -= rate * hand.g[i];
  return theta;
}

const std::vector<int> all = {0, 1, 2, 3, 4};
}  // namespace

TEST_CASE("magnitudes of layers are those of a forward and backward pass by hand") {
  for (const bool is_tanh : {true, false}) {
    CAPTURE(is_tanh);
    const RunSpec spec = spec_of(is_tanh ? "tanh" : "relu", std::nullopt);
    ExamineSpec wanted;
    wanted.layer_steps = {0, 2};
    const auto layers = problem_at(theta_0, spec).examine(spec, wanted).layers;
    REQUIRE(layers.size() == 4);
    std::vector<double> theta = theta_0;
    for (std::size_t i = 0; i < 4; i += 2) {
      if (i == 2) theta = stepped(stepped(theta, all, is_tanh), all, is_tanh);
      const ByHand hand(theta, all, is_tanh);
      const LayerRecord &first = layers[i], &second = layers[i + 1];
      CHECK_EACH(first.step == (i == 0 ? 0 : 2), second.step == first.step, first.layer == 1, second.layer == 2);
      CHECK_EACH(is_close(first.loss, hand.loss, 1e-12), is_close(second.loss, hand.loss, 1e-12),
                 is_close(first.activation, hand.hidden, 1e-12), is_close(second.activation, hand.output, 1e-12),
                 is_close(first.delta, hand.hidden_delta, 1e-12), is_close(second.delta, hand.output_delta, 1e-12),
                 is_close(first.gradient, largest(hand.g, 0, 9), 1e-12),
                 is_close(second.gradient, largest(hand.g, 9, 13), 1e-12),
                 is_close(first.weight, largest(theta, 0, 9), 1e-12),
                 is_close(second.weight, largest(theta, 9, 13), 1e-12));
      CHECK_EACH(first.dead_fraction == 0, !second.dead_fraction);
    }
  }
}

TEST_CASE("a unit that no row switches on is dead") {
  std::vector<double> theta = theta_0;
  theta[7] = -100;
  const RunSpec spec = spec_of("relu", 2);
  ExamineSpec wanted;
  wanted.layer_steps = {0};
  CHECK(problem_at(theta, spec).examine(spec, wanted).layers[0].dead_fraction == 1 / 3.0);
  theta[6] = theta[8] = -100;
  CHECK(problem_at(theta, spec).examine(spec, wanted).layers[0].dead_fraction == 1);
}

TEST_CASE("slopes below a hundredth of the steepest are saturated, of tanh only here") {
  std::vector<double> theta = theta_0;
  ExamineSpec wanted;
  wanted.layer_steps = {0};
  const auto share = [&](const char* activation) {
    const RunSpec spec = spec_of(activation, std::nullopt);
    return problem_at(theta, spec).examine(spec, wanted).layers[0].saturated_fraction;
  };
  CHECK_EACH(share("tanh") == 0, !share("relu"));
  theta[7] = -100;  // one of three units, on every row
  CHECK(share("tanh") == 1 / 3.0);
}

TEST_CASE("all batches of the epoch are compared at one θ, each against its own loss") {
  const RunSpec spec = spec_of("tanh", 2);
  const std::vector<std::vector<int>> batches = {{0, 1}, {2, 3}, {4}};
  ExamineSpec wanted;
  for (const std::int64_t at : {0, 1, 4}) {  // step 4 is in the second epoch
    CAPTURE(at);
    wanted.batches_step = at;
    std::vector<double> theta = theta_0;
    for (std::int64_t t = 0; t < at; ++t) theta = stepped(theta, batches[static_cast<std::size_t>(t % 3)], true);
    const auto found = problem_at(theta_0, spec).examine(spec, wanted).batches;
    REQUIRE(found.size() == 3);
    std::vector<double> losses;
    for (const auto& batch : batches) losses.push_back(ByHand(theta, batch, true).loss);
    std::vector<double> sorted = losses;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK_EACH(found[i].step == (at < 3 ? 0 : 3) + static_cast<std::int64_t>(i), found[i].at_step == at);
      CHECK(found[i].lines == std::vector<std::int64_t>(batches[i].begin(), batches[i].end()));
      CHECK(found[i].rows == static_cast<std::int64_t>(batches[i].size()));
      CHECK(is_close(found[i].loss, losses[i], 1e-12));
      CHECK(is_close(found[i].gradient_norm, ByHand(theta, batches[i], true).norm(), 1e-12));
      CHECK(is_close(found[i].times_median, losses[i] / sorted[1], 1e-12));
    }
  }
  const RunSpec full = spec_of("tanh", std::nullopt);
  CHECK(problem_at(theta_0, full).examine(full, wanted).batches.empty());  // nothing to compare
}

TEST_CASE("losses of single rows add up to the loss over all rows") {
  for (const std::string loss : {"mse", "sse"}) {
    CAPTURE(loss);
    RunSpec spec = spec_of("tanh", 2);
    spec.model.loss = loss;
    const auto problem = problem_at(theta_0, spec);
    ExamineSpec wanted;
    wanted.rows = true;
    const auto rows = problem.examine(spec, wanted).rows;
    REQUIRE(rows.size() == 5);
    double sum = 0, shares = 0;
    std::vector<double> norms;
    for (int i = 0; i < 5; ++i) norms.push_back(ByHand(theta_0, {i}, true).norm());
    std::vector<double> sorted = norms;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < 5; ++i) {
      CHECK_EACH(rows[i].line == static_cast<std::int64_t>(i), rows[i].at_step == 0);
      const ByHand hand(theta_0, {static_cast<int>(i)}, true);
      CHECK_EACH(is_close(rows[i].loss, hand.loss, 1e-12), is_close(rows[i].gradient_norm, hand.norm(), 1e-12),
                 is_close(rows[i].times_median, norms[i] / sorted[2], 1e-12));
      CHECK(is_close(rows[i].loss_share, rows[i].loss / (5 * ByHand(theta_0, all, true).loss), 1e-12));
      sum += rows[i].loss;
      shares += rows[i].loss_share;
    }
    const double full = problem.run(spec, nullptr).initial_loss;
    CHECK_EACH(is_close(sum / (loss == "mse" ? 5 : 1), full, 1e-12), is_close(shares, 1, 1e-12));
  }
}

TEST_CASE("a row whose gradient overflows stands out infinitely, and where most do none does") {
  RunSpec spec = spec_of("identity", std::nullopt);
  auto rows = table;
  rows[3][0] = 1e200;
  ExamineSpec wanted;
  wanted.rows = true;
  const auto seen = problem_at(theta_0, spec, rows).examine(spec, wanted).rows;
  CHECK(seen[3].loss == std::numeric_limits<double>::infinity());
  CHECK(seen[3].times_median == std::numeric_limits<double>::infinity());
  CHECK(std::isfinite(seen[0].times_median));
  for (std::size_t i : {0, 1, 2}) rows[i][0] = 1e200;
  for (const RowRecord& row : problem_at(theta_0, spec, rows).examine(spec, wanted).rows) CHECK(row.times_median == 1);
}

TEST_CASE("a run that ends before a step is examined up to there only") {
  RunSpec spec = spec_of("identity", std::nullopt);
  spec.learning_rate = 1e30;
  ExamineSpec wanted;
  wanted.layer_steps = {0, 1, 19};
  wanted.along_step = 19;
  const Examination seen = problem_at(theta_0, spec).examine(spec, wanted);
  CHECK_EACH(seen.layers.size() == 4, !seen.along);
}

namespace {
// ½xᵀAx, A = [[3,2],[2,3]], from (2, 1): g = (8, 7), gᵀg = 113, gᵀHg = 3·64 + 2·2·56 + 3·49 = 563, L = 23/2.
AlongCurve canyon_curve(const RunSpec& spec, std::optional<double> sharpness, std::int64_t step = 0) {
  ExamineSpec wanted;
  wanted.along_step = step;
  wanted.sharpness = sharpness;
  return problem_of(function("canyon"), spec).examine(spec, wanted).along.value();
}
}  // namespace

TEST_CASE("on a quadratic the loss along a step is its parabola, with its marks in place") {
  RunSpec spec = spec_of("tanh", std::nullopt);
  spec.learning_rate = 0.3;
  const AlongCurve curve = canyon_curve(spec, 5.0);
  CHECK_EACH(curve.step == 0, curve.lr == 0.3, curve.points.front().epsilon == 0, curve.points.front().loss == 11.5,
             curve.points.front().parabola == 11.5);
  double last = -1;
  std::vector<std::pair<Mark, double>> marks;
  for (const AlongRecord& point : curve.points) {
    const double e = point.epsilon;
    CHECK(last <= e);
    last = e;
    CHECK(std::abs(point.loss - (11.5 - 113 * e + 563 * e * e / 2)) < 1e-11);
    CHECK(std::abs(point.loss - point.parabola) < 1e-11);
    if (point.mark != Mark::none) marks.emplace_back(point.mark, e);
  }
  REQUIRE(marks.size() == 4);
  CHECK_EACH(marks[0].first == Mark::minimum, is_close(marks[0].second, 113 / 563.0, 1e-14));
  CHECK_EACH(marks[1].first == Mark::lr, marks[1].second == 0.3, marks[2].first == Mark::sharpness,
             marks[2].second == 0.4, marks[3].first == Mark::critical_lr);
  CHECK(is_close(marks[3].second, 226 / 563.0, 1e-14));
  CHECK(is_close(curve.points[1].epsilon, 113 / 5630.0, 1e-12));     // from a tenth of the smallest mark
  CHECK(is_close(curve.points.back().epsilon, 452 / 563.0, 1e-12));  // to twice the largest
  for (const AlongRecord& point : canyon_curve(spec, std::nullopt).points) CHECK(point.mark != Mark::sharpness);
}

TEST_CASE("along a later step the curve begins where that step stands, at its own learning rate") {
  RunSpec spec = spec_of("tanh", std::nullopt);
  spec.learning_rate = 0.3;
  spec.schedule.warmup_steps = 4;  // η: 0.075, 0.15, …
  // θ_1 = (2, 1) − 0.075·(8, 7) = (1.4, 0.475)
  const AlongCurve curve = canyon_curve(spec, std::nullopt, 1);
  CHECK_EACH(curve.step == 1, is_close(curve.lr, 0.15, 1e-14));
  CHECK(is_close(curve.points.front().loss, (3 * 1.96 + 4 * 1.4 * 0.475 + 3 * 0.225625) / 2, 1e-12));
}

TEST_CASE("along a step from where nothing is finite nothing is drawn up, and nothing breaks") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const RunSpec spec = spec_of("tanh", std::nullopt);
  ExamineSpec wanted;
  wanted.along_step = 0;
  const auto problem = problem_at(std::vector<double>(parameters, nan), spec);
  const AlongCurve curve = problem.examine(spec, wanted).along.value();
  CHECK(std::isnan(curve.points.front().loss));
  for (const AlongRecord& point : curve.points) CHECK_EACH(std::isnan(point.loss), point.mark != Mark::critical_lr);
}
