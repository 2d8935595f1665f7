// NAdam (Dozat 2016), as torch.optim.NAdam; Keras has ψ = 1:
//   μ_t = β₁(1 − ½·.96^{tψ}),  m ← β₁m + (1−β₁)g,  v ← β₂v + (1−β₂)g²
//   Δ = −η [(1−μ_t)/(1−Πμ) g + μ_{t+1}/(1−Πμ·μ_{t+1}) m] / (√v̂ + ε),  Πμ = μ_1⋯μ_t,  v̂ = v/(1−β₂ᵗ)
//
// With P = √v̂ + ε and μ held and Πμ at 0, an error e on P⁻¹H with eigenvalue λ, x = ηλ, follows
//   e ← (1 − x(1−μ))e − xμm,  m ← β₁m + (1−β₁)e;  it leaves the unit circle at x = 2(1+β₁)/(1+β₁−2β₁μ).
#pragma once

#include "lrscope/update_rule.h"

namespace lrscope {

template <Real S>
class Nadam final : public UpdateRule<S> {
 public:
  using typename UpdateRule<S>::In;
  using typename UpdateRule<S>::Out;
  Nadam(Index dimension, const Hyperparameters& h)
      : UpdateRule<S>(h), m_(Vector<S>::Zero(dimension)), v_(Vector<S>::Zero(dimension)) {}

  std::vector<typename UpdateRule<S>::State> state() override {
    return {{"first_moment", &m_}, {"second_moment", &v_}};
  }

  StabilityThreshold stability_threshold() const override {
    const double beta = this->h_.beta1;
    return {2 * (1 + beta) / (1 + beta - 2 * beta * mu(now())), "2(1+β₁)/(1+β₁−2β₁μ)"};
  }
  double error_growth(double x) const override {
    const double beta = this->h_.beta1, m = mu(now());
    return largest_root(1 - x * (1 - m) - x * m * (1 - beta) + beta, beta * (1 - x * (1 - m)));
  }
  double memory() const override { return 1 / (1 - this->h_.beta1); }

  std::string_view preconditioner_formula() const override {
    return this->h_.epsilon_form == EpsilonForm::inside ? "√(v/(1−β₂ᵗ) + ε)" : "√(v/(1−β₂ᵗ)) + ε";
  }
  void preconditioner(Vector<double>& P) const override {
    const double second = 1 - std::pow(this->h_.beta2, now());
    for (Index i = 0; i < v_.size(); ++i) P[i] = root(static_cast<double>(v_[i]) / second, this->h_.epsilon);
  }

  // Plain loops with std::sqrt: Eigen 3.4's vectorised sqrt makes NaN of an overflowed moment, by position.
  void write_update(Index from, In, In g, double eta, Out delta) override {
    const auto& h = this->h_;
    if (product_of_ != this->t_) {  // the first piece of a step
      product_ *= mu(now());
      product_of_ = this->t_;
    }
    const double next = mu(now() + 1);
    const S beta1 = static_cast<S>(h.beta1), rest1 = static_cast<S>(1 - h.beta1);
    const S beta2 = static_cast<S>(h.beta2), rest2 = static_cast<S>(1 - h.beta2);
    const S of_gradient = static_cast<S>(-eta * (1 - mu(now())) / (1 - product_));
    const S of_moment = static_cast<S>(-eta * next / (1 - product_ * next));
    const S square = static_cast<S>(1 / (1 - std::pow(h.beta2, now()))), epsilon = static_cast<S>(h.epsilon);
    S *const m = m_.data() + from, *const v = v_.data() + from;
    for (Index i = 0; i < g.size(); ++i) {
      m[i] = beta1 * m[i] + rest1 * g[i];
      v[i] = beta2 * v[i] + rest2 * (g[i] * g[i]);
      delta[i] = (of_gradient * g[i] + of_moment * m[i]) / root(v[i] * square, epsilon);
    }
  }

 private:
  double now() const { return std::max(1.0, static_cast<double>(this->t_)); }
  double mu(double t) const { return this->h_.beta1 * (1 - 0.5 * std::pow(0.96, t * this->h_.momentum_decay)); }
  template <class T>
  T root(T v, T epsilon) const {
    return this->h_.epsilon_form == EpsilonForm::inside ? std::sqrt(v + epsilon) : std::sqrt(v) + epsilon;
  }

  double product_ = 1;           // Πμ
  std::int64_t product_of_ = 0;  // the step up to which
  Vector<S> m_;
  Vector<S> v_;
};

}  // namespace lrscope
