#include "nn/initialiser.h"

#include <cmath>

#include "base/random.h"

namespace lrscope {
namespace {

double glorot(const LayerShape& l) { return std::sqrt(2 / (l.inputs + l.outputs)); }
double he(const LayerShape& l) { return std::sqrt(2 / l.inputs); }

double deviation_of(const Layout& layout, const Layer& layer, const Initialiser& initialiser) {
  return initialiser.standard_deviation(
      {static_cast<double>(layer.inputs), static_cast<double>(layer.outputs), &layer == &layout.layers().back()});
}

}  // namespace

std::span<const Initialiser> initialisers() {
  static constexpr Initialiser table[] = {
      {"glorot-uniform", "U(±√(6/(n+m))), n inputs and m outputs", &glorot, true, false, "glorot xavier xavieruniform"},
      {"glorot-normal", "N(0, 2/(n+m))", &glorot, false, false, "xaviernormal"},
      {"he-uniform", "U(±√(6/n))", &he, true, false, "kaiminguniform"},
      {"he-normal", "N(0, 2/n)", &he, false, false, "he kaiming kaimingnormal msra"},
      {"lecun-normal", "N(0, 1/n)", [](const LayerShape& l) { return std::sqrt(1 / l.inputs); }, false, false, "lecun"},
      {"pytorch", "weights and biases U(±1/√n), as torch.nn.Linear",
       [](const LayerShape& l) { return std::sqrt(1 / (3 * l.inputs)); }, true, true, "torch"},
      {"mean-field", "N(0, 2/n) in hidden layers, N(0, 1/n²) in the output layer",
       [](const LayerShape& l) { return l.is_last ? 1 / l.inputs : he(l); }, false, false},
      {"normal", "N(0, S²) with --init-scale S; S = 1 as in the 2016 tutorials", [](const LayerShape&) { return 1.0; },
       false, false, "gaussian randomnormal"},
      {"zeros", "all 0", [](const LayerShape&) { return 0.0; }, true, false, "zero"},
  };
  return table;
}

std::span<const OtherWords> other_initialisers() {
  static constexpr OtherWords table[] = {
      {"uniform randomuniform", "glorot-uniform, he-uniform and pytorch name the width"},
      {"truncatednormal", "normal has no limits"},
      {"lecununiform", "lecun-normal has its variance"},
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
    list.push_back(model.init_scale * deviation_of(layout, layer, initialiser));
  return list;
}

template <Real Scalar>
Vector<Scalar> initial_parameters(const Layout& layout, const Initialiser& initialiser, double scale,
                                  std::uint64_t seed) {
  const Random weights(seed, Stream::initial_weights), biases(seed, Stream::initial_biases);
  const auto draw = [&](const Random& random, Index index) {
    const auto i = static_cast<std::uint64_t>(index);
    return initialiser.is_uniform ? std::sqrt(3.0) * (2 * random.uniform(i) - 1) : random.normal(i);
  };
  Vector<Scalar> theta = Vector<Scalar>::Zero(layout.parameters());
  for (const Layer& layer : layout.layers()) {
    const double deviation = deviation_of(layout, layer, initialiser);
    for (Index i = layer.weight; i < layer.weight + layer.inputs * layer.outputs; ++i)
      theta[i] = static_cast<Scalar>(scale * deviation * draw(weights, i));
    if (!layout.has_bias() || !initialiser.draws_biases) continue;
    for (Index i = layer.bias; i < layer.bias + layer.outputs; ++i)
      theta[i] = static_cast<Scalar>(deviation * draw(biases, i));
  }
  return theta;
}

template Vector<float> initial_parameters(const Layout&, const Initialiser&, double, std::uint64_t);
template Vector<double> initial_parameters(const Layout&, const Initialiser&, double, std::uint64_t);

}  // namespace lrscope
