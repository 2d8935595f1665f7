// Softmax cross-entropy, fused and naive. Private to this folder. Targets: each column sums to 1 (one-hot).
#pragma once

#include <cmath>

#include "nn/loss.h"

namespace lrscope {

/// What both have: the probabilities p of the last value(), and the Hessian (diag p − ppᵀ)/b of each example.
template <Real S>
class SoftmaxLoss : public Loss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;

  SoftmaxLoss(Index classes, Index most_examples) : probability_(classes, most_examples) {}

  void hessian_product(In z, In, In u, Out Hu) override {
    const S b = static_cast<S>(z.cols());
    for (Index j = 0; j < z.cols(); ++j) {
      const S mean = probability_.col(j).dot(u.col(j));
      Hu.col(j) = probability_.col(j).cwiseProduct((u.col(j).array() - mean).matrix()) / b;
    }
  }

 protected:
  TensorView<S> batch_view(std::string_view name, const Matrix<S>& tensor, Index b, const int* examples) const {
    return {Stage::loss, 0, name, tensor.data(), tensor.rows(), b, false, examples};
  }
  TensorView<S> value_view() const { return {Stage::loss, 0, "loss", &value_, 1, 1, false, nullptr}; }

  Matrix<S> probability_;  // classes × examples
  S value_ = 0;
};

template <Real S>
class FusedCrossEntropy final : public SoftmaxLoss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;
  using SoftmaxLoss<S>::SoftmaxLoss;

  S value(In z, In target) override {
    S sum = 0;
    for (Index j = 0; j < z.cols(); ++j) {
      S largest = z(0, j);
      for (Index i = 1; i < z.rows(); ++i)
        if (z(i, j) > largest) largest = z(i, j);  // a NaN, wherever it stands, comes back through the exponentials
      S total = 0, chosen = 0;
      for (Index i = 0; i < z.rows(); ++i) {
        const S e = std::exp(z(i, j) - largest);
        this->probability_(i, j) = e;
        total += e;
        if (target(i, j) != 0) chosen += target(i, j) * (z(i, j) - largest);  // 0·(−∞) would be NaN
      }
      this->probability_.col(j) /= total;
      sum += std::log(total) - chosen;
    }
    this->value_ = sum / static_cast<S>(z.cols());
    return this->value_;
  }

  void gradient(In z, In target, Out delta) override {
    delta = (this->probability_.leftCols(z.cols()) - target) / static_cast<S>(z.cols());
  }

  void visit_tensors(const TensorVisitor<S>& visit, Index b, const int* examples) const override {
    visit(this->batch_view("probability", this->probability_, b, examples));
    visit(this->value_view());
  }
};

/// −Σ t·log(e^z/Σe^z) step by step, and its gradient by the chain rule, step by step: e^z overflows, ∞/∞ is
/// NaN, log 0 is −∞ and 0·∞ is NaN, as they were in the tutorials.
template <Real S>
class NaiveCrossEntropy final : public SoftmaxLoss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;

  NaiveCrossEntropy(Index classes, Index most_examples)
      : SoftmaxLoss<S>(classes, most_examples),
        exponential_(classes, most_examples),
        log_probability_(classes, most_examples) {}

  S value(In z, In target) override {
    S sum = 0;
    for (Index j = 0; j < z.cols(); ++j) {
      S total = 0;
      for (Index i = 0; i < z.rows(); ++i) total += exponential_(i, j) = std::exp(z(i, j));
      for (Index i = 0; i < z.rows(); ++i) {
        this->probability_(i, j) = exponential_(i, j) / total;
        log_probability_(i, j) = std::log(this->probability_(i, j));
        sum -= target(i, j) * log_probability_(i, j);
      }
    }
    this->value_ = sum / static_cast<S>(z.cols());
    return this->value_;
  }

  void gradient(In z, In target, Out delta) override {
    const S b = static_cast<S>(z.cols());
    for (Index j = 0; j < z.cols(); ++j) {
      const auto p = this->probability_.col(j);
      S mean = 0;  // Σ p·∂L/∂p with ∂L/∂p = −t/p
      for (Index i = 0; i < z.rows(); ++i) mean += p[i] * (-target(i, j) * (1 / p[i]));
      for (Index i = 0; i < z.rows(); ++i) delta(i, j) = p[i] * (-target(i, j) * (1 / p[i]) - mean) / b;
    }
  }

  void visit_tensors(const TensorVisitor<S>& visit, Index b, const int* examples) const override {
    visit(this->batch_view("exponential", exponential_, b, examples));
    visit(this->batch_view("probability", this->probability_, b, examples));
    visit(this->batch_view("log_probability", log_probability_, b, examples));
    visit(this->value_view());
  }

 private:
  Matrix<S> exponential_;      // classes × examples
  Matrix<S> log_probability_;  // classes × examples
};

}  // namespace lrscope
