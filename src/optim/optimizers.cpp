#include <concepts>
#include <utility>

#include "base/text.h"
#include "nn/kernels/replicas.h"
#include "optim/adam.h"
#include "optim/muon.h"
#include "optim/nadam.h"
#include "optim/optimizer.h"
#include "optim/rmsprop.h"
#include "optim/sgd.h"
#include "optim/sign.h"

namespace lrscope {
namespace {

template <class Rule, class S>
std::unique_ptr<UpdateRule<S>> make(Index dimension, const Hyperparameters& h,
                                    const std::vector<ParameterBlock>& layout) {
  if constexpr (std::constructible_from<Rule, Index, const Hyperparameters&, const std::vector<ParameterBlock>&>)
    return std::make_unique<Rule>(dimension, h, layout);
  else
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
                                                .aliases = "momentum sgdm sgdmomentum polyak",
                                                .knobs = "velocity"}),
      row<Nesterov<float>, Nesterov<double>>({.name = "nesterov",
                                              .equation = "v ← βv + g, Δ = −η(g + βv)",
                                              .memory = "momentum",
                                              .replica = ReplicaRule::nesterov,
                                              .aliases = "nag nesterovmomentum sgdnesterov",
                                              .knobs = "velocity"}),
      row<Adagrad<float>, Adagrad<double>>({.name = "adagrad",
                                            .equation = "G ← G + g², Δ = −ηg/(√G + ε), G_0 = --initial-accumulator",
                                            .epsilon = 1e-10,
                                            .knobs = "epsilon-form initial-accumulator"}),
      row<Rmsprop<float>, Rmsprop<double>>(
          {.name = "rmsprop",
           .equation =
               "v ← β₂v + (1−β₂)g², b ← βb + g/(√v + ε), Δ = −ηb, β = 0 by default; --centered: v less the square "
               "of the mean gradient",
           .beta2 = 0.99,
           .epsilon = 1e-8,
           .knobs = "momentum velocity centered epsilon-form initial-accumulator"}),
      row<Adam<float>, Adam<double>>({.name = "adam",
                                      .equation = "Δ = −η·m̂/(√v̂ + ε), bias-corrected moments",
                                      .memory = "beta1",
                                      .beta2 = 0.999,
                                      .epsilon = 1e-8,
                                      .knobs = "epsilon-form"}),
      row<Adam<float>, Adam<double>>({.name = "adamw",
                                      .equation = "adam with decoupled decay, Δ = −ηλθ − …",
                                      .memory = "beta1",
                                      .beta2 = 0.999,
                                      .epsilon = 1e-8,
                                      .weight_decay = 0.01,
                                      .decay_form = DecayForm::decoupled,
                                      .knobs = "epsilon-form"}),
      row<Nadam<float>, Nadam<double>>(
          {.name = "nadam",
           .equation = "adam that looks ahead: Δ = −η[(1−μ_t)/(1−Πμ)·g + μ_{t+1}/(1−Πμ·μ_{t+1})·m]/(√v̂ + ε), μ_t = "
                       "β₁(1 − ½·.96^(tψ)), ψ = --momentum-decay",
           .memory = "beta1",
           .beta2 = 0.999,
           .epsilon = 1e-8,
           .knobs = "epsilon-form momentum-decay"}),
      row<Lion<float>, Lion<double>>({.name = "lion",
                                      .equation = "Δ = −η·sign(β₁m + (1−β₁)g), m ← β₂m + (1−β₂)g",
                                      .memory = "beta1",
                                      .beta2 = 0.99,
                                      .decay_form = DecayForm::decoupled,
                                      .aliases = "evolvedsignmomentum",
                                      .is_bounded = true}),
      row<SignSgd<float>, SignSgd<double>>(
          {.name = "signsgd", .equation = "Δ = −η·sign(g)", .aliases = "signgd signdescent", .is_bounded = true}),
      row<Muon<float>, Muon<double>>(
          {.name = "muon",
           .equation =
               "of weights M ← βM + G, Δ = −ηρ·NS(G + βM), NS five steps of Newton and Schulz towards the nearest "
               "orthogonal matrix, ρ by --muon-scale; biases by adam",
           .memory = "momentum",
           .beta2 = 0.999,
           .epsilon = 1e-7,
           .decay_form = DecayForm::decoupled,
           .knobs = "beta1 epsilon-form muon-scale",
           .is_bounded = true}),
  };
  return table;
}

std::span<const OtherWords> other_optimizers() {
  static constexpr OtherWords table[] = {
      {"adadelta", "rmsprop is the nearest"},
      {"adamax radam amsgrad lamb adafactor", "adam is the nearest"},
      {"rprop signum", "signsgd and lion are the nearest"},
      {"lbfgs bfgs newton levenbergmarquardt", "all optimizers here follow gradients of batches"},
      {"ftrl asgd sgdr", "sgd is the nearest"},
  };
  return table;
}

OptimizerSpec with_defaults(OptimizerSpec spec) {
  const OptimizerRow& row = find_named(optimizers(), spec.name, "optimizer");
  if (!spec.momentum) spec.momentum = spec.own_momentum();
  if (!spec.beta2 && row.beta2 > 0) spec.beta2 = row.beta2;
  if (!spec.epsilon && row.epsilon > 0) spec.epsilon = row.epsilon;
  if (!spec.weight_decay) spec.weight_decay = row.weight_decay;
  if (!spec.decay_form) spec.decay_form = row.decay_form;
  return spec;
}

template <Real S>
std::unique_ptr<Optimizer<S>> make_optimizer(const OptimizerSpec& request, Index dimension,
                                             std::vector<ParameterScale> scales,
                                             const std::vector<ParameterBlock>& layout) {
  const OptimizerRow& chosen = find_named(optimizers(), request.name, "optimizer");
  const OptimizerSpec spec = with_defaults(request);
  const Hyperparameters h{
      *spec.momentum,           spec.beta1,    spec.beta2.value_or(0), spec.epsilon.value_or(0), spec.epsilon_form,
      spec.initial_accumulator, spec.centered, spec.momentum_decay,    spec.muon_scale};
  auto rule = chosen.make.template get<S>()(dimension, h, layout);
  auto optimizer = std::make_unique<Optimizer<S>>(dimension, std::move(rule), spec, layout);
  optimizer->set_scales(std::move(scales));
  return optimizer;
}

template std::unique_ptr<Optimizer<float>> make_optimizer(const OptimizerSpec&, Index, std::vector<ParameterScale>,
                                                          const std::vector<ParameterBlock>&);
template std::unique_ptr<Optimizer<double>> make_optimizer(const OptimizerSpec&, Index, std::vector<ParameterScale>,
                                                           const std::vector<ParameterBlock>&);

}  // namespace lrscope
