// Losses that are a sum over elements of a function of the residual r = prediction − target. Private to this folder.
#pragma once

#include <cmath>

#include "nn/activation.h"  // Jet
#include "nn/loss.h"
#include "nn/losses/best_constants.h"

namespace lrscope {

struct Square {  // r²
  static constexpr auto replica = ReplicaLoss::square;
  static constexpr auto best_constant = weighted_mean;
  static constexpr auto constant = "the mean";
  static constexpr auto score = "R²";
  static auto at(Real auto r, auto) { return jet(r * r, 2 * r, 2); }
};

struct HalfSquare {  // ½r²
  static constexpr auto replica = ReplicaLoss::half_square;
  static constexpr auto best_constant = weighted_mean;
  static constexpr auto constant = "the mean";
  static constexpr auto score = "R²";
  static auto at(Real auto r, auto) { return jet(r * r / 2, r, 1); }
};

struct Absolute {  // |r|, slope 0 at 0
  static constexpr auto replica = ReplicaLoss::absolute;
  static constexpr auto best_constant = weighted_median;
  static constexpr auto constant = "the median";
  static constexpr auto score = "D²";
  static auto at(Real auto r, auto) { return jet(std::abs(r), r > 0 ? 1 : (r < 0 ? -1 : r), 0); }
};

struct Huber {  // ½r² up to |r| = d, then d(|r| − ½d)
  static constexpr auto replica = ReplicaLoss::huber;
  static constexpr auto best_constant = huber_location;
  static constexpr auto constant = "the best constant";
  static constexpr auto score = "D²";
  static auto at(Real auto r, auto d) {
    const auto magnitude = std::abs(r);
    return magnitude > d ? jet(d * (magnitude - d / 2), r > 0 ? d : -d, 0) : jet(r * r / 2, r, 1);
  }
};

struct Pinball {  // (1 − τ)r above the target, −τr below, slope 0 at it (Koenker & Bassett 1978)
  static constexpr auto replica = ReplicaLoss::none;
  static constexpr auto best_constant = weighted_quantile;
  static constexpr auto constant = "the quantile";
  static constexpr auto score = "D²";
  static auto at(Real auto r, auto tau) {
    return r > 0 ? jet((1 - tau) * r, 1 - tau, 0) : jet(-tau * r, r < 0 ? -tau : r, 0);
  }
};

template <Real S, class F, Normaliser normaliser>
class ResidualLoss final : public Loss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;

  ResidualLoss(Index outputs, Index most_examples, double parameter)
      : residual_(outputs, most_examples), parameter_(static_cast<S>(parameter)) {
    this->tensors_ = {{"residual", &residual_}};
  }

  S value(In z, In target) override {
    auto residual = residual_.leftCols(z.cols());
    residual = z - target;
    const S* r = residual.data();
    if (this->has_weights()) return this->value_ = weighted_sum(residual) / divisor(z.cols());
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
    return this->value_ = sum / divisor(z.cols());
  }

 private:
  void write_gradient(In z, In, Out delta) override {
    const S divide = divisor(z.cols());
    for (Index j = 0; j < z.cols(); ++j)
      for (Index i = 0; i < z.rows(); ++i) delta(i, j) = F::at(residual_(i, j), parameter_).slope / divide;
  }

  void write_hessian_product(In z, In, In u, Out Hu) override {
    const S divide = divisor(z.cols());
    for (Index j = 0; j < z.cols(); ++j)
      for (Index i = 0; i < z.rows(); ++i) Hu(i, j) = F::at(residual_(i, j), parameter_).curvature / divide * u(i, j);
  }

  S weighted_sum(const Eigen::Ref<const Matrix<S>>& residual) const {
    S sum = 0;
    for (Index j = 0; j < residual.cols(); ++j) {
      S of_example = 0;
      for (Index i = 0; i < residual.rows(); ++i) of_example += F::at(residual(i, j), parameter_).value;
      sum += this->weight(j) * of_example;
    }
    return sum;
  }

  S divisor(Index examples) const { return static_cast<S>(divisor_of(normaliser, examples, residual_.rows())); }

  Matrix<S> residual_;  // outputs × examples
  S parameter_;
};

}  // namespace lrscope
