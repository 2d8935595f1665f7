// RMSprop (Tieleman & Hinton 2012), with momentum and centered (Graves 2013), as torch.optim.RMSprop; v_0 = A:
//   v ← β₂v + (1−β₂)g²,  u = g / (√v + ε),  b ← βb + u,  Δ = −ηb;  centered: v − ḡ² for v, ḡ ← β₂ḡ + (1−β₂)g
// Adagrad (Duchi, Hazan, Singer 2011), as torch.optim.Adagrad; G_0 = A:  G ← G + g²,  Δ = −ηg / (√G + ε).
// With ε inside the root, √(v + ε), as in Keras and TensorFlow 1.
//
// With v held, momentum makes it heavy-ball on P⁻¹H, P the denominator: unstable above 2(1+β).
#pragma once

#include "lrscope/update_rule.h"

namespace lrscope {

/// `forgets`: v is a moving average, else a sum.
template <Real S, bool forgets>
class RootOfSquares final : public UpdateRule<S> {
 public:
  using typename UpdateRule<S>::In;
  using typename UpdateRule<S>::Out;
  RootOfSquares(Index dimension, const Hyperparameters& h)
      : UpdateRule<S>(h),
        beta_(forgets ? h.momentum : 0),
        is_inside_(h.epsilon_form == EpsilonForm::inside || (h.epsilon_form == EpsilonForm::legacy && beta_ > 0)),
        v_(Vector<S>::Constant(dimension, static_cast<S>(h.initial_accumulator))) {
    if (beta_ > 0) velocity_ = Vector<S>::Zero(dimension);
    if (forgets && h.centered) mean_ = Vector<S>::Zero(dimension);
  }

  std::vector<typename UpdateRule<S>::State> state() override {
    std::vector<typename UpdateRule<S>::State> list = {{forgets ? "second_moment" : "sum_of_squares", &v_}};
    if (mean_.size() > 0) list.push_back({"mean_gradient", &mean_});
    if (velocity_.size() > 0) list.push_back({"velocity", &velocity_});
    return list;
  }

  StabilityThreshold stability_threshold() const override {
    return beta_ > 0 ? StabilityThreshold{2 * (1 + beta_), "2(1+β)"} : StabilityThreshold{2, "2"};
  }
  double error_growth(double x) const override { return largest_root(1 + beta_ - x, beta_); }
  double memory() const override { return 1 / (1 - beta_); }

  std::string_view preconditioner_formula() const override {
    if (!forgets) return is_inside_ ? "√(G + ε)" : "√G + ε";
    if (mean_.size() > 0) return is_inside_ ? "√(v − ḡ² + ε)" : "√(v − ḡ²) + ε";
    return is_inside_ ? "√(v + ε)" : "√v + ε";
  }
  void preconditioner(Vector<double>& P) const override {
    for (Index i = 0; i < v_.size(); ++i) {
      const double mean = mean_.size() > 0 ? static_cast<double>(mean_[i]) : 0;
      P[i] = denominator(static_cast<double>(v_[i]) - mean * mean, this->h_.epsilon);
    }
  }

  // Plain loops with std::sqrt: Eigen 3.4's vectorised sqrt makes NaN of an overflowed moment, by position.
  void write_update(Index from, In, In g, double eta, Out delta) override {
    const S beta = static_cast<S>(this->h_.beta2), rest = static_cast<S>(1 - this->h_.beta2);
    const S minus_eta = static_cast<S>(-eta), epsilon = static_cast<S>(this->h_.epsilon);
    S* const v = v_.data() + from;
    const auto remember = [=](Index i, S slope) {
      if constexpr (forgets)
        v[i] = beta * v[i] + rest * (slope * slope);
      else
        v[i] += slope * slope;
    };
    if (mean_.size() > 0 || beta_ > 0) {
      for (Index i = 0; i < g.size(); ++i) remember(i, g[i]);
      write_with_memory(from, g, minus_eta, epsilon, delta);
    } else if (is_inside_) {
      for (Index i = 0; i < g.size(); ++i) {
        remember(i, g[i]);
        delta[i] = minus_eta * g[i] / std::sqrt(v[i] + epsilon);
      }
    } else {
      for (Index i = 0; i < g.size(); ++i) {
        remember(i, g[i]);
        delta[i] = minus_eta * g[i] / (std::sqrt(v[i]) + epsilon);
      }
    }
  }

 private:
  template <class T>
  T denominator(T v, T epsilon) const {
    return is_inside_ ? std::sqrt(v + epsilon) : std::sqrt(v) + epsilon;
  }

  void write_with_memory(Index from, In g, S minus_eta, S epsilon, Out delta) {
    const S beta2 = static_cast<S>(this->h_.beta2), rest = static_cast<S>(1 - this->h_.beta2);
    const S kept = static_cast<S>(beta_ * this->rate_ratio_);
    for (Index i = 0; i < g.size(); ++i) {
      S v = v_[from + i];
      if (mean_.size() > 0) {
        S& mean = mean_[from + i];
        mean = beta2 * mean + rest * g[i];
        v -= mean * mean;
      }
      S step = g[i] / denominator(v, epsilon);
      if (velocity_.size() > 0) step = velocity_[from + i] = kept * velocity_[from + i] + step;
      delta[i] = minus_eta * step;
    }
  }

  double beta_;  // 0: no velocity
  bool is_inside_;
  Vector<S> v_;
  Vector<S> mean_;      // ḡ; empty unless centered
  Vector<S> velocity_;  // b; empty without momentum
};

template <Real S>
using Rmsprop = RootOfSquares<S, true>;
template <Real S>
using Adagrad = RootOfSquares<S, false>;

}  // namespace lrscope
