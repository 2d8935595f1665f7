// Losses on a batch of outputs: value, gradient and Hessian with respect to the outputs z (k × b).
//
//   mse Σr²/(bk) · half-mse Σr²/(2b) · sse Σr² · half-sse ½Σr² · mae, huber: means over bk     r = z − target
//   cross-entropy: mean over b of log Σe^z − Σtz (log-sum-exp, cannot overflow); naive-cross-entropy: −Σ t·log
//   softmax(z) with softmax = e^z/Σe^z taken literally, as in the 2016 tutorials. Their targets: each column sums to 1.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "lrscope/data_spec.h"
#include "lrscope/matrix.h"
#include "lrscope/tensor_view.h"

namespace lrscope {

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
  virtual void visit_tensors(const TensorVisitor<Scalar>& visit, Index b, const int* examples) const = 0;
};

template <class Scalar>
using LossMaker = std::unique_ptr<Loss<Scalar>> (*)(Index outputs, Index most_examples, double huber_delta);

struct LossRow {
  std::string_view name;
  std::string_view doc;
  Task task;     // classification losses need classes; the others take any target
  bool is_mean;  // mean over the batch, else a sum that grows with it
  PerPrecision<LossMaker> maker;

  template <Real Scalar>
  std::unique_ptr<Loss<Scalar>> make(Index outputs, Index most_examples, double huber_delta) const {
    return maker.get<Scalar>()(outputs, most_examples, huber_delta);
  }
};

std::span<const LossRow> losses();

}  // namespace lrscope
