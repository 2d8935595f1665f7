// RMSprop (Tieleman & Hinton 2012), as torch.optim.RMSprop:       v ← β₂v + (1−β₂)g²,  Δ = −η g / (√v + ε).
// Adagrad (Duchi, Hazan, Singer 2011), as torch.optim.Adagrad:  G ← G + g²,  Δ = −η g / (√G + ε).
#pragma once

#include "lrscope/update_rule.h"

namespace lrscope {

/// `forgets`: v is a moving average, else a sum.
template <Real S, bool forgets>
class RootOfSquares final : public UpdateRule<S> {
 public:
  using typename UpdateRule<S>::In;
  using typename UpdateRule<S>::Out;
  RootOfSquares(Index dimension, const Hyperparameters& h) : UpdateRule<S>(h), v_(Vector<S>::Zero(dimension)) {}

  std::vector<typename UpdateRule<S>::State> state() override {
    return {{forgets ? "second_moment" : "sum_of_squares", &v_}};
  }

  std::string_view preconditioner_formula() const override { return forgets ? "√v + ε" : "√G + ε"; }
  void preconditioner(Vector<double>& P) const override {
    for (Index i = 0; i < v_.size(); ++i) P[i] = std::sqrt(static_cast<double>(v_[i])) + this->h_.epsilon;
  }

  // Plain loops with std::sqrt: Eigen 3.4's vectorised sqrt makes NaN of an overflowed moment, by position.
  void write_update(Index from, In, In g, double eta, Out delta) override {
    const S beta = static_cast<S>(this->h_.beta2), rest = static_cast<S>(1 - this->h_.beta2);
    const S minus_eta = static_cast<S>(-eta), epsilon = static_cast<S>(this->h_.epsilon);
    S* const v = v_.data() + from;
    for (Index i = 0; i < g.size(); ++i) {
      if constexpr (forgets)
        v[i] = beta * v[i] + rest * (g[i] * g[i]);
      else
        v[i] += g[i] * g[i];
      delta[i] = minus_eta * g[i] / (std::sqrt(v[i]) + epsilon);
    }
  }

 private:
  Vector<S> v_;
};

template <Real S>
using Rmsprop = RootOfSquares<S, true>;
template <Real S>
using Adagrad = RootOfSquares<S, false>;

}  // namespace lrscope
