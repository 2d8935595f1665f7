// Steps of one length, whatever the gradient: sign(0) = 0, sign(NaN) = NaN.
//   signsgd (Bernstein et al. 2018)   Δ = −η sign(g)
//   lion (Chen et al. 2023)           Δ = −η sign(β₁m + (1−β₁)g),  m ← β₂m + (1−β₂)g
//
// They cannot overflow: on ½λx² signsgd ends in a cycle {a, a−η} of mean loss between λη²/8 and λη²/4, a floor that falls
// with the square of η. Its step lowers a quadratic loss iff η·dᵀHd < 2‖g‖₁, d = sign(g): surely below η·S = 2‖g‖₁, S the
// sharpness in the norm max|dᵢ|. With lion's momentum no such threshold is known.
#pragma once

#include "lrscope/update_rule.h"

namespace lrscope {

template <Real S>
S sign_of(S x) {
  return x > 0 ? S(1) : x < 0 ? S(-1) : x;
}

template <Real S>
class SignSgd final : public UpdateRule<S> {
 public:
  using typename UpdateRule<S>::In;
  using typename UpdateRule<S>::Out;
  SignSgd(Index dimension, const Hyperparameters& h) : UpdateRule<S>(h), dimension_(dimension) {}

  bool has_bounded_steps() const override { return true; }
  StepNorm step_norm() const override { return StepNorm::largest_element; }
  std::vector<NormBlock> norm_blocks() const override { return {{0, dimension_, 1}}; }
  void write_update(Index, In, In g, double eta, Out delta) override {
    const S minus_eta = static_cast<S>(-eta);
    for (Index i = 0; i < g.size(); ++i) delta[i] = minus_eta * sign_of(g[i]);
  }

 private:
  Index dimension_;
};

template <Real S>
class Lion final : public UpdateRule<S> {
 public:
  using typename UpdateRule<S>::In;
  using typename UpdateRule<S>::Out;
  Lion(Index dimension, const Hyperparameters& h) : UpdateRule<S>(h), m_(Vector<S>::Zero(dimension)) {}

  std::vector<typename UpdateRule<S>::State> state() override { return {{"first_moment", &m_}}; }
  bool has_bounded_steps() const override { return true; }
  std::string_view no_threshold() const override { return "no threshold of lion is known"; }
  double memory() const override { return 1 / (1 - this->h_.beta2); }
  void write_update(Index from, In, In g, double eta, Out delta) override {
    const S beta1 = static_cast<S>(this->h_.beta1), rest1 = static_cast<S>(1 - this->h_.beta1);
    const S beta2 = static_cast<S>(this->h_.beta2), rest2 = static_cast<S>(1 - this->h_.beta2);
    const S minus_eta = static_cast<S>(-eta);
    S* const m = m_.data() + from;
    for (Index i = 0; i < g.size(); ++i) {
      delta[i] = minus_eta * sign_of(beta1 * m[i] + rest1 * g[i]);
      m[i] = beta2 * m[i] + rest2 * g[i];
    }
  }

 private:
  Vector<S> m_;
};

}  // namespace lrscope
