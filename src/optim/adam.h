// Adam (Kingma & Ba 2015), as torch.optim.Adam:
//   m ← β₁m + (1−β₁)g,  v ← β₂v + (1−β₂)g²,  Δ = −η/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε)
// AdamW (Loshchilov & Hutter 2019), as torch.optim.AdamW: the same with decoupled decay, Δ = −ηλθ − ….
//
// That is Δ = −ηP⁻¹m with P = (1−β₁ᵗ)(√v̂ + ε), v̂ = v/(1−β₂ᵗ). With P held, steps are unstable above
// η·λmax(P⁻¹H) = 2(1+β₁)/(1−β₁) (Cohen et al., Adaptive gradient methods at the edge of stability, 2022).
#pragma once

#include "lrscope/update_rule.h"

namespace lrscope {

template <Real S, bool decoupled>
class AdamFamily final : public UpdateRule<S> {
 public:
  using typename UpdateRule<S>::In;
  using typename UpdateRule<S>::Out;
  AdamFamily(Index dimension, const Hyperparameters& h)
      : UpdateRule<S>(h), m_(Vector<S>::Zero(dimension)), v_(Vector<S>::Zero(dimension)) {}

  std::vector<typename UpdateRule<S>::State> state() override {
    return {{"first_moment", &m_}, {"second_moment", &v_}};
  }

  StabilityThreshold stability_threshold() const override {
    return {2 * (1 + this->h_.beta1) / (1 - this->h_.beta1), "2(1+β₁)/(1−β₁)"};
  }
  std::string_view preconditioner_formula() const override { return "(1−β₁ᵗ)(√(v/(1−β₂ᵗ)) + ε)"; }
  void preconditioner(Vector<double>& P) const override {
    const double t = static_cast<double>(this->t_);
    const double first = 1 - std::pow(this->h_.beta1, t), second = 1 - std::pow(this->h_.beta2, t);
    for (Index i = 0; i < v_.size(); ++i)
      P[i] = first * (std::sqrt(static_cast<double>(v_[i]) / second) + this->h_.epsilon);
  }
  // e_{t+1} = (1+β₁−(1−β₁)x)e_t − β₁e_{t−1}: heavy-ball with the rate (1−β₁)η.
  double error_growth(double x) const override {
    const double beta = this->h_.beta1;
    return largest_root(1 + beta - (1 - beta) * x, beta);
  }
  double memory() const override { return 1 / (1 - this->h_.beta1); }

  bool decouples_weight_decay() const override { return decoupled; }

  // Plain loops with std::sqrt: Eigen 3.4's vectorised sqrt makes NaN of an overflowed moment, by position.
  void write_update(Index from, In theta, In g, double eta, Out delta) override {
    const auto& h = this->h_;
    const double t = static_cast<double>(this->t_);
    const S beta1 = static_cast<S>(h.beta1), rest1 = static_cast<S>(1 - h.beta1);
    const S beta2 = static_cast<S>(h.beta2), rest2 = static_cast<S>(1 - h.beta2);
    const S minus_step = static_cast<S>(-eta / (1 - std::pow(h.beta1, t)));
    const S correction = static_cast<S>(1 / std::sqrt(1 - std::pow(h.beta2, t)));
    const S epsilon = static_cast<S>(h.epsilon);
    const S decay = decoupled ? static_cast<S>(-eta * h.weight_decay) : S(0);
    S *const m = m_.data() + from, *const v = v_.data() + from;
    for (Index i = 0; i < g.size(); ++i) {
      m[i] = beta1 * m[i] + rest1 * g[i];
      v[i] = beta2 * v[i] + rest2 * (g[i] * g[i]);
      delta[i] = minus_step * m[i] / (std::sqrt(v[i]) * correction + epsilon);
      if constexpr (decoupled) delta[i] += decay * theta[i];
    }
  }

 private:
  Vector<S> m_;
  Vector<S> v_;
};

template <Real S>
using Adam = AdamFamily<S, false>;
template <Real S>
using AdamW = AdamFamily<S, true>;

}  // namespace lrscope
