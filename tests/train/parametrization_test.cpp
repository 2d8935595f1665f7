// W = σω: against steps by hand and a network written anew, in which σ stands in the forward pass.
#include "dense.h"
#include "problems.h"
#include "test.h"

namespace {
RunSpec ntk_spec(const std::string& init = "he-normal") {
  RunSpec spec = run_spec(
      "--precision float64 --hidden 6 --activation tanh --init-scale 1.5 --parametrization ntk --lr 0.05 --batch-size "
      "full --max-steps 30");
  spec.model.init = init;
  return spec;
}

/// f = σ₂Ω₂·tanh(σ₁Ω₁x + b₁) + b₂ with mse, its gradient in (Ω₁, b₁, Ω₂, b₂) written out.
struct OmegaNetwork {
  double first, second;  // σ₁, σ₂
  Matrix<double> Omega1, X;
  Vector<double> b1;
  RowMajorMatrix<double> Omega2, y;
  double b2;

  /// θ holds W₁ row by row, b₁, W₂, b₂.
  OmegaNetwork(const Vector<double>& theta, double s1, double s2, const Dataset& data)
      : first(s1), second(s2), X(data.inputs), y(data.targets) {
    const Index d = X.rows(), h = (theta.size() - 1) / (d + 2);
    Omega1 = Eigen::Map<const RowMajorMatrix<double>>(theta.data(), h, d) / s1;
    b1 = theta.segment(h * d, h);
    Omega2 = theta.segment(h * d + h, h).transpose() / s2;
    b2 = theta[theta.size() - 1];
  }

  /// The loss before a step of gradient descent on everything, Ω₁, b₁, Ω₂, b₂ alike.
  double step(double eta) {
    const double n = static_cast<double>(X.cols());
    const Matrix<double> a = ((first * Omega1 * X).colwise() + b1).array().tanh();
    const Matrix<double> r = ((second * Omega2 * a).array() + b2).matrix() - y;
    const Matrix<double> d2 = 2 / n * r;
    const Matrix<double> d1 = (second * Omega2.transpose() * d2).array() * (1 - a.array().square());
    const Matrix<double> g1 = first * d1 * X.transpose(), g2 = second * d2 * a.transpose();
    Omega1 -= eta * g1;
    b1 -= eta * d1.rowwise().sum();
    Omega2 -= eta * g2;
    b2 -= eta * d2.sum();
    return r.squaredNorm() / n;
  }
};
}  // namespace

TEST_CASE("a step of ω is the step by hand: η·σ² for every weight") {
  // As in the test of --layer-lr: ∂L/∂w₁ = −2, ∂L/∂w₂ = −8 at (2, ½). Mean-field: σ₁² = 2, σ₂² = 1.
  RunSpec spec = run_spec("--init-scale 1 --hidden 1 --activation identity --no-bias yes --lr 0.01 --max-steps 1",
                          ntk_spec("mean-field"));
  auto problem = problem_of(load_dataset({"made.csv", "x,y\n1,1\n2,4\n"}, {}), spec);
  Vector<double> theta(2);
  theta << 2, 0.5;
  problem = problem.starting_at(theta);
  const double slope = 2.04 * 0.58;
  CHECK(is_close(problem.run(spec, nullptr).final_loss, (std::pow(slope - 1, 2) + std::pow(2 * slope - 4, 2)) / 2,
                 1e-14));
}

TEST_CASE("gradient descent under ntk is gradient descent on ω with σ in the forward pass") {
  const Dataset data = diabetes();
  for (const char* init : {"he-normal", "mean-field", "glorot-uniform", "pytorch", "normal"}) {
    const RunSpec spec = ntk_spec(init);
    const double d = 10, h = 6, s = 1.5;
    const std::string name = init;
    const double first = s * (name == "glorot-uniform" ? std::sqrt(2 / (d + h))
                              : name == "pytorch"      ? 1 / std::sqrt(3 * d)
                              : name == "normal"       ? 1
                                                       : std::sqrt(2 / d));
    const double second = s * (name == "glorot-uniform" ? std::sqrt(2 / (h + 1))
                               : name == "pytorch"      ? 1 / std::sqrt(3 * h)
                               : name == "normal"       ? 1
                               : name == "mean-field"   ? 1 / h
                                                        : std::sqrt(2 / h));
    const Vector<double> theta = 0.5 * random_vector<double>(73, 5);
    auto problem = problem_of(data, spec);
    problem = problem.starting_at(theta);
    Recorder recorder;
    problem.run(spec, &recorder);
    OmegaNetwork omega(theta, first, second, data);
    INFO(init);
    REQUIRE(recorder.steps.size() == 30);
    for (const StepRecord& step : recorder.steps) CHECK(is_close(step.loss, omega.step(0.05), 1e-10));
  }
}

TEST_CASE("with σ = 1 nothing changes, to the bit") {
  RunSpec ntk = run_spec("--init-scale 1 --precision float32", ntk_spec("normal"));
  RunSpec plain = run_spec("--parametrization standard", ntk);
  for (const char* name : {"sgd", "adam"}) {
    ntk.optimizer.name = plain.optimizer.name = name;
    CHECK(problem_of(diabetes(), ntk).run(ntk, nullptr).final_loss ==
          problem_of(diabetes(), plain).run(plain, nullptr).final_loss);
  }
}

TEST_CASE("the limit under ntk is that of the Hessian of ω") {
  RunSpec spec = ntk_spec();
  const StartCurvature start = problem_of(diabetes(), spec).start_curvature(spec);
  const auto data = std::make_shared<const TrainingSet<double>>(diabetes());
  const auto objective = network<double>(data, spec.model, "mse");
  Matrix<double> H = dense_hessian(*objective, start_of<double>(*data, spec.model, 0));
  CHECK(is_close(start.sharpness->value, eigenvalues_of(H).maxCoeff(), 1e-5));
  Vector<double> sigma = Vector<double>::Ones(73);
  sigma.head(60).setConstant(1.5 * std::sqrt(2. / 10));
  sigma.segment(66, 6).setConstant(1.5 * std::sqrt(2. / 6));
  const double top = eigenvalues_of(sigma.asDiagonal() * H * sigma.asDiagonal()).maxCoeff();
  CHECK_EACH(is_close(start.limit.value(), 2 / top, 1e-5), is_close(start.preconditioned_sharpness->value, top, 1e-5));
  CHECK(start.formula == "η·λmax(σHσ) = 2");
}

TEST_CASE("weights that start at 0 have no ω") {
  for (const std::string flags : {"--init zeros", "--init-scale 0", "--init-scale 1e-50 --precision float32"})
    CHECK_THROWS_AS(problem_of(diabetes(), run_spec(flags, ntk_spec())), UsageError);
  CHECK_NOTHROW(problem_of(diabetes(), run_spec("--init-scale 1e-50", ntk_spec())));
}
