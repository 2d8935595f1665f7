// Layers that move with a rate of their own and train ω in θ = σω: against optimizers that know of neither.

#include "optim/optimizer.h"
#include "test.h"

namespace {
OptimizerSpec spec_of(std::string_view name) {
  OptimizerSpec spec;
  spec.name = std::string(name);
  return spec;
}

/// A symmetric positive definite matrix without symmetry between its coordinates.
Matrix<double> curvature(Index n) {
  Matrix<double> A(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      A(i, j) = (i == j ? 2.0 + static_cast<double>(i) : 0) + std::cos(static_cast<double>(i + j));
  return A;
}

constexpr Index n = 5;
const double sigmas[n] = {0.5, 0.5, 3, 3, 1};
const std::vector<ParameterScale> omega_scales = {
    {0, 2, 0.5, std::nullopt}, {2, 2, 3, std::nullopt}, {4, 1, 1, std::nullopt}};

/// θ after `steps` steps on ½θᵀAθ from ones.
template <Real S>
Vector<S> descend(const OptimizerSpec& spec, std::vector<ParameterScale> scales, double eta, int steps) {
  const Matrix<S> A = curvature(n).cast<S>();
  const auto optimizer = make_optimizer<S>(spec, n, std::move(scales));
  Vector<S> theta = Vector<S>::Ones(n), g(n), delta(n);
  for (int t = 0; t < steps; ++t) {
    g = A * theta;
    optimizer->update(theta, g, eta, delta);
    theta += delta;
  }
  return theta;
}

/// The same with ω as the variable of an optimizer without scales: the gradient is σA(σω).
Vector<double> descend_in_omega(const OptimizerSpec& spec, double eta, int steps) {
  const Vector<double> sigma = Eigen::Map<const Vector<double>>(sigmas, n);
  const Matrix<double> A = sigma.asDiagonal() * curvature(n) * sigma.asDiagonal();
  const auto optimizer = make_optimizer<double>(spec, n);
  Vector<double> omega = Vector<double>::Ones(n).cwiseQuotient(sigma), g(n), delta(n);
  for (int t = 0; t < steps; ++t) {
    g = A * omega;
    optimizer->update(omega, g, eta, delta);
    omega += delta;
  }
  return sigma.cwiseProduct(omega);
}

std::vector<ParameterScale> one_rate(double rate) { return {{0, 2, 1, rate}, {2, 3, 1, rate}}; }

Vector<double> one_update(const OptimizerSpec& spec, const std::vector<ParameterScale>& scales,
                          const Vector<double>& theta, const Vector<double>& g, double eta, double share = 1) {
  const auto optimizer = make_optimizer<double>(spec, n, scales);
  Vector<double> delta(n);
  optimizer->update(theta, g, eta, delta, share);
  return delta;
}
}  // namespace

TEST_CASE("scales follow the blocks of a layout: weights have a σ, weights and biases have a rate") {
  const std::vector<ParameterBlock> layout = {
      {1, "weight", 0, 3, 2}, {1, "bias", 6, 3, 1}, {2, "weight", 9, 1, 3}, {2, "bias", 12, 1, 1}};
  const auto scales = parameter_scales(layout, {{2, 0.1}}, {0.5, 0.25});
  REQUIRE(scales.size() == 4);
  const Index begins[] = {0, 6, 9, 12}, sizes[] = {6, 3, 3, 1};
  const double expected[] = {0.5, 1, 0.25, 1};
  for (std::size_t i = 0; i < 4; ++i)
    CHECK_EACH(scales[i].begin == begins[i], scales[i].size == sizes[i], scales[i].sigma == expected[i],
               scales[i].rate == (i < 2 ? std::nullopt : std::optional(0.1)));
  CHECK_EACH(parameter_scales(layout, {{1, 0.1}}, {}).size() == 4, parameter_scales(layout, {}, {}).empty(),
             parameter_scales(layout, {}, {1, 1}).empty());
}

TEST_CASE("every optimizer with a σ trains ω in θ = σω, decay, clipping and ε included") {
  for (const OptimizerRow& row : optimizers())
    for (const int variant : {0, 1, 2, 3}) {
      OptimizerSpec spec = spec_of(row.name);
      spec.epsilon = 0.01;
      if (variant == 1) spec.weight_decay = 0.3;
      if (variant == 2) spec.clip_norm = 0.5;
      if (variant == 3) spec.clip_value = 0.2;
      INFO(row.name << " variant " << variant);
      const Vector<double> expected = descend_in_omega(spec, 0.01, 40);
      CHECK(relative_error(descend<double>(spec, omega_scales, 0.01, 40), expected) < 1e-10);
      CHECK(relative_error(descend<double>(spec, {}, 0.01, 40), expected) > 1e-3);
    }
}

TEST_CASE("what normalises the gradient moves with ησ, what does not with ησ²") {
  Vector<double> g(n), expected(n);
  g << 1, -2, 3, -4, 5;
  const Vector<double> zero = Vector<double>::Zero(n);
  expected << -0.1 * 0.25, 0.2 * 0.25, -0.3 * 9, 0.4 * 9, -0.5;
  for (const char* name : {"sgd", "heavy-ball"})
    CHECK(relative_error(one_update(spec_of(name), omega_scales, zero, g, 0.1), expected) < 1e-15);
  CHECK(relative_error(one_update(spec_of("nesterov"), omega_scales, zero, g, 0.1), 1.9 * expected) < 1e-15);
  expected << -0.05, 0.05, -0.3, 0.3, -0.1;
  for (const char* name : {"adagrad", "adam", "adamw"})
    CHECK(relative_error(one_update(spec_of(name), omega_scales, zero, g, 0.1), expected) < 1e-7);
}

TEST_CASE("decoupled decay keeps ηλ under any σ, and takes the rate of a layer") {
  OptimizerSpec spec = spec_of("adamw");
  spec.weight_decay = 0.5;
  const Vector<double> theta = Vector<double>::LinSpaced(n, 1, 5), none = Vector<double>::Zero(n);
  CHECK(relative_error(one_update(spec, omega_scales, theta, none, 0.1), -0.05 * theta) < 1e-15);
  const Vector<double> delta = one_update(spec, {{0, 2, 1, 10.0}, {2, 3, 1, {}}}, theta, none, 0.1);
  CHECK(relative_error(delta.head(2), -5 * theta.head(2)) < 1e-15);
  CHECK(relative_error(delta.tail(3), -0.05 * theta.tail(3)) < 1e-15);
}

TEMPLATE_TEST_CASE("one rate for every layer is --lr: to the bit without normalisation, else to rounding", "", float,
                   double) {
  for (const OptimizerRow& row : optimizers()) {
    INFO(row.name);
    const Vector<TestType> plain = descend<TestType>(spec_of(row.name), {}, 0.013, 30);
    const Vector<TestType> layered = descend<TestType>(spec_of(row.name), one_rate(0.013), 7, 30);
    const bool is_linear = row.name == "sgd" || row.name == "heavy-ball" || row.name == "nesterov";
    if (is_linear) CHECK(layered == plain);
    CHECK(relative_error(layered, plain) < 100 * std::numeric_limits<TestType>::epsilon());
  }
}

TEST_CASE("a layer with a rate moves as under an optimizer with that rate, the others as under theirs") {
  for (const OptimizerRow& row : optimizers()) {
    INFO(row.name);
    Vector<double> g(n);
    g << 1, -2, 3, -4, 5;
    const Vector<double> theta = Vector<double>::Ones(n);
    const Vector<double> delta = one_update(spec_of(row.name), {{0, 2, 1, 0.7}, {2, 3, 1, {}}}, theta, g, 0.1);
    CHECK(relative_error(delta.head(2), one_update(spec_of(row.name), {}, theta, g, 0.7).head(2)) < 1e-14);
    CHECK(relative_error(delta.tail(3), one_update(spec_of(row.name), {}, theta, g, 0.1).tail(3)) < 1e-14);
  }
}

TEST_CASE("the share that a schedule has left is one of the rates of layers") {
  const Vector<double> g = Vector<double>::Ones(n), theta = g;
  const Vector<double> delta = one_update(spec_of("sgd"), {{0, 2, 1, 0.5}, {2, 3, 1, {}}}, theta, g, 0.1, 0.25);
  CHECK_EACH(delta.head(2) == -0.125 * g.head(2), delta.tail(3) == -0.1 * g.tail(3));
}

TEST_CASE("NaN passes through scaled updates, and clipping does not repair it") {
  for (const OptimizerRow& row : optimizers()) {
    OptimizerSpec spec = spec_of(row.name);
    spec.clip_norm = 1;
    Vector<double> g = Vector<double>::Ones(n);
    g[1] = std::numeric_limits<double>::quiet_NaN();
    const Vector<double> delta = one_update(spec, omega_scales, Vector<double>::Zero(n), g, 0.1);
    INFO(row.name);
    for (Index i = 0; i < n; ++i) CHECK(std::isnan(delta[i]) == (i == 1));
  }
}

TEST_CASE("an optimizer says what its layers do") {
  const auto plain = make_optimizer<float>(spec_of("sgd"), n);
  CHECK_EACH(plain->moves_along_gradient(), !plain->has_scales(), !plain->has_own_rates_only());
  const auto omega = make_optimizer<float>(spec_of("sgd"), n, omega_scales);
  CHECK_EACH(!omega->moves_along_gradient(), omega->trains_omega(), !omega->has_own_rates());
  const auto some = make_optimizer<float>(spec_of("sgd"), n, {{0, 2, 1, 0.5f}, {2, 3, 1, {}}});
  CHECK_EACH(!some->moves_along_gradient(), !some->trains_omega(), some->has_own_rates(), !some->has_own_rates_only());
  CHECK(make_optimizer<float>(spec_of("sgd"), n, one_rate(1))->has_own_rates_only());
}
