#include "nn/loss.h"

#include "nn/cross_entropy.h"
#include "nn/pointwise_loss.h"

namespace lrscope {
namespace {

template <class L, class S>
std::unique_ptr<Loss<S>> make_pointwise(Index outputs, Index most_examples, double parameter) {
  return std::make_unique<L>(outputs, most_examples, parameter);
}

template <class L, class S>
std::unique_ptr<Loss<S>> make_softmax(Index classes, Index most_examples, double) {
  return std::make_unique<L>(classes, most_examples);
}

template <class F, Normaliser normaliser>
constexpr LossRow pointwise(std::string_view name, std::string_view doc) {
  return {name,
          doc,
          Task::regression,
          normaliser != Normaliser::none,
          &make_pointwise<PointwiseLoss<float, F, normaliser>, float>,
          &make_pointwise<PointwiseLoss<double, F, normaliser>, double>};
}

template <template <Real> class L>
constexpr LossRow softmax(std::string_view name, std::string_view doc) {
  return {name, doc, Task::classification, true, &make_softmax<L<float>, float>, &make_softmax<L<double>, double>};
}

}  // namespace

std::span<const LossRow> losses() {
  static constexpr LossRow table[] = {
      pointwise<Square, Normaliser::elements>("mse", "Σr²/(B·k), r = prediction − target; B examples, k outputs"),
      pointwise<HalfSquare, Normaliser::examples>("half-mse", "Σr²/(2B)"),
      pointwise<Square, Normaliser::none>("sse", "Σr²: a sum, so the limit shrinks with the batch"),
      pointwise<HalfSquare, Normaliser::none>("half-sse", "½Σr²: a sum"),
      pointwise<Absolute, Normaliser::elements>("mae", "Σ|r|/(B·k)"),
      pointwise<Huber, Normaliser::elements>("huber", "mean of ½r² up to |r| = --huber-delta, linear beyond"),
      softmax<FusedCrossEntropy>("cross-entropy", "mean over the batch, softmax fused by log-sum-exp"),
      softmax<NaiveCrossEntropy>("naive-cross-entropy", "−Σ t·log(softmax(z)), the unsafe way of the 2016 tutorials"),
  };
  return table;
}

}  // namespace lrscope
