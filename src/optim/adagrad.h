// Adagrad (Duchi, Hazan, Singer 2011), as torch.optim.Adagrad:  G ← G + g²,  Δ = −η g / (√G + ε).
#pragma once

#include "lrscope/update_rule.h"

namespace lrscope {

template <Real S>
class Adagrad final : public UpdateRule<S> {
 public:
  using typename UpdateRule<S>::In;
  using typename UpdateRule<S>::Out;
  Adagrad(Index dimension, const Hyperparameters& h) : UpdateRule<S>(h), G_(Vector<S>::Zero(dimension)) {}

  std::vector<typename UpdateRule<S>::State> state() override { return {{"sum_of_squares", &G_}}; }

  std::string_view preconditioner_formula() const override { return "√G + ε"; }
  void preconditioner(Vector<double>& P) const override {
    for (Index i = 0; i < G_.size(); ++i) P[i] = std::sqrt(static_cast<double>(G_[i])) + this->h_.epsilon;
  }

  // Plain loops with std::sqrt: Eigen 3.4's vectorised sqrt makes NaN of an overflowed moment, by position.
  void write_update(Index from, In, In g, double eta, Out delta) override {
    const S minus_eta = static_cast<S>(-eta), epsilon = static_cast<S>(this->h_.epsilon);
    S* const G = G_.data() + from;
    for (Index i = 0; i < g.size(); ++i) {
      G[i] += g[i] * g[i];
      delta[i] = minus_eta * g[i] / (std::sqrt(G[i]) + epsilon);
    }
  }

 private:
  Vector<S> G_;
};

}  // namespace lrscope
