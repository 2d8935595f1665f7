#include "lrscope/model/initialiser.h"

#include <cmath>

namespace lrscope {

std::span<const Initialiser> initialisers() {
  static constexpr Initialiser table[] = {
      {"glorot-uniform", "U(±√(6/(n+m))), n inputs and m outputs",
       [](double n, double m) { return std::sqrt(2 / (n + m)); }, true, false},
      {"glorot-normal", "N(0, 2/(n+m))", [](double n, double m) { return std::sqrt(2 / (n + m)); }, false,
       false},
      {"he-uniform", "U(±√(6/n))", [](double n, double) { return std::sqrt(2 / n); }, true, false},
      {"he-normal", "N(0, 2/n)", [](double n, double) { return std::sqrt(2 / n); }, false, false},
      {"lecun-normal", "N(0, 1/n)", [](double n, double) { return std::sqrt(1 / n); }, false, false},
      {"pytorch", "weights and biases U(±1/√n), as torch.nn.Linear",
       [](double n, double) { return std::sqrt(1 / (3 * n)); }, true, true},
      {"normal", "N(0, S²) with --init-scale S; S = 1 as in the 2016 tutorials",
       [](double, double) { return 1.0; }, false, false},
      {"zeros", "all 0", [](double, double) { return 0.0; }, true, false},
  };
  return table;
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
    const double deviation =
        initialiser.standard_deviation(static_cast<double>(layer.inputs), static_cast<double>(layer.outputs));
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
