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

Vector<double> start_of(std::string_view name, double scale = 1, std::uint64_t seed = 3,
                        BiasInit biases = BiasInit::own, const std::string& activation = "relu") {
  ModelSpec spec;
  spec.init_scale = scale;
  spec.init_bias = biases;
  spec.activation = activation;
  return initial_parameters<double>(layout(), initialiser(name), spec, seed);
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

/// Within five standard errors of the variance of a normal distribution of deviation `whole`, cut at two of these, and
/// nothing outside. Its density is that of the normal distribution over P(|z| < 2) = .954499736: moments from tables.
void check_cut_normal(const Vector<double>& draws, double whole) {
  constexpr double variance = .773741, within_one = .682689492 / .954499736;
  const double n = static_cast<double>(draws.size());
  CAPTURE(n, whole);
  CHECK_EACH(draws.cwiseAbs().maxCoeff() <= 2 * whole * (1 + 1e-15), draws.cwiseAbs().maxCoeff() > whole * 1.8);
  CHECK(std::abs(draws.mean()) < 5 * whole * std::sqrt(variance / n));
  CHECK(std::abs(draws.squaredNorm() / n / (whole * whole) - variance) < 5 * std::sqrt(2 / n));
  const double inside = static_cast<double>((draws.array().abs() < whole).count()) / n;
  CHECK(std::abs(inside - within_one) < 5 * std::sqrt(within_one * (1 - within_one) / n));
}
}  // namespace

TEST_CASE("initial weights have the variance of their paper in every layer") {
  const std::map<std::string, double (*)(double, double)> bounds = {
      {"glorot-uniform", [](double n, double m) { return std::sqrt(6 / (n + m)); }},
      {"he-uniform", [](double n, double) { return std::sqrt(6 / n); }},
      {"lecun-uniform", [](double n, double) { return std::sqrt(3 / n); }},
      {"sklearn", [](double n, double m) { return std::sqrt(6 / (n + m)); }},
      {"pytorch", [](double n, double) { return 1 / std::sqrt(n); }}};
  const std::map<std::string, double (*)(double, double)> variances = {
      {"glorot-normal", [](double n, double m) { return 2 / (n + m); }},
      {"he-normal", [](double n, double) { return 2 / n; }},
      {"lecun-normal", [](double n, double) { return 1 / n; }},
      {"normal", [](double, double) { return 1.; }}};
  // Of the normal distribution that is cut.
  const std::map<std::string, double (*)(double, double)> cut = {
      {"truncated-normal", [](double, double) { return 1.; }},
      {"truncated-glorot-normal", [](double n, double m) { return std::sqrt(2 / (n + m)) / .87962566103423978; }},
      {"truncated-he-normal", [](double n, double) { return std::sqrt(2 / n) / .87962566103423978; }},
      {"truncated-lecun-normal", [](double n, double) { return std::sqrt(1 / n) / .87962566103423978; }}};
  CHECK(initialisers().size() == bounds.size() + variances.size() + cut.size() + 2);  // and mean-field and zeros
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
    for (const auto& [name, whole] : cut) {
      CAPTURE(name);
      check_cut_normal(weights_of(layer, start_of(name)), whole(n, m));
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
  check_normal(initial_parameters<double>(linear, initialiser("mean-field"), ModelSpec{}, 3).head(90 * 40),
               1. / (90 * 90));
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

TEST_CASE("only pytorch and sklearn draw biases, and the initial scale leaves them alone") {
  for (const Initialiser& row : initialisers()) {
    CAPTURE(row.name);
    for (const Layer& layer : layout().layers()) {
      const Vector<double> plain = start_of(row.name).segment(layer.bias, layer.outputs);
      const double n = static_cast<double>(layer.inputs), m = static_cast<double>(layer.outputs);
      if (row.name == "pytorch" || row.name == "sklearn") {
        CHECK(plain.cwiseAbs().maxCoeff() <= (row.name == "pytorch" ? 1 / std::sqrt(n) : std::sqrt(6 / (n + m))));
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
  CHECK(initial_parameters<float>(layout(), glorot, ModelSpec{}, 3) == Vector<float>(exact.cast<float>()));
  CHECK(start_of("glorot-uniform") == exact);
  const Vector<double> other = start_of("glorot-uniform", 1, 4);
  CHECK(weights_of(layout().layers()[0], other).cwiseNotEqual(weights_of(layout().layers()[0], exact)).all());
}

TEST_CASE("with sigmoid, weights and biases of sklearn are a third of the variance") {
  const Vector<double> plain = start_of("sklearn"), sigmoid = start_of("sklearn", 1, 3, BiasInit::own, "sigmoid");
  CHECK((sigmoid * std::sqrt(3.) - plain).cwiseAbs().maxCoeff() < 1e-15);
  CHECK(start_of("sklearn", 1, 3, BiasInit::own, "tanh") == plain);
}

TEST_CASE("biases start as the initialiser says, at 0, or drawn as the weights of their layer") {
  const auto biases_of = [](std::size_t l, const Vector<double>& theta) {
    const Layer& layer = layout().layers()[l];
    return Vector<double>(theta.segment(layer.bias, layer.outputs));
  };
  for (const std::string name : {"pytorch", "he-normal", "normal", "truncated-normal", "zeros"}) {
    CAPTURE(name);
    const Vector<double> none = start_of(name, 1, 3, BiasInit::zero),
                         drawn = start_of(name, 1, 3, BiasInit::as_weights);
    const bool is_scaled = name == "normal" || name == "truncated-normal";
    for (std::size_t l = 0; l < 3; ++l) {
      CHECK(biases_of(l, none).isZero(0));
      CHECK(weights_of(layout().layers()[l], none) == weights_of(layout().layers()[l], drawn));
      CHECK(biases_of(l, start_of(name, 4, 3, BiasInit::as_weights)) == (is_scaled ? 4 : 1) * biases_of(l, drawn));
    }
  }
  CHECK(start_of("pytorch", 1, 3, BiasInit::as_weights) == start_of("pytorch"));
  // 60 biases with the deviation √(2/90) of their layer, 40 with √(2/60).
  const Vector<double> he = start_of("he-normal", 1, 3, BiasInit::as_weights);
  check_normal(biases_of(0, he), 2. / 90);
  check_normal(biases_of(1, he), 2. / 60);
}

TEST_CASE("quantiles of the normal distribution are those of tables, and invert it") {
  // Abramowitz & Stegun, table 26.5, and AS 241 for the tail.
  const std::map<double, double> known = {{.5, 0},
                                          {.975, 1.959963984540054},
                                          {.995, 2.575829303548901},
                                          {.84134474606854293, 1},
                                          {.97724986805182079, 2},
                                          {1e-10, -6.361340902404056}};
  for (const auto& [p, z] : known) CHECK(std::abs(normal_quantile(p) - z) < 1e-13 * std::max(1., std::abs(z)));
  for (int i = 1; i < 1000; ++i) {
    const double p = i / 1000., z = normal_quantile(p);
    CHECK(std::abs(std::erfc(-z / std::sqrt(2.)) / 2 - p) < 3e-16);
  }
}
