#include <utility>

#include "base/text.h"
#include "nn/kernels/replicas.h"
#include "optim/adam.h"
#include "optim/optimizer.h"
#include "optim/rmsprop.h"
#include "optim/sgd.h"

namespace lrscope {
namespace {

template <class Rule, class S>
std::unique_ptr<UpdateRule<S>> make(Index dimension, const Hyperparameters& h) {
  return std::make_unique<Rule>(dimension, h);
}

/// The same rule for each precision.
template <class Single, class Double>
constexpr OptimizerRow row(OptimizerRow properties) {
  properties.make = {&make<Single, float>, &make<Double, double>};
  return properties;
}

}  // namespace

std::span<const OptimizerRow> optimizers() {
  static constexpr OptimizerRow table[] = {
      row<Sgd<float>, Sgd<double>>({.name = "sgd",
                                    .equation = "Δ = −ηg",
                                    .replica = ReplicaRule::sgd,
                                    .aliases = "gd gradientdescent stochasticgradientdescent"}),
      row<HeavyBall<float>, HeavyBall<double>>({.name = "heavy-ball",
                                                .equation = "v ← βv + g, Δ = −ηv",
                                                .memory = "momentum",
                                                .replica = ReplicaRule::heavy_ball,
                                                .aliases = "momentum sgdm sgdmomentum polyak"}),
      row<Nesterov<float>, Nesterov<double>>({.name = "nesterov",
                                              .equation = "v ← βv + g, Δ = −η(g + βv)",
                                              .memory = "momentum",
                                              .replica = ReplicaRule::nesterov,
                                              .aliases = "nag nesterovmomentum sgdnesterov"}),
      row<Adagrad<float>, Adagrad<double>>(
          {.name = "adagrad", .equation = "G ← G + g², Δ = −ηg/(√G + ε)", .epsilon = 1e-10}),
      row<Rmsprop<float>, Rmsprop<double>>(
          {.name = "rmsprop", .equation = "v ← β₂v + (1−β₂)g², Δ = −ηg/(√v + ε)", .beta2 = 0.99, .epsilon = 1e-8}),
      row<Adam<float>, Adam<double>>({.name = "adam",
                                      .equation = "Δ = −η·m̂/(√v̂ + ε), bias-corrected moments",
                                      .memory = "beta1",
                                      .beta2 = 0.999,
                                      .epsilon = 1e-8}),
      row<AdamW<float>, AdamW<double>>({.name = "adamw",
                                        .equation = "adam with decoupled decay, Δ = −ηλθ − …",
                                        .memory = "beta1",
                                        .beta2 = 0.999,
                                        .epsilon = 1e-8,
                                        .weight_decay = 0.01}),
  };
  return table;
}

std::span<const OtherWords> other_optimizers() {
  static constexpr OtherWords table[] = {
      {"adadelta", "rmsprop is the nearest"},
      {"adamax radam amsgrad nadam lamb adafactor", "adam is the nearest"},
      {"lion signsgd muon rprop", "adam and rmsprop are the nearest"},
      {"lbfgs bfgs newton levenbergmarquardt", "all optimizers here follow gradients of batches"},
      {"ftrl asgd sgdr", "sgd is the nearest"},
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
  auto rule = chosen.make.template get<S>()(dimension, h);
  auto optimizer = std::make_unique<Optimizer<S>>(dimension, std::move(rule), spec, h.weight_decay);
  optimizer->set_scales(std::move(scales));
  return optimizer;
}

template std::unique_ptr<Optimizer<float>> make_optimizer(const OptimizerSpec&, Index, std::vector<ParameterScale>);
template std::unique_ptr<Optimizer<double>> make_optimizer(const OptimizerSpec&, Index, std::vector<ParameterScale>);

}  // namespace lrscope
