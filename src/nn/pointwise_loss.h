// Losses that are a sum over elements of a function of the residual. Private to this folder.
#pragma once

#include <cmath>

#include "nn/activation.h"  // Jet
#include "nn/loss.h"

namespace lrscope {

struct Square {  // r²
  template <Real S>
  static Jet<S> at(S r, S) {
    return {r * r, 2 * r, 2};
  }
};

struct HalfSquare {  // ½r²
  template <Real S>
  static Jet<S> at(S r, S) {
    return {r * r / 2, r, 1};
  }
};

struct Absolute {  // |r|, slope 0 at 0
  template <Real S>
  static Jet<S> at(S r, S) {
    return {std::abs(r), r > 0 ? S(1) : (r < 0 ? S(-1) : r), 0};
  }
};

struct Huber {  // ½r² up to |r| = d, then d(|r| − ½d)
  template <Real S>
  static Jet<S> at(S r, S d) {
    const S magnitude = std::abs(r);
    if (magnitude > d) return {d * (magnitude - d / 2), r > 0 ? d : -d, 0};
    return {r * r / 2, r, 1};
  }
};

/// What the sum over the batch is divided by.
enum class Normaliser { none, examples, elements };

template <Real S, class F, Normaliser normaliser>
class PointwiseLoss final : public Loss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;

  PointwiseLoss(Index outputs, Index most_examples, double parameter)
      : residual_(outputs, most_examples), parameter_(static_cast<S>(parameter)) {}

  S value(In z, In target) override {
    auto residual = residual_.leftCols(z.cols());
    residual = z - target;
    const S* r = residual.data();
    const Index size = residual.size();
    // Eight interleaved partial sums: a fixed order that vectorises.
    constexpr Index lanes = 8;
    S partial[lanes] = {};
    const Index whole = size / lanes * lanes;
    for (Index i = 0; i < whole; i += lanes)
      for (Index j = 0; j < lanes; ++j) partial[j] += F::at(r[i + j], parameter_).value;
    for (Index i = whole; i < size; ++i) partial[i - whole] += F::at(r[i], parameter_).value;
    S sum = 0;
    for (const S part : partial) sum += part;
    value_ = sum / divisor(z.cols());
    return value_;
  }

  void gradient(In z, In, Out delta) override {
    const S divide = divisor(z.cols());
    for (Index j = 0; j < z.cols(); ++j)
      for (Index i = 0; i < z.rows(); ++i) delta(i, j) = F::at(residual_(i, j), parameter_).slope / divide;
  }

  void hessian_product(In z, In, In u, Out Hu) override {
    const S divide = divisor(z.cols());
    for (Index j = 0; j < z.cols(); ++j)
      for (Index i = 0; i < z.rows(); ++i) Hu(i, j) = F::at(residual_(i, j), parameter_).curvature / divide * u(i, j);
  }

  void visit_tensors(const TensorVisitor<S>& visit, Index b, const int* examples) const override {
    visit({Stage::loss, 0, "residual", residual_.data(), residual_.rows(), b, false, examples});
    visit({Stage::loss, 0, "loss", &value_, 1, 1, false, nullptr});
  }

 private:
  S divisor(Index examples) const {
    switch (normaliser) {
      case Normaliser::none:
        return 1;
      case Normaliser::examples:
        return static_cast<S>(examples);
      case Normaliser::elements:
        return static_cast<S>(examples * residual_.rows());
    }
    return 1;
  }

  Matrix<S> residual_;  // outputs × examples
  S parameter_;
  S value_ = 0;
};

}  // namespace lrscope
