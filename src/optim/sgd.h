// Gradient descent, Δ = −ηg, and momentum with velocity v, v_0 = 0, no dampening, as torch.optim.SGD:
//   heavy-ball (Polyak 1964)   v ← βv + g,  Δ = −ηv
//   nesterov (Nesterov 1983, in the form of Sutskever et al. 2013)   v ← βv + g,  Δ = −η(g + βv)
//
// On ½λx² a step multiplies (x, v) by a matrix; its eigenvalues leave the unit circle through −1 where
//   heavy-ball  ηλ = 2(1+β)          nesterov  ηλ = 2(1+β)/(1+2β)
#pragma once

#include "lrscope/update_rule.h"

namespace lrscope {

template <Real S>
class Sgd final : public UpdateRule<S> {
 public:
  using typename UpdateRule<S>::In;
  using typename UpdateRule<S>::Out;
  Sgd(Index, const Hyperparameters& h) : UpdateRule<S>(h) {}

  bool is_gradient_descent() const override { return true; }
  void write_update(Index, In, In g, double eta, Out delta) override { delta = static_cast<S>(-eta) * g; }
};

template <Real S, bool looks_ahead>
class Momentum final : public UpdateRule<S> {
 public:
  using typename UpdateRule<S>::In;
  using typename UpdateRule<S>::Out;
  Momentum(Index dimension, const Hyperparameters& h) : UpdateRule<S>(h), v_(Vector<S>::Zero(dimension)) {}

  std::vector<typename UpdateRule<S>::State> state() override { return {{"velocity", &v_}}; }

  StabilityThreshold stability_threshold() const override {
    const double beta = this->h_.momentum;
    if (looks_ahead) return {2 * (1 + beta) / (1 + 2 * beta), "2(1+β)/(1+2β)"};
    return {2 * (1 + beta), "2(1+β)"};
  }
  // e_{t+1} = (1+β−x)e_t − βe_{t−1}; looking ahead, (1+β)(1−x)e_t − β(1−x)e_{t−1}.
  double error_growth(double x) const override {
    const double beta = this->h_.momentum;
    return looks_ahead ? largest_root((1 + beta) * (1 - x), beta * (1 - x)) : largest_root(1 + beta - x, beta);
  }
  double memory() const override { return 1 / (1 - this->h_.momentum); }

  void write_update(Index from, In, In g, double eta, Out delta) override {
    const S beta = static_cast<S>(this->h_.momentum), minus_eta = static_cast<S>(-eta);
    auto v = v_.segment(from, g.size());
    v = beta * v + g;
    if constexpr (looks_ahead)
      delta = minus_eta * (g + beta * v);
    else
      delta = minus_eta * v;
  }

 private:
  Vector<S> v_;
};

template <Real S>
using HeavyBall = Momentum<S, false>;
template <Real S>
using Nesterov = Momentum<S, true>;

}  // namespace lrscope
