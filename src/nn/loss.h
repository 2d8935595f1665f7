// Losses on a batch of outputs: value, gradient and Hessian with respect to the outputs z (k × b).
//
//   mse Σr²/(bk) · half-mse Σr²/(2b) · sse Σr² · half-sse ½Σr² · mae, huber: means over bk     r = z − target
//   cross-entropy: mean over b of log Σe^z − Σtz (log-sum-exp, cannot overflow); naive-cross-entropy: −Σ t·log
//   softmax(z) with softmax = e^z/Σe^z taken literally, as in the 2016 tutorials. Their targets: each column sums to 1.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/names.h"
#include "lrscope/data_spec.h"
#include "lrscope/matrix.h"
#include "lrscope/tensor_view.h"

namespace lrscope {

struct Dataset;

template <Real Scalar>
class Loss {
 public:
  using In = const Eigen::Ref<const Matrix<Scalar>>&;  // k × b
  using Out = Eigen::Ref<Matrix<Scalar>>;              // k × b

  virtual ~Loss() = default;

  virtual Scalar value(In z, In target) = 0;
  /// delta ← ∂L/∂z. Requires: value() was called with the same z and target.
  virtual void gradient(In z, In target, Out delta) = 0;
  /// Hu ← ∂²L/∂z² · u. Requires: value() was called with the same z and target.
  virtual void hessian_product(In z, In target, In u, Out Hu) = 0;

  /// The intermediate tensors of the last value(), in order of computation. `examples`: see TensorView.
  void visit_tensors(const TensorVisitor<Scalar>& visit, Index b, const int* examples) const {
    for (const auto& [name, tensor] : tensors_)
      visit({Stage::loss, 0, name, tensor->data(), tensor->rows(), b, false, examples});
    visit({Stage::loss, 0, "loss", &value_, 1, 1, false, nullptr});
  }

 protected:
  std::vector<std::pair<std::string_view, const Matrix<Scalar>*>> tensors_;  // k × most examples
  Scalar value_ = 0;
};

/// The divisor of the sum over the batch. With `none` the loss grows with the batch.
enum class Normaliser { none, examples, elements };

/// The losses of nn/kernels/replicas.h; `none`: not one of them.
enum class ReplicaLoss { none, square, half_square, absolute, huber, cross_entropy };

template <class Scalar>
using LossMaker = std::unique_ptr<Loss<Scalar>> (*)(Index outputs, Index most_examples, double huber_delta);

struct LossRow {
  std::string_view name;
  std::string_view doc;
  Task task;  // classification losses need classes; the others take any target
  Normaliser normaliser;
  ReplicaLoss replica;
  std::string_view score;     // what 1 − loss / baseline_loss is called
  std::string_view constant;  // what the best constant prediction is called: "the mean"
  /// The constant prediction z of one target with the lowest loss. `target`: of every row.
  double (*best_constant)(const Vector<double>& target, double huber_delta);
  PerPrecision<LossMaker> maker;
  std::string_view aliases = {};  // other programs' names (base/names.h)
  std::string_view knobs = {};    // that have an effect with this one, separated by spaces

  bool is_mean() const { return normaliser != Normaliser::none; }

  template <Real Scalar>
  std::unique_ptr<Loss<Scalar>> make(Index outputs, Index most_examples, double huber_delta) const {
    return maker.get<Scalar>()(outputs, most_examples, huber_delta);
  }
};

std::span<const LossRow> losses();
std::span<const OtherWords> other_losses();

}  // namespace lrscope
