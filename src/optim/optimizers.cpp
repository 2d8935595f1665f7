#include <utility>

#include "lrscope/core/text.h"
#include "lrscope/optim/adagrad.h"
#include "lrscope/optim/adam.h"
#include "lrscope/optim/momentum.h"
#include "lrscope/optim/optimizer.h"
#include "lrscope/optim/rmsprop.h"
#include "lrscope/optim/sgd.h"

namespace lrscope {
namespace {

template <class O, class S>
std::unique_ptr<Optimizer<S>> make(Index dimension, const Hyperparameters& h, const OptimizerSpec& spec) {
  return std::make_unique<O>(dimension, h, spec);
}

template <template <Real> class O>
constexpr OptimizerRow row(std::string_view name, std::string_view equation, std::string_view memory = "",
                           double beta2 = 0, double epsilon = 0, double weight_decay = 0) {
  return {
      name, equation, memory, beta2, epsilon, weight_decay, &make<O<float>, float>, &make<O<double>, double>};
}

}  // namespace

std::span<const OptimizerRow> optimizers() {
  static constexpr OptimizerRow table[] = {
      row<Sgd>("sgd", "Δ = −ηg"),
      row<HeavyBall>("heavy-ball", "v ← βv + g, Δ = −ηv", "momentum"),
      row<Nesterov>("nesterov", "v ← βv + g, Δ = −η(g + βv)", "momentum"),
      row<Adagrad>("adagrad", "G ← G + g², Δ = −ηg/(√G + ε)", "", 0, 1e-10),
      row<Rmsprop>("rmsprop", "v ← β₂v + (1−β₂)g², Δ = −ηg/(√v + ε)", "", 0.99, 1e-8),
      row<Adam>("adam", "Δ = −η·m̂/(√v̂ + ε), bias-corrected moments", "beta1", 0.999, 1e-8),
      row<AdamW>("adamw", "adam with decoupled decay, Δ = −ηλθ − …", "beta1", 0.999, 1e-8, 0.01),
  };
  return table;
}

OptimizerSpec with_defaults(OptimizerSpec spec) {
  const OptimizerRow& row = find_named(optimizers(), spec.name, "optimizer");
  if (!spec.beta2 && row.beta2 > 0) spec.beta2 = row.beta2;
  if (!spec.epsilon && row.epsilon > 0) spec.epsilon = row.epsilon;
  if (!spec.weight_decay) spec.weight_decay = row.weight_decay;
  return spec;
}

template <Real S>
std::unique_ptr<Optimizer<S>> make_optimizer(const OptimizerSpec& request, Index dimension,
                                             std::vector<ParameterScale> scales) {
  const OptimizerRow& chosen = find_named(optimizers(), request.name, "optimizer");
  const OptimizerSpec spec = with_defaults(request);
  const Hyperparameters h{spec.momentum, spec.beta1, spec.beta2.value_or(0), spec.epsilon.value_or(0),
                          *spec.weight_decay};
  std::unique_ptr<Optimizer<S>> optimizer;
  if constexpr (std::same_as<S, float>)
    optimizer = chosen.make_float32(dimension, h, spec);
  else
    optimizer = chosen.make_float64(dimension, h, spec);
  optimizer->set_scales(std::move(scales));
  return optimizer;
}

template std::unique_ptr<Optimizer<float>> make_optimizer(const OptimizerSpec&, Index,
                                                          std::vector<ParameterScale>);
template std::unique_ptr<Optimizer<double>> make_optimizer(const OptimizerSpec&, Index,
                                                           std::vector<ParameterScale>);

}  // namespace lrscope
