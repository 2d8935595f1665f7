#include "nn/initialiser.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/random.h"

namespace lrscope {
namespace {

double glorot(const LayerShape& l) { return std::sqrt(2 / (l.inputs + l.outputs)); }
double he(const LayerShape& l) { return std::sqrt(2 / l.inputs); }
double lecun(const LayerShape& l) { return std::sqrt(1 / l.inputs); }
double one(const LayerShape&) { return 1; }
// ±√(6/(n+m)) has glorot's variance, ±√(2/(n+m)) a third of it.
double sklearn(const LayerShape& l) { return l.is_sigmoid ? std::sqrt(2 / (3 * (l.inputs + l.outputs))) : glorot(l); }

// Standard deviation of the standard normal distribution cut at ±2: √(1 − 4φ(2)/(Φ(2) − Φ(−2))).
constexpr double cut_deviation = .87962566103423978;

double deviation_of(const Layout& layout, const Layer& layer, const Initialiser& initialiser, const ModelSpec& spec) {
  return initialiser.standard_deviation({static_cast<double>(layer.inputs), static_cast<double>(layer.outputs),
                                         &layer == &layout.layers().back(), spec.activation == "sigmoid"});
}

// Φ⁻¹ on the part of (0, 1) that is left, so that every index has one number, and none is drawn again.
double cut_normal(double uniform) {
  const double below = std::erfc(2 / std::numbers::sqrt2) / 2;  // Φ(−2)
  return std::clamp(normal_quantile(below + uniform * (1 - 2 * below)), -2.0, 2.0);
}

/// Number i of a distribution, of variance 1.
double draw(Distribution distribution, const Random& random, std::uint64_t i) {
  switch (distribution) {
    case Distribution::uniform:
      return std::sqrt(3.0) * (2 * random.uniform(i) - 1);
    case Distribution::normal:
      return random.normal(i);
    case Distribution::cut_normal:
      return cut_normal(random.uniform(i)) / cut_deviation;
  }
  return 0;
}

/// What the draws of the biases of a layer are multiplied by; 0: they start at 0.
double bias_deviation(const Initialiser& initialiser, const ModelSpec& spec, double deviation) {
  if (spec.init_bias == BiasInit::zero) return 0;
  if (spec.init_bias == BiasInit::own) return initialiser.draws_biases ? deviation : 0;
  return initialiser.is_of_scale ? spec.init_scale * deviation : deviation;
}

}  // namespace

// By Newton's method on Φ from the tail's side, which is exact to the last digits: Φ is erfc. The start is the logistic
// distribution's quantile; Φ is concave above 0 and convex below it, so that from the second step on the steps go one way.
double normal_quantile(double p) {
  const double tail = std::min(p, 1 - p);
  double x = std::log(tail / (1 - tail)) / 1.702;  // at or below 0
  for (int step = 0; step < 60; ++step) {
    const double density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    const double change = (std::erfc(-x / std::numbers::sqrt2) / 2 - tail) / density;
    x -= std::clamp(change, -1.0, 1.0);
    if (std::abs(change) < 1e-15 * std::max(1.0, std::abs(x))) break;
  }
  return p < 0.5 ? x : -x;
}

std::span<const Initialiser> initialisers() {
  using enum Distribution;
  static constexpr Initialiser table[] = {
      {"glorot-uniform", "U(±√(6/(n+m))), n inputs and m outputs", &glorot, uniform, false,
       "glorot xavier xavieruniform"},
      {"glorot-normal", "N(0, 2/(n+m))", &glorot, normal, false, "xaviernormal"},
      {"he-uniform", "U(±√(6/n))", &he, uniform, false, "kaiminguniform"},
      {"he-normal", "N(0, 2/n)", &he, normal, false, "he kaiming kaimingnormal msra"},
      {"lecun-uniform", "U(±√(3/n))", &lecun, uniform, false},
      {"lecun-normal", "N(0, 1/n)", &lecun, normal, false, "lecun"},
      {"truncated-glorot-normal", "N(0, 2/(n+m)) cut at 2σ, then of that variance, as glorot_normal of Keras", &glorot,
       cut_normal, false, "kerasglorotnormal truncatedxaviernormal"},
      {"truncated-he-normal", "N(0, 2/n) cut at 2σ, then of that variance, as he_normal of Keras", &he, cut_normal,
       false, "kerashenormal truncatedkaimingnormal"},
      {"truncated-lecun-normal", "N(0, 1/n) cut at 2σ, then of that variance, as lecun_normal of Keras", &lecun,
       cut_normal, false, "keraslecunnormal"},
      {"pytorch", "weights and biases U(±1/√n), as torch.nn.Linear",
       [](const LayerShape& l) { return std::sqrt(1 / (3 * l.inputs)); }, uniform, true, "torch"},
      {"sklearn", "weights and biases U(±√(6/(n+m))), with sigmoid U(±√(2/(n+m))), as MLPClassifier", &sklearn, uniform,
       true, "scikitlearn"},
      {"mean-field", "N(0, 2/n) in hidden layers, N(0, 1/n²) in the output layer",
       [](const LayerShape& l) { return l.is_last ? 1 / l.inputs : he(l); }, normal, false},
      {"normal", "N(0, S²) with --init-scale S; S = 1 as in the 2016 tutorials", &one, normal, false,
       "gaussian randomnormal", true},
      {"truncated-normal", "N(0, S²) cut at ±2S, as truncated_normal of TensorFlow 1",
       [](const LayerShape&) { return cut_deviation; }, cut_normal, false, "truncnormal", true},
      {"zeros", "all 0", [](const LayerShape&) { return 0.0; }, uniform, false, "zero"},
  };
  return table;
}

std::span<const OtherWords> other_initialisers() {
  static constexpr OtherWords table[] = {
      {"uniform randomuniform", "glorot-uniform, he-uniform and pytorch name the width"},
      {"variancescaling", "the names below say which variance"},
      {"orthogonal", "glorot-normal is the nearest"},
      {"one ones constant eye", "units that start alike stay alike, as with zeros"},
  };
  return table;
}

std::vector<double> weight_deviations(const Layout& layout, const Initialiser& initialiser, const ModelSpec& model) {
  std::vector<double> list;
  if (model.parametrization == Parametrization::standard) return list;
  for (const Layer& layer : layout.layers())
    list.push_back(model.init_scale * deviation_of(layout, layer, initialiser, model));
  return list;
}

template <Real Scalar>
Vector<Scalar> initial_parameters(const Layout& layout, const Initialiser& initialiser, const ModelSpec& spec,
                                  std::uint64_t seed) {
  const Random weights(seed, Stream::initial_weights), biases(seed, Stream::initial_biases);
  Vector<Scalar> theta = Vector<Scalar>::Zero(layout.parameters());
  const auto fill = [&](const Random& random, Index begin, Index count, double factor) {
    for (Index i = begin; i < begin + count; ++i)
      theta[i] = static_cast<Scalar>(factor * draw(initialiser.distribution, random, static_cast<std::uint64_t>(i)));
  };
  for (const Layer& layer : layout.layers()) {
    const double deviation = deviation_of(layout, layer, initialiser, spec);
    fill(weights, layer.weight, layer.inputs * layer.outputs, spec.init_scale * deviation);
    const double of_biases = bias_deviation(initialiser, spec, deviation);
    if (layout.has_bias() && of_biases != 0) fill(biases, layer.bias, layer.outputs, of_biases);
  }
  return theta;
}

template Vector<float> initial_parameters(const Layout&, const Initialiser&, const ModelSpec&, std::uint64_t);
template Vector<double> initial_parameters(const Layout&, const Initialiser&, const ModelSpec&, std::uint64_t);

}  // namespace lrscope
