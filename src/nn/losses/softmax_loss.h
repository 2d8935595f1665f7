// Cross-entropies of classes, from the logits z by softmax. Private to this folder.
#pragma once

#include <cmath>

#include "nn/loss.h"

namespace lrscope {

/// Softmax cross-entropy: the probabilities p of the last value(), and the Hessian (diag p − ppᵀ)/b of each example.
template <Real S>
class SoftmaxLoss : public Loss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;

  SoftmaxLoss(Index classes, Index most_examples, double) : probability_(classes, most_examples) {
    this->tensors_ = {{"probability", &probability_}};
  }

 protected:
  void write_hessian_product(In z, In, In u, Out Hu) override {
    const S b = static_cast<S>(z.cols());
    for (Index j = 0; j < z.cols(); ++j) {
      const S mean = probability_.col(j).dot(u.col(j));
      Hu.col(j) = probability_.col(j).cwiseProduct((u.col(j).array() - mean).matrix()) / b;
    }
  }

  /// The largest logit of example j. A NaN, wherever it stands, comes back through the exponentials.
  static S largest_of(In z, Index j) {
    S largest = z(0, j);
    for (Index i = 1; i < z.rows(); ++i)
      if (z(i, j) > largest) largest = z(i, j);
    return largest;
  }

  Matrix<S> probability_;  // classes × examples
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
      const S largest = this->largest_of(z, j);
      S total = 0, chosen = 0;
      for (Index i = 0; i < z.rows(); ++i) {
        const S e = std::exp(z(i, j) - largest);
        this->probability_(i, j) = e;
        total += e;
        if (target(i, j) != 0) chosen += target(i, j) * (z(i, j) - largest);  // 0·(−∞) would be NaN
      }
      this->probability_.col(j) /= total;
      sum += this->weight(j) * (std::log(total) - chosen);
    }
    return this->value_ = sum / static_cast<S>(z.cols());
  }

 private:
  void write_gradient(In z, In target, Out delta) override {
    delta = (this->probability_.leftCols(z.cols()) - target) / static_cast<S>(z.cols());
  }
};

/// −Σ t·log(e^z/Σe^z) and its gradient by the chain rule, step by step: e^z overflows, ∞/∞ is NaN, log 0 is −∞ and 0·∞
/// is NaN, as in the tutorials.
template <Real S>
class NaiveCrossEntropy final : public SoftmaxLoss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;

  NaiveCrossEntropy(Index classes, Index most_examples, double unused)
      : SoftmaxLoss<S>(classes, most_examples, unused),
        exponential_(classes, most_examples),
        log_probability_(classes, most_examples) {
    this->tensors_ = {
        {"exponential", &exponential_}, {"probability", &this->probability_}, {"log_probability", &log_probability_}};
  }

  S value(In z, In target) override {
    S sum = 0;
    for (Index j = 0; j < z.cols(); ++j) {
      S total = 0, of_example = 0;
      for (Index i = 0; i < z.rows(); ++i) total += exponential_(i, j) = std::exp(z(i, j));
      for (Index i = 0; i < z.rows(); ++i) {
        this->probability_(i, j) = exponential_(i, j) / total;
        log_probability_(i, j) = std::log(this->probability_(i, j));
        of_example -= target(i, j) * log_probability_(i, j);
      }
      sum += this->weight(j) * of_example;
    }
    return this->value_ = sum / static_cast<S>(z.cols());
  }

 private:
  void write_gradient(In z, In target, Out delta) override {
    const S b = static_cast<S>(z.cols());
    for (Index j = 0; j < z.cols(); ++j) {
      const auto p = this->probability_.col(j);
      S mean = 0;  // Σ p·∂L/∂p with ∂L/∂p = −t/p
      for (Index i = 0; i < z.rows(); ++i) mean += p[i] * (-target(i, j) * (1 / p[i]));
      for (Index i = 0; i < z.rows(); ++i) delta(i, j) = p[i] * (-target(i, j) * (1 / p[i]) - mean) / b;
    }
  }

  Matrix<S> exponential_;      // classes × examples
  Matrix<S> log_probability_;  // classes × examples
};

/// −Σ t·log c, as Keras's categorical cross-entropy of a softmax layer: c are the probabilities, divided by their sum and
/// clipped to [ε, 1 − ε]. Through the clip the slope is 0 where it is active, as in JAX and PyTorch. With T = Σ t over the
/// classes that are not clipped: ∂L/∂z = T·p − t there, ∂²L/∂z² = T·(diag p − ppᵀ).
template <Real S>
class ClippedCrossEntropy final : public SoftmaxLoss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;

  ClippedCrossEntropy(Index classes, Index most_examples, double unused)
      : SoftmaxLoss<S>(classes, most_examples, unused), clipped_(classes, most_examples) {
    this->tensors_ = {{"probability", &this->probability_}, {"clipped_probability", &clipped_}};
  }

  S value(In z, In target) override {
    S sum = 0;
    for (Index j = 0; j < z.cols(); ++j) {
      auto p = this->probability_.col(j);
      const S largest = this->largest_of(z, j);
      for (Index i = 0; i < z.rows(); ++i) p[i] = std::exp(z(i, j) - largest);
      p /= p.sum();
      const S total = p.sum();
      S of_example = 0;
      for (Index i = 0; i < z.rows(); ++i) {
        const S q = p[i] / total;
        clipped_(i, j) = q < low_ ? low_ : q > high_ ? high_ : q;  // NaN stays
        of_example -= target(i, j) * std::log(clipped_(i, j));
      }
      sum += this->weight(j) * of_example;
    }
    return this->value_ = sum / static_cast<S>(z.cols());
  }

 private:
  void write_gradient(In z, In target, Out delta) override {
    const S b = static_cast<S>(z.cols());
    for (Index j = 0; j < z.cols(); ++j) {
      const S T = free_target(target, j);
      for (Index i = 0; i < z.rows(); ++i)
        delta(i, j) = (T * this->probability_(i, j) - (is_clipped(i, j) ? S(0) : target(i, j))) / b;
    }
  }

  void write_hessian_product(In z, In target, In u, Out Hu) override {
    SoftmaxLoss<S>::write_hessian_product(z, target, u, Hu);
    for (Index j = 0; j < z.cols(); ++j) Hu.col(j) *= free_target(target, j);
  }

  bool is_clipped(Index i, Index j) const { return clipped_(i, j) == low_ || clipped_(i, j) == high_; }
  S free_target(In target, Index j) const {
    S sum = 0;
    for (Index i = 0; i < target.rows(); ++i)
      if (!is_clipped(i, j)) sum += target(i, j);
    return sum;
  }

  static constexpr S low_ = static_cast<S>(1e-7), high_ = static_cast<S>(1 - 1e-7);
  Matrix<S> clipped_;  // classes × examples
};

}  // namespace lrscope
