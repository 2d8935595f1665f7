// Losses on a batch of outputs: value, gradient and Hessian with respect to the outputs z (k × b).
//
// With weights w of the examples the loss is Σ wᵢℓᵢ over what it divides by without them, as in Keras: not over Σ w.
//
//   mse Σr²/(bk) · half-mse Σr²/(2b) · sse Σr² · half-sse ½Σr² · mae, huber: means over bk     r = z − target
//   cross-entropy: mean over b of log Σe^z − Σtz (log-sum-exp, cannot overflow); naive-cross-entropy: −Σ t·log
//   softmax(z) with softmax = e^z/Σe^z taken literally, as in the 2016 tutorials; clipped-cross-entropy as Keras. Their
//   targets: each column sums to 1. quantile, poisson, binary-cross-entropy: means over bk (nn/losses).
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/names.h"
#include "lrscope/data_spec.h"
#include "lrscope/matrix.h"
#include "lrscope/run_spec.h"
#include "lrscope/tensor_view.h"

namespace lrscope {

struct Dataset;

template <Real Scalar>
class Loss {
 public:
  using In = const Eigen::Ref<const Matrix<Scalar>>&;  // k × b
  using Out = Eigen::Ref<Matrix<Scalar>>;              // k × b

  virtual ~Loss() = default;

  /// Of the examples of the next value(), and of what follows it. Null: all 1.
  void set_weights(const Scalar* weights) { weights_ = weights; }

  virtual Scalar value(In z, In target) = 0;
  /// delta ← ∂L/∂z. Requires: value() was called with the same z and target.
  void gradient(In z, In target, Out delta) {
    write_gradient(z, target, delta);
    weigh(delta);
  }
  /// Hu ← ∂²L/∂z² · u. Requires: value() was called with the same z and target.
  void hessian_product(In z, In target, In u, Out Hu) {
    write_hessian_product(z, target, u, Hu);
    weigh(Hu);
  }

  /// The intermediate tensors of the last value(), in order of computation. `examples`: see TensorView.
  void visit_tensors(const TensorVisitor<Scalar>& visit, Index b, const int* examples) const {
    for (const auto& [name, tensor] : tensors_)
      visit({Stage::loss, 0, name, tensor->data(), tensor->rows(), b, false, examples});
    visit({Stage::loss, 0, "loss", &value_, 1, 1, false, nullptr});
  }

 protected:
  bool has_weights() const { return weights_ != nullptr; }
  Scalar weight(Index example) const { return weights_ ? weights_[example] : 1; }

  // Without weights.
  virtual void write_gradient(In z, In target, Out delta) = 0;
  virtual void write_hessian_product(In z, In target, In u, Out Hu) = 0;

  std::vector<std::pair<std::string_view, const Matrix<Scalar>*>> tensors_;  // k × most examples
  Scalar value_ = 0;

 private:
  void weigh(Out columns) const {
    if (!weights_) return;
    for (Index j = 0; j < columns.cols(); ++j) columns.col(j) *= weights_[j];
  }

  const Scalar* weights_ = nullptr;
};

/// The divisor of the sum over the batch. With `none` the loss grows with the batch.
enum class Normaliser { none, examples, elements };

constexpr Index divisor_of(Normaliser normaliser, Index examples, Index outputs) {
  return normaliser == Normaliser::none ? 1 : normaliser == Normaliser::elements ? examples * outputs : examples;
}

/// The numbers that a loss takes as targets. `zero_one`: of two classes it trains one output, for the second one.
enum class Targets { any, zero_one, not_negative };

/// The losses of nn/kernels/replicas.h; `none`: not one of them.
enum class ReplicaLoss { none, square, half_square, absolute, huber, cross_entropy };

template <class Scalar>
using LossMaker = std::unique_ptr<Loss<Scalar>> (*)(Index outputs, Index most_examples, double parameter);

struct LossRow {
  std::string_view name;
  std::string_view doc;
  Task task;  // classification losses need classes; the others take any target
  Normaliser normaliser;
  ReplicaLoss replica;
  std::string_view score;     // what 1 − loss / baseline_loss is called
  std::string_view constant;  // what the best constant prediction is called: "the mean"
  /// nn/losses/best_constants.h
  double (*best_constant)(const Vector<double>& target, const Vector<double>& weights, double parameter);
  PerPrecision<LossMaker> maker;
  std::string_view aliases = {};  // other programs' names (base/names.h)
  std::string_view knobs = {};    // that have an effect with this one, separated by spaces
  double ModelSpec::*parameter = nullptr;
  std::string_view link = {};  // the output activation that it contains; empty: it takes any
  Targets targets = Targets::any;

  double parameter_of(const ModelSpec& spec) const { return parameter ? spec.*parameter : 0; }
  /// Of targets that are the two columns of two classes.
  bool takes_last_target(Task of_data) const { return targets == Targets::zero_one && of_data == Task::classification; }
  /// Outputs of a network for so many targets.
  Index outputs_for(Task of_data, Index of_targets) const { return takes_last_target(of_data) ? 1 : of_targets; }
  bool is_mean() const { return normaliser != Normaliser::none; }

  /// `at`: the value of the parameter.
  template <Real Scalar>
  std::unique_ptr<Loss<Scalar>> make(Index outputs, Index most_examples, double at) const {
    return maker.get<Scalar>()(outputs, most_examples, at);
  }
};

std::span<const LossRow> losses();
std::span<const OtherWords> other_losses();

}  // namespace lrscope
