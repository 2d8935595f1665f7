// Adam (Kingma & Ba 2015), as torch.optim.Adam:
//   m ← β₁m + (1−β₁)g,  v ← β₂v + (1−β₂)g²,  Δ = −η/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε)
// ε inside the root: √(v/(1−β₂ᵗ) + ε); hat: Δ = −η√(1−β₂ᵗ)/(1−β₁ᵗ) · m / (√v + ε), as Keras and TensorFlow.
// AdamW (Loshchilov & Hutter 2019) is the same with decoupled decay.
//
// That is Δ = −ηP⁻¹m with P = (1−β₁ᵗ)(√v̂ + ε), v̂ = v/(1−β₂ᵗ). With P held, steps are unstable above
// η·λmax(P⁻¹H) = 2(1+β₁)/(1−β₁) (Cohen et al., Adaptive gradient methods at the edge of stability, 2022).
#pragma once

#include "lrscope/update_rule.h"

namespace lrscope {

template <Real S>
class Adam final : public UpdateRule<S> {
 public:
  using typename UpdateRule<S>::In;
  using typename UpdateRule<S>::Out;
  Adam(Index dimension, const Hyperparameters& h)
      : UpdateRule<S>(h), m_(Vector<S>::Zero(dimension)), v_(Vector<S>::Zero(dimension)) {}

  std::vector<typename UpdateRule<S>::State> state() override {
    return {{"first_moment", &m_}, {"second_moment", &v_}};
  }

  StabilityThreshold stability_threshold() const override {
    return {2 * (1 + this->h_.beta1) / (1 - this->h_.beta1), "2(1+β₁)/(1−β₁)"};
  }
  std::string_view preconditioner_formula() const override {
    if (this->h_.epsilon_form == EpsilonForm::inside) return "(1−β₁ᵗ)√(v/(1−β₂ᵗ) + ε)";
    if (this->h_.epsilon_form == EpsilonForm::hat) return "(1−β₁ᵗ)(√v + ε)/√(1−β₂ᵗ)";
    return "(1−β₁ᵗ)(√(v/(1−β₂ᵗ)) + ε)";
  }
  void preconditioner(Vector<double>& P) const override {
    const Corrections c = corrections();
    for (Index i = 0; i < v_.size(); ++i) {
      const double root = std::sqrt(static_cast<double>(v_[i]) / c.second + c.inside) + c.outside;
      P[i] = c.first * root;
    }
  }
  // e_{t+1} = (1+β₁−(1−β₁)x)e_t − β₁e_{t−1}: heavy-ball with the rate (1−β₁)η.
  double error_growth(double x) const override {
    const double beta = this->h_.beta1;
    return largest_root(1 + beta - (1 - beta) * x, beta);
  }
  double memory() const override { return 1 / (1 - this->h_.beta1); }

  // Plain loops with std::sqrt: Eigen 3.4's vectorised sqrt makes NaN of an overflowed moment, by position.
  void write_update(Index from, In, In g, double eta, Out delta) override {
    const auto& h = this->h_;
    const Corrections c = corrections();
    const S beta1 = static_cast<S>(h.beta1), rest1 = static_cast<S>(1 - h.beta1);
    const S beta2 = static_cast<S>(h.beta2), rest2 = static_cast<S>(1 - h.beta2);
    const S minus_step = static_cast<S>(-eta / c.first);
    const S correction = static_cast<S>(1 / std::sqrt(c.second)), outside = static_cast<S>(c.outside);
    const S square = static_cast<S>(1 / c.second), inside = static_cast<S>(c.inside);
    S *const m = m_.data() + from, *const v = v_.data() + from;
    const auto remember = [=](Index i, S slope) {
      m[i] = beta1 * m[i] + rest1 * slope;
      v[i] = beta2 * v[i] + rest2 * (slope * slope);
    };
    if (c.inside > 0)
      for (Index i = 0; i < g.size(); ++i) {
        remember(i, g[i]);
        delta[i] = minus_step * m[i] / std::sqrt(v[i] * square + inside);
      }
    else
      for (Index i = 0; i < g.size(); ++i) {
        remember(i, g[i]);
        delta[i] = minus_step * m[i] / (std::sqrt(v[i]) * correction + outside);
      }
  }

 private:
  /// 1−β₁ᵗ and 1−β₂ᵗ, and ε in √(v/second + inside) + outside.
  struct Corrections {
    double first, second, inside, outside;
  };
  Corrections corrections() const {
    const auto& h = this->h_;
    const double t = static_cast<double>(this->t_);
    const double first = 1 - std::pow(h.beta1, t), second = 1 - std::pow(h.beta2, t);
    if (h.epsilon_form == EpsilonForm::inside) return {first, second, h.epsilon, 0};
    return {first, second, 0, h.epsilon_form == EpsilonForm::hat ? h.epsilon / std::sqrt(second) : h.epsilon};
  }

  Vector<S> m_;
  Vector<S> v_;
};

}  // namespace lrscope
