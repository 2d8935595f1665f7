// The stability ratio where layers move with rates and units of their own: against dense matrices.
#include "curvature/sharpness.h"
#include "dense.h"
#include "test.h"

namespace {
const std::vector<double> sigmas = {0.4, 1.7, 0.25};  // of the layers of SmallNet
const std::vector<LayerRate> own = {{1, 0.03}, {3, 0.002}};
constexpr double eta = 0.01, share = 0.8;

/// σ of each parameter, and the rate it moves with.
struct Dense {
  Vector<double> sigma, rate;
  Dense(const std::vector<ParameterBlock>& layout, bool has_sigma, bool has_rates) {
    const Index n = layout.back().offset + layout.back().rows * layout.back().cols;
    sigma = Vector<double>::Ones(n);
    rate = Vector<double>::Constant(n, eta);
    for (const ParameterBlock& block : layout)
      for (Index i = block.offset; i < block.offset + block.rows * block.cols; ++i) {
        if (has_sigma && block.name == "weight") sigma[i] = sigmas[static_cast<std::size_t>(block.layer) - 1];
        if (has_rates && block.layer == 1) rate[i] = 0.03 * share;
        if (has_rates && block.layer == 3) rate[i] = 0.002 * share;
      }
  }
};

/// √(second moment) + ε as the optimizer called `name` has it, of its own gradients, one call a step.
class Moments {
 public:
  explicit Moments(std::string name) : name_(std::move(name)) {}
  Vector<double> preconditioner(const Vector<double>& g) {
    if (name_ == "sgd" || name_ == "heavy-ball" || name_ == "nesterov") return Vector<double>::Ones(g.size());
    ++t_;
    const Vector<double> squares = g.cwiseProduct(g);
    if (t_ == 1) moment_ = Vector<double>::Zero(g.size());
    const double beta2 = name_ == "rmsprop" ? 0.99 : 0.999;
    moment_ = name_ == "adagrad" ? Vector<double>(moment_ + squares)
                                 : Vector<double>(beta2 * moment_ + (1 - beta2) * squares);
    if (!name_.starts_with("adam")) return moment_.cwiseSqrt().array() + (name_ == "adagrad" ? 1e-10 : 1e-8);
    return (1 - std::pow(0.9, t_)) * ((moment_ / (1 - std::pow(beta2, t_))).cwiseSqrt().array() + 1e-8);
  }

 private:
  std::string name_;
  int t_ = 0;
  Vector<double> moment_;
};

struct Case {
  std::string optimizer;
  double threshold;
  double decay;
  bool has_sigma;
  bool has_rates;
  bool is_of_weights = false;  // decay
};

/// Trains some steps and compares each ratio with λmax of the dense R(P⁻¹(σHσ + λI) + shift), not symmetric.
void check_against_dense(const Case& c) {
  INFO(c.optimizer << " decay " << c.decay << (c.has_sigma ? " ntk" : "") << (c.has_rates ? " rates" : ""));
  const SmallNet net("tanh");
  const auto objective = net.objective(), rows = net.objective();
  const Dense dense(objective->layout(), c.has_sigma, c.has_rates);
  OptimizerSpec spec;
  spec.name = c.optimizer;
  spec.weight_decay = c.decay;
  const auto scales = parameter_scales(objective->layout(), c.has_rates ? own : std::vector<LayerRate>{},
                                       c.has_sigma ? sigmas : std::vector<double>{}, c.is_of_weights);
  Vector<double> decayed = Vector<double>::Constant(net.start().size(), c.decay);
  if (c.is_of_weights)
    for (const ParameterBlock& block : objective->layout())
      if (block.name == "bias") decayed.segment(block.offset, block.rows).setZero();
  const auto optimizer = make_optimizer<double>(spec, net.start().size(), scales);
  SharpnessProbe<double> probe(*rows, false, CurvatureSpec{});
  Moments moments(c.optimizer);
  const bool is_coupled = c.optimizer != "adamw";
  Vector<double> theta = net.start(), g(theta.size()), delta(theta.size());
  for (int t = 0; t < 4; ++t) {
    const Matrix<double> H = dense_hessian(*objective, theta);
    objective->gradient(g);
    optimizer->update(theta, g, eta, delta, share);
    StepCurvature step;
    probe.measure(theta, step);
    probe.measure_stability(*optimizer, {eta, eta, share}, step);

    Vector<double> seen = dense.sigma.cwiseProduct(g);
    if (is_coupled) seen += decayed.cwiseProduct(theta).cwiseQuotient(dense.sigma);
    const Vector<double> P = moments.preconditioner(seen);
    Matrix<double> A = dense.sigma.asDiagonal() * H * dense.sigma.asDiagonal();
    if (is_coupled) A.diagonal() += decayed;
    A = P.cwiseInverse().asDiagonal() * A;
    if (!is_coupled) A.diagonal() += decayed * c.threshold / 2;
    A = dense.rate.asDiagonal() * A;
    const double top = complex_eigenvalues_of(A).real().maxCoeff();
    REQUIRE(step.stability_ratio);
    CHECK(is_close(*step.stability_ratio, top / c.threshold, 1e-5));
    const double shift = c.has_rates || is_coupled || c.is_of_weights ? 0 : c.decay * c.threshold / 2;
    CHECK(is_close(step.preconditioned_sharpness->value, top / eta - shift, 1e-5));
    if (c.has_sigma || c.has_rates) CHECK(step.preconditioned_sharpness->hvps > 0);
    theta += delta;
  }
}

std::string formula_of(const std::string& optimizer, double decay, bool has_sigma, bool has_rates,
                       double rows_share = 1) {
  const SmallNet net("tanh");
  OptimizerSpec spec;
  spec.name = optimizer;
  spec.weight_decay = decay;
  const auto scales = parameter_scales(net.objective()->layout(), has_rates ? own : std::vector<LayerRate>{},
                                       has_sigma ? sigmas : std::vector<double>{});
  return stability_formula(*make_optimizer<double>(spec, net.start().size(), scales), rows_share);
}
}  // namespace

