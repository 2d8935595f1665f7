// Gradient descent, Δ = −ηg, and momentum with velocity v, v_0 = 0, no dampening, as torch.optim.SGD:
//   heavy-ball (Polyak 1964)   v ← βv + g,  Δ = −ηv
//   nesterov (Nesterov 1983, in the form of Sutskever et al. 2013)   v ← βv + g,  Δ = −η(g + βv)
// Where velocities sum up steps (Keras, scikit-learn), it is ηv that is kept: v ← β(η_{t−1}/η_t)v + g.
//
// On ½λx² a step multiplies (x, v) by a matrix; its eigenvalues leave the unit circle through −1 where
//   heavy-ball  ηλ = 2(1+β)          nesterov  ηλ = 2(1+β)/(1+2β)
//
// Where λ is drawn anew in each step with mean λ and variance sλ², the noise ηe(λ_t − λ) drives that recurrence. Its mean
// square stays bounded if η²λ²s times the response to unit noise is below 1: for gradient descent ηλ < 2/(1+s), for
// heavy-ball, whose memory adds up the noise of 1/(1−β) steps, ηλ < 2(1+β)/(1 + s(1+β)/(1−β)).
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

  double threshold_under(double scatter) const override {
    const double beta = this->h_.momentum, whole = stability_threshold().value;
    if (!looks_ahead) return whole / (1 + scatter * (1 + beta) / (1 - beta));
    double low = 0, high = whole;
    for (int halving = 0; halving < 40; ++halving) {
      const double x = (low + high) / 2;
      (scatter * x * x * looking_ahead_response(x) < 1 ? low : high) = x;
    }
    return low;
  }

  void write_update(Index from, In, In g, double eta, Out delta) override {
    const S beta = static_cast<S>(this->h_.momentum), minus_eta = static_cast<S>(-eta);
    const S kept = static_cast<S>(this->h_.momentum * this->rate_ratio_);
    auto v = v_.segment(from, g.size());
    v = kept * v + g;
    if constexpr (looks_ahead)
      delta = minus_eta * (g + beta * v);
    else
      delta = minus_eta * v;
  }

 private:
  /// E[y²], y = (1+β)e_t − βe_{t−1}, of e_{t+1} = (1−x)y + noise of variance 1: infinite beyond the threshold.
  double looking_ahead_response(double x) const {
    const double beta = this->h_.momentum, b = (1 + beta) * (1 - x), c = beta * (1 - x);
    const double room = (1 - c) * ((1 + c) * (1 + c) - b * b);
    if (!(room > 0)) return HUGE_VAL;
    const double correlation = b / (1 + c);  // of e_t and e_{t−1}
    return (1 + c) / room * ((1 + beta) * (1 + beta) + beta * beta - 2 * beta * (1 + beta) * correlation);
  }

  Vector<S> v_;
};

template <Real S>
using HeavyBall = Momentum<S, false>;
template <Real S>
using Nesterov = Momentum<S, true>;

}  // namespace lrscope
