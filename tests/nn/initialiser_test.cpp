// The distributions of initial weights, against the formulas of their papers; layer after layer, since each
// has a fan-in and a fan-out of its own.
#include "nn/initialiser.h"

#include "test.h"

namespace {
const Initialiser& initialiser(std::string_view name) {
  for (const Initialiser& row : initialisers())
    if (row.name == name) return row;
  FAIL("no initialiser " << name);
  return initialisers().front();
}

const Layout& layout() {
  static const Layout layout({90, 60, 40, 5}, true);
  return layout;
}

Vector<double> start_of(std::string_view name, double scale = 1, std::uint64_t seed = 3) {
  return initial_parameters<double>(layout(), initialiser(name), scale, seed);
}

Vector<double> weights_of(const Layer& layer, const Vector<double>& theta) {
  return theta.segment(layer.weight, layer.inputs * layer.outputs);
}

/// Within five standard errors of the moments of a uniform distribution on ±bound, and nothing outside.
void check_uniform(const Vector<double>& draws, double bound) {
  const double n = static_cast<double>(draws.size());
  CAPTURE(n, bound);
  CHECK_EACH(draws.cwiseAbs().maxCoeff() <= bound, draws.maxCoeff() > bound * (1 - 20 / n),
             draws.minCoeff() < -bound * (1 - 20 / n), std::abs(draws.mean()) < 5 * bound / std::sqrt(3 * n));
  CHECK(std::abs(draws.squaredNorm() / n / (bound * bound) - 1. / 3) < 5 * std::sqrt(4. / 45 / n));
}

/// Within five standard errors of the moments of a normal distribution, with its tails.
void check_normal(const Vector<double>& draws, double variance) {
  const double n = static_cast<double>(draws.size()), deviation = std::sqrt(variance);
  CAPTURE(n, variance);
  CHECK(std::abs(draws.mean()) < 5 * deviation / std::sqrt(n));
  CHECK(std::abs(draws.squaredNorm() / n / variance - 1) < 5 * std::sqrt(2 / n));
  const double beyond_one = static_cast<double>((draws.array().abs() > deviation).count()) / n;
  CHECK(std::abs(beyond_one - 0.31731) < 5 * std::sqrt(0.31731 * 0.68269 / n));
}
}  // namespace

TEST_CASE("initial weights have the variance of their paper in every layer") {
  const std::map<std::string, double (*)(double, double)> bounds = {
      {"glorot-uniform", [](double n, double m) { return std::sqrt(6 / (n + m)); }},
      {"he-uniform", [](double n, double) { return std::sqrt(6 / n); }},
      {"pytorch", [](double n, double) { return 1 / std::sqrt(n); }}};
  const std::map<std::string, double (*)(double, double)> variances = {
      {"glorot-normal", [](double n, double m) { return 2 / (n + m); }},
      {"he-normal", [](double n, double) { return 2 / n; }},
      {"lecun-normal", [](double n, double) { return 1 / n; }},
      {"normal", [](double, double) { return 1.; }}};
  CHECK(initialisers().size() == bounds.size() + variances.size() + 2);  // and mean-field and zeros
  for (const Layer& layer : layout().layers()) {
    const double n = static_cast<double>(layer.inputs), m = static_cast<double>(layer.outputs);
    for (const auto& [name, bound] : bounds) {
      CAPTURE(name);
      check_uniform(weights_of(layer, start_of(name)), bound(n, m));
    }
    for (const auto& [name, variance] : variances) {
      CAPTURE(name);
      check_normal(weights_of(layer, start_of(name)), variance(n, m));
    }
  }
  CHECK(start_of("zeros").isZero(0));
}

TEST_CASE("mean-field weights shrink by the width in the output layer, and there alone") {
  const auto& layers = layout().layers();
  check_normal(weights_of(layers[0], start_of("mean-field")), 2. / 90);
  check_normal(weights_of(layers[1], start_of("mean-field")), 2. / 60);
  check_normal(weights_of(layers[2], start_of("mean-field")), 1. / (40 * 40));
  const Layout linear({90, 40}, true);
  check_normal(initial_parameters<double>(linear, initialiser("mean-field"), 1, 3).head(90 * 40), 1. / (90 * 90));
}

TEST_CASE("the deviations of the layers are those that their weights are drawn with") {
  const auto ntk = [](double scale) {
    ModelSpec model;
    model.init_scale = scale;
    model.parametrization = Parametrization::ntk;
    return model;
  };
  for (const Initialiser& row : initialisers()) {
    CAPTURE(row.name);
    const std::vector<double> deviations = weight_deviations(layout(), row, ntk(0.5));
    REQUIRE(deviations.size() == 3);
    for (std::size_t l = 0; l < 3; ++l) {
      const Vector<double> weights = weights_of(layout().layers()[l], start_of(row.name, 0.5));
      const double n = static_cast<double>(weights.size());
      CHECK(std::abs(weights.squaredNorm() / n - deviations[l] * deviations[l]) <=
            5 * std::sqrt(2 / n) * deviations[l] * deviations[l]);
    }
  }
  CHECK(weight_deviations(layout(), initialiser("he-normal"), ntk(3))[1] == 3 * std::sqrt(2. / 60));
  CHECK(weight_deviations(layout(), initialiser("he-normal"), {}).empty());
}

TEST_CASE("only pytorch draws biases, and the initial scale leaves them alone") {
  for (const Initialiser& row : initialisers()) {
    CAPTURE(row.name);
    for (const Layer& layer : layout().layers()) {
      const Vector<double> plain = start_of(row.name).segment(layer.bias, layer.outputs);
      if (row.name == "pytorch") {
        CHECK(plain.cwiseAbs().maxCoeff() <= 1 / std::sqrt(static_cast<double>(layer.inputs)));
        CHECK(plain.cwiseAbs().minCoeff() > 0);
      } else {
        CHECK(plain.isZero(0));
      }
      CHECK(start_of(row.name, 4).segment(layer.bias, layer.outputs) == plain);
      CHECK(weights_of(layer, start_of(row.name, 4)) == 4 * weights_of(layer, start_of(row.name)));
    }
  }
}

TEST_CASE("initial weights of both precisions are the same numbers, other seeds have others") {
  const Initialiser& glorot = initialiser("glorot-uniform");
  const Vector<double> exact = start_of("glorot-uniform");
  CHECK(initial_parameters<float>(layout(), glorot, 1, 3) == Vector<float>(exact.cast<float>()));
  CHECK(start_of("glorot-uniform") == exact);
  const Vector<double> other = start_of("glorot-uniform", 1, 4);
  CHECK(weights_of(layout().layers()[0], other).cwiseNotEqual(weights_of(layout().layers()[0], exact)).all());
}