TEST_CASE("ratio and preconditioned sharpness are those of the dense matrix of a step, P as the optimizer applies it") {
  const std::pair<const char*, double> thresholds[] = {{"sgd", 2},     {"heavy-ball", 3.8}, {"nesterov", 3.8 / 2.8},
                                                       {"adagrad", 2}, {"rmsprop", 2},      {"adam", 38},
                                                       {"adamw", 38}};
  for (const auto& [name, threshold] : thresholds)
    for (const double decay : {0.0, 0.3})
      for (const auto& [has_sigma, has_rates] : {std::pair{false, false}, {true, false}, {false, true}, {true, true}})
        for (const bool is_of_weights : {false, true})
          check_against_dense({name, threshold, decay, has_sigma, has_rates, is_of_weights});
}

TEST_CASE("the ratio at another learning rate moves the layers without a rate of their own, and no others") {
  const SmallNet net("tanh");
  const auto objective = net.objective(), rows = net.objective();
  const Vector<double> theta = net.start();
  const auto optimizer =
      make_optimizer<double>(OptimizerSpec{}, theta.size(), parameter_scales(objective->layout(), own, {}));
  const Matrix<double> H = dense_hessian(*objective, theta);
  Vector<double> g(theta.size()), delta(theta.size());
  objective->gradient(g);
  optimizer->update(theta, g, 1, delta);
  SharpnessProbe<double> probe(*rows, false, CurvatureSpec{});
  StepCurvature step;
  probe.measure(theta, step);
  probe.measure_stability(*optimizer, {1, 1}, step);
  for (const double other : {0.0, 1e-4, 0.05, 3.0, 1e3}) {
    Vector<double> rate = Vector<double>::Constant(theta.size(), other);
    for (const ParameterBlock& block : objective->layout())
      if (block.layer != 2)
        rate.segment(block.offset, block.rows * block.cols).setConstant(block.layer == 1 ? 0.03 : 0.002);
    const Matrix<double> A = rate.asDiagonal() * H;
    INFO("lr " << other);
    CHECK(is_close(probe.ratio_at(*optimizer, other), complex_eigenvalues_of(A).real().maxCoeff() / 2, 1e-5));
  }
}

TEST_CASE("the formula says what moves with which rate") {
  CHECK(formula_of("sgd", 0, true, false) == "η·λmax(σHσ) = 2");
  CHECK(formula_of("sgd", 0, false, true) == "λmax(ηₗH) = 2");
  CHECK(formula_of("sgd", 0, true, true) == "λmax(ηₗσHσ) = 2");
  CHECK(formula_of("sgd", 3, true, false) == "η·λmax(σHσ + 3·I) = 2");
  CHECK(formula_of("sgd", 3, true, true, 0.5) == "λmax(ηₗ(0.5·σHσ + 3·I)) = 2");
  CHECK(formula_of("heavy-ball", 0, false, true) == "λmax(ηₗH) = 2(1+β) = 3.8");
  CHECK(formula_of("adagrad", 0, true, false) == "η·λmax(P⁻¹σHσ) = 2, P = √G + ε");
  CHECK(formula_of("adagrad", 3, true, true) == "λmax(ηₗP⁻¹(σHσ + 3·I)) = 2, P = √G + ε");
  CHECK(formula_of("adamw", 0.01, true, false) ==
        "η·(λmax(P⁻¹σHσ) + 0.19) = 2(1+β₁)/(1−β₁) = 38, P = (1−β₁ᵗ)(√(v/(1−β₂ᵗ)) + ε)");
  CHECK(formula_of("adamw", 0.01, false, true) ==
        "λmax(ηₗ(P⁻¹H + 0.19·I)) = 2(1+β₁)/(1−β₁) = 38, P = (1−β₁ᵗ)(√(v/(1−β₂ᵗ)) + ε)");
  CHECK(formula_of("sgd", 0, false, false) == "η·λmax(H) = 2");
  CHECK(formula_of("adam", 0, false, false, 0.5).starts_with("η·λmax(P⁻¹(0.5·H)) = "));
}
