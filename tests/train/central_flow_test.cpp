// The central flow at the edge of stability: the derivative of the sharpness against known answers and finite differences,
// the oscillation and the mean loss that it predicts against those of runs, and the loss of runs whose rate was halved.
#include "train/central_flow.h"

#include "problems.h"
#include "process.h"
#include "test.h"

namespace {
/// 20 points of T₆, evenly spaced.
Dataset sixth_chebyshev() {
  std::string text = "x,y\n";
  for (int i = 0; i < 20; ++i) {
    const double x = i * 2 / 19.0 - 1;
    text += number_text(x) + "," + number_text(std::cos(6 * std::acos(std::clamp(x, -1.0, 1.0)))) + "\n";
  }
  return read_dataset(write_file(scratch(), "t6.csv", text), DataSpec{});
}

RunSpec edge_spec(const std::string& more = "") {
  RunSpec spec = run_spec(
      "--hidden 30,20 --activation tanh --init lecun-normal --loss half-mse --batch-size full --precision float64 " +
      more);
  spec.learning_rate = 0.2;
  spec.max_steps = 5000;
  return spec;
}

/// A function whose derivatives are known: L = Σ x_i⁴ + x_0²·x_1, n = 2.
class Quartic final : public Objective<double> {
 public:
  Index dimension() const override { return 2; }
  std::vector<ParameterBlock> layout() const override { return {}; }
  void begin_step(Index) override {}
  double evaluate(const Vector<double>& theta) override {
    x_ = theta;
    return x_.array().pow(4).sum() + x_[0] * x_[0] * x_[1];
  }
  void gradient(Vector<double>& g) override {
    g = 4 * x_.array().pow(3);
    g[0] += 2 * x_[0] * x_[1];
    g[1] += x_[0] * x_[0];
  }
  double curvature(const Vector<double>& v) override {
    Vector<double> Hv(2);
    hvp(v, Hv);
    return v.dot(Hv);
  }
  void hvp(const Vector<double>& v, Vector<double>& Hv) override {
    Hv = 12 * x_.array().square() * v.array();
    Hv[0] += 2 * x_[1] * v[0] + 2 * x_[0] * v[1];
    Hv[1] += 2 * x_[0] * v[0];
  }
  double full_loss(const Vector<double>& theta) override { return evaluate(theta); }
  void visit_tensors(const TensorVisitor<double>&) const override {}

 private:
  Vector<double> x_;
};

bool is_near(double a, double b, double tolerance) { return std::abs(a / b - 1) < tolerance; }
}  // namespace

TEST_CASE("the gradient of the sharpness is the third derivative along the fixed direction") {
  Quartic quartic;
  Vector<double> x(2), u(2);
  x << 0.7, -1.3;
  u << 0.6, 0.8;
  // uᵀHu = 12x²u₀² + 2y·u₀² + 4x·u₀u₁ + 12y²u₁²
  const Vector<double> rise = sharpness_gradient(quartic, x, u);
  CHECK(is_near(rise[0], 24 * 0.7 * 0.36 + 4 * 0.48, 1e-8));
  CHECK(is_near(rise[1], 2 * 0.36 + 24 * -1.3 * 0.64, 1e-8));
}

TEST_CASE("of runs that have settled at the edge, oscillation and mean loss are as predicted") {
  const Dataset data = sixth_chebyshev();
  int settled = 0, oscillations = 0, losses = 0, halved = 0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    RunSpec spec = edge_spec();
    spec.seed = seed;
    for (const EdgeRecord& edge : problem_of(data, spec).edges(spec, {1500, 2000, 2500, 3000, 3500, 4000, 5000})) {
      if (edge.note != EdgeNote::none) continue;
      CAPTURE(seed, edge.step, edge.oscillation, *edge.predicted_oscillation, edge.mean_loss, edge.halved_loss);
      ++settled;
      oscillations += is_near(*edge.predicted_oscillation, edge.oscillation, 0.05);
      losses += is_near(*edge.predicted_mean_loss, edge.mean_loss, 0.02);
      halved += edge.halved_loss < edge.mean_loss && edge.halved_loss < 1.01 * edge.central_loss;
      CHECK(is_near(edge.lr * edge.central_sharpness, 2, 0.01));
    }
  }
  CAPTURE(settled, oscillations, losses, halved);
  CHECK(settled >= 5);
  CHECK_EACH(oscillations == settled, losses == settled, halved == settled);
}

TEST_CASE("nothing is predicted before the edge, and a run that ended before a step has no record of it") {
  const Dataset data = sixth_chebyshev();
  RunSpec spec = edge_spec();
  const auto early = problem_of(data, spec).edges(spec, {21, 300});
  REQUIRE(early.size() == 2);
  for (const EdgeRecord& edge : early)
    CHECK_EACH(edge.note == EdgeNote::not_at_edge, !edge.predicted_oscillation, !edge.predicted_mean_loss,
               edge.oscillation<1e-5, edge.central_loss> 0);
  spec.max_steps = 100;
  CHECK(problem_of(data, spec).edges(spec, {50, 200}).size() == 1);
}

TEST_CASE("the mean loss and the halved run are those of training itself") {
  const Dataset data = sixth_chebyshev();
  RunSpec spec = edge_spec();
  spec.max_steps = 2600;
  const EdgeRecord edge = problem_of(data, spec).edges(spec, {2500}).at(0);
  Recorder recorder;
  const Problem problem = problem_of(data, spec);
  problem.run(spec, &recorder);
  double mean = 0;
  for (std::size_t t = 2480; t < 2520; ++t) mean += recorder.loss(t) / 40;
  CHECK(is_near(edge.mean_loss, mean, 1e-6));
}

TEST_CASE("only plain descent on all rows has a central flow here") {
  const Dataset data = sixth_chebyshev();
  for (const char* more : {"--optimizer adam", "--optimizer heavy-ball", "--batch-size 4", "--weight-decay .1",
                           "--clip-norm 1", "--schedule cosine", "--warmup-steps 5"}) {
    CAPTURE(more);
    const RunSpec spec = edge_spec(more);
    CHECK_THROWS_AS(problem_of(data, spec).check_edges(spec), UsageError);
  }
  const RunSpec plain = edge_spec();
  CHECK_NOTHROW(problem_of(data, plain).check_edges(plain));
}
