#include "nn/loss.h"

#include "nn/losses/link_loss.h"
#include "nn/losses/residual_loss.h"
#include "nn/losses/softmax_loss.h"

namespace lrscope {
namespace {

template <class L, class S>
std::unique_ptr<Loss<S>> make(Index outputs, Index most_examples, double parameter) {
  return std::make_unique<L>(outputs, most_examples, parameter);
}

template <class F, Normaliser normaliser>
constexpr LossRow residual(std::string_view name, std::string_view doc, std::string_view aliases,
                           std::string_view knobs = {}, double ModelSpec::*parameter = nullptr) {
  return {
      .name = name,
      .doc = doc,
      .task = Task::regression,
      .normaliser = normaliser,
      .replica = F::replica,
      .score = F::score,
      .constant = F::constant,
      .best_constant = F::best_constant,
      .maker = {&make<ResidualLoss<float, F, normaliser>, float>, &make<ResidualLoss<double, F, normaliser>, double>},
      .aliases = aliases,
      .knobs = knobs,
      .parameter = parameter};
}

template <template <Real> class L>
constexpr LossRow softmax(std::string_view name, std::string_view doc, ReplicaLoss replica,
                          std::string_view aliases = {}) {
  return {.name = name,
          .doc = doc,
          .task = Task::classification,
          .normaliser = Normaliser::examples,
          .replica = replica,
          .score = "McFadden's R²",
          .constant = "these frequencies",
          .best_constant = log_mean,
          .maker = {&make<L<float>, float>, &make<L<double>, double>},
          .aliases = aliases,
          .link = "softmax"};
}

template <class F>
constexpr LossRow linked(std::string_view name, std::string_view doc, std::string_view score, std::string_view constant,
                         std::string_view link, Targets targets, std::string_view aliases) {
  return {.name = name,
          .doc = doc,
          .task = Task::regression,
          .normaliser = Normaliser::elements,
          .replica = ReplicaLoss::none,
          .score = score,
          .constant = constant,
          .best_constant = F::best_constant,
          .maker = {&make<LinkLoss<float, F>, float>, &make<LinkLoss<double, F>, double>},
          .aliases = aliases,
          .link = link,
          .targets = targets};
}

}  // namespace

std::span<const LossRow> losses() {
  static constexpr LossRow table[] = {
      residual<Square, Normaliser::elements>("mse", "Σr²/(B·k), r = prediction − target; B examples, k outputs",
                                             "l2 l2loss meansquarederror mseloss"),
      residual<HalfSquare, Normaliser::examples>("half-mse", "Σr²/(2B)",
                                                 "squarederror squaredloss halfmeansquarederror"),
      residual<Square, Normaliser::none>("sse", "Σr²: a sum, so the limit shrinks with the batch",
                                         "rss sumofsquares residualsumofsquares sumsquarederror"),
      residual<HalfSquare, Normaliser::none>("half-sse", "½Σr²: a sum", "halfsumofsquares"),
      residual<Absolute, Normaliser::elements>("mae", "Σ|r|/(B·k)",
                                               "l1 l1loss lad meanabsoluteerror absoluteerror maeloss"),
      residual<Huber, Normaliser::elements>("huber", "mean of ½r² up to |r| = --huber-delta, linear beyond",
                                            "huberloss smoothl1 smoothl1loss", "huber-delta", &ModelSpec::huber_delta),
      residual<Pinball, Normaliser::elements>("quantile",
                                              "mean of (1 − τ)r above the target, −τr below; τ = --quantile",
                                              "quantileloss pinball pinballloss", "quantile", &ModelSpec::quantile),
      linked<PoissonCount>("poisson", "Σ(e^z − tz)/(B·k), z the logarithm of the prediction; targets t from 0 up", "D²",
                           "the mean", "exp", Targets::not_negative, "poissonnll poissonnllloss poissonloss"),
      linked<Bernoulli>("binary-cross-entropy",
                        "mean of log(1 + e^z) − tz, z the logit; t is 0 or 1, or 1 for the second of two classes",
                        "McFadden's R²", "this frequency", "sigmoid", Targets::zero_one,
                        "bce bceloss bcewithlogits bcewithlogitsloss sigmoidcrossentropy logistic "
                        "logisticloss"),
      softmax<FusedCrossEntropy>(
          "cross-entropy", "mean over the batch, softmax fused by log-sum-exp", ReplicaLoss::cross_entropy,
          "ce crossentropyloss categoricalcrossentropy sparsecategoricalcrossentropy softmaxcrossentropy logloss nll "
          "nllloss"),
      softmax<NaiveCrossEntropy>("naive-cross-entropy", "−Σ t·log(softmax(z)), the unsafe way of the 2016 tutorials",
                                 ReplicaLoss::none),
      softmax<ClippedCrossEntropy>("clipped-cross-entropy",
                                   "−Σ t·log p, p = softmax(z) clipped to [1e-7, 1 − 1e-7] as Keras does, with slope 0 "
                                   "beyond",
                                   ReplicaLoss::none, "clippedcategoricalcrossentropy"),
  };
  return table;
}

std::span<const OtherWords> other_losses() {
  static constexpr OtherWords table[] = {
      {"hinge squaredhinge categoricalhinge svm", "use cross-entropy"},
      {"focal focalloss", "use cross-entropy"},
      {"kl kld kldiv kldivergence kldivloss", "use cross-entropy, which differs by a constant"},
      {"accuracy", "it has no gradient; use cross-entropy"},
      {"rmse rootmeansquarederror", "use mse, which has the same minimum"},
      {"mape smape meanabsolutepercentageerror", "use mae on the logarithm of the target"},
      {"msle rmsle meansquaredlogarithmicerror", "use mse on the logarithm of the target"},
      {"logcosh", "use huber, which also turns linear"},
  };
  return table;
}

}  // namespace lrscope
