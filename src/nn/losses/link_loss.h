// Negative log-likelihoods of one number each, from its natural parameter z: ∂ℓ/∂z = E − t, ∂²ℓ/∂z² = V, E the mean of the
// distribution and V its variance. Means over all elements. Private to this folder.
#pragma once

#include <cmath>

#include "nn/loss.h"
#include "nn/losses/best_constants.h"

namespace lrscope {

struct Bernoulli {  // max(z, 0) − tz + log(1 + e^−|z|), which cannot overflow; E = 1/(1 + e^−z)
  static constexpr auto tensor = "probability";
  static constexpr auto best_constant = log_odds;
  static auto value(Real auto z, auto t) { return (z <= 0 ? 0 : z) - t * z + std::log1p(std::exp(-std::abs(z))); }
  static auto mean(Real auto z) { return 1 / (1 + std::exp(-z)); }
  static auto variance(Real auto mean) { return mean * (1 - mean); }
};

struct PoissonCount {  // e^z − tz, without log t!; E = e^z
  static constexpr auto tensor = "mean";
  static constexpr auto best_constant = log_mean;
  static auto value(Real auto z, auto t) { return std::exp(z) - t * z; }
  static auto mean(Real auto z) { return std::exp(z); }
  static auto variance(Real auto mean) { return mean; }
};

template <Real S, class F>
class LinkLoss final : public Loss<S> {
 public:
  using typename Loss<S>::In;
  using typename Loss<S>::Out;

  LinkLoss(Index outputs, Index most_examples, double) : mean_(outputs, most_examples) {
    this->tensors_ = {{F::tensor, &mean_}};
  }

  S value(In z, In target) override {
    S sum = 0;
    for (Index j = 0; j < z.cols(); ++j) {
      S of_example = 0;
      for (Index i = 0; i < z.rows(); ++i) {
        mean_(i, j) = F::mean(z(i, j));
        of_example += F::value(z(i, j), target(i, j));
      }
      sum += this->weight(j) * of_example;
    }
    return this->value_ = sum / static_cast<S>(z.size());
  }

 private:
  void write_gradient(In z, In target, Out delta) override {
    delta = (mean_.leftCols(z.cols()) - target) / static_cast<S>(z.size());
  }
  void write_hessian_product(In z, In, In u, Out Hu) override {
    const S divide = static_cast<S>(z.size());
    for (Index j = 0; j < z.cols(); ++j)
      for (Index i = 0; i < z.rows(); ++i) Hu(i, j) = F::variance(mean_(i, j)) / divide * u(i, j);
  }

  Matrix<S> mean_;  // outputs × examples
};

}  // namespace lrscope
