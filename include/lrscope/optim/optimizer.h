// Optimizers: from a gradient to an update Δ that is *written*, not applied, so that one record can hold
// loss, gradient, update and curvature at the same point.
//
// To add one: a header beside sgd.h with its equation, a row in optimizers.cpp, and its test.
#pragma once

#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "lrscope/core/reductions.h"
#include "lrscope/core/types.h"
#include "lrscope/spec/run_spec.h"

namespace lrscope {

/// The numbers in an optimizer's equation, its own defaults filled in.
struct Hyperparameters {
  double momentum;
  double beta1;
  double beta2;
  double epsilon;
  double weight_decay;
};

/// Near a minimum with Hessian H, steps Δ = −η P⁻¹·(momentum of g) move apart from it if η·λmax(P⁻¹H) lies
/// above this threshold, P and η taken as constant.
struct StabilityThreshold {
  double value;
  std::string_view formula;  // "2(1+β)"
};

/// Largest modulus of the roots of z² − bz + c: the growth per step of a recurrence with memory.
inline double largest_root(double b, double c) {
  const double discriminant = b * b / 4 - c;
  if (!(discriminant >= 0)) return std::sqrt(c);  // a conjugate pair, whose product is c
  return std::abs(b) / 2 + std::sqrt(discriminant);
}

template <Real Scalar>
class Optimizer {
 public:
  /// One vector of the optimizer's memory (momentum, second moment, …), laid out like θ.
  struct State {
    std::string_view name;
    Vector<Scalar>* values;
  };

  Optimizer(Index dimension, const Hyperparameters& h, const OptimizerSpec& spec)
      : h_(h), clip_norm_(spec.clip_norm), clip_value_(spec.clip_value), effective_(dimension) {}
  virtual ~Optimizer() = default;

  /// Δ ← the update of this step. Advances the clock: t is one per step, not one per tensor. Allocates
  /// nothing. First the gradient is clipped (by norm, then by value), then coupled weight decay adds λθ to
  /// it, as in PyTorch.
  void update(const Vector<Scalar>& theta, const Vector<Scalar>& g, double eta, Vector<Scalar>& delta) {
    ++t_;
    clipped_ = false;
    const bool decays = h_.weight_decay != 0 && !decouples_weight_decay();
    if (!clip_norm_ && !clip_value_ && !decays) return write_update(theta, g, eta, delta);
    effective_ = g;
    if (all_finite(g)) clip();  // clipping never repairs a non-finite gradient
    if (decays) effective_ += static_cast<Scalar>(h_.weight_decay) * theta;
    write_update(theta, effective_, eta, delta);
  }

  /// True if Δ is always a multiple of g, so that curvature along one is curvature along the other.
  bool moves_along_gradient() const { return is_gradient_descent() && !clip_value_ && h_.weight_decay == 0; }

  /// The threshold on η·λmax(P⁻¹H), with its source in the optimizer's header.
  virtual StabilityThreshold stability_threshold() const { return {2, "2"}; }

  /// The factor per step, in the long run, of an error along an eigenvector of P⁻¹H with eigenvalue λ, where
  /// x = ηλ, P and η taken as constant. Above 1 from the threshold on. |1 − x| without momentum, else the
  /// larger root of the recurrence, with its source in the optimizer's header.
  virtual double error_growth(double x) const { return std::abs(1 - x); }

  /// How P is made, "" where it is the identity.
  virtual std::string_view preconditioner_formula() const { return ""; }

  /// P ← the diagonal of the preconditioner as the last update used it, n elements, in double.
  /// Requires: an update was made, preconditioner_formula() is not empty.
  virtual void preconditioner(Vector<double>& P) const { P.setOnes(); }

  /// Steps of the past that a step remembers, 1/(1−β); 1 without momentum.
  virtual double memory() const { return 1; }

  /// True if clipping changed the gradient of the last update.
  bool clipped() const { return clipped_; }

  /// λ of coupled weight decay: the optimizer sees the Hessian H + λI.
  double coupled_decay() const { return decouples_weight_decay() ? 0 : h_.weight_decay; }

  /// λ of decoupled weight decay: Δ has a further term −ηλθ.
  double decoupled_decay() const { return decouples_weight_decay() ? h_.weight_decay : 0; }

  /// The memory, in the order in which an update computes it.
  virtual std::vector<State> state() { return {}; }

 protected:
  virtual void write_update(const Vector<Scalar>& theta, const Vector<Scalar>& g, double eta,
                            Vector<Scalar>& delta) = 0;
  virtual bool is_gradient_descent() const { return false; }
  virtual bool decouples_weight_decay() const { return false; }

  Hyperparameters h_;
  std::int64_t t_ = 0;  // steps begun, the current one included

 private:
  void clip() {
    if (clip_norm_) {
      const double coefficient = *clip_norm_ / (norm(effective_) + 1e-6);
      if (coefficient < 1) {
        effective_ *= static_cast<Scalar>(coefficient);
        clipped_ = true;
      }
    }
    if (clip_value_) {
      const auto limit = static_cast<Scalar>(*clip_value_);
      clipped_ = clipped_ || !(effective_.array().abs() <= limit).all();
      effective_ = effective_.cwiseMax(-limit).cwiseMin(limit);
    }
  }

  std::optional<double> clip_norm_;
  std::optional<double> clip_value_;
  bool clipped_ = false;
  Vector<Scalar> effective_;  // the gradient after clipping and weight decay
};

struct OptimizerRow {
  std::string_view name;
  std::string_view equation;
  std::string_view memory;  // the knob of its memory of past gradients: momentum, beta1 or none
  double beta2;             // defaults of this optimizer
  double epsilon;
  double weight_decay;
  std::unique_ptr<Optimizer<float>> (*make_float32)(Index, const Hyperparameters&, const OptimizerSpec&);
  std::unique_ptr<Optimizer<double>> (*make_float64)(Index, const Hyperparameters&, const OptimizerSpec&);
};

std::span<const OptimizerRow> optimizers();

/// `spec` with the optimizer's own defaults where it leaves --beta2, --epsilon or --weight-decay open; what
/// the optimizer does not use stays open. Throws: UsageError for an unknown name.
OptimizerSpec with_defaults(OptimizerSpec spec);

/// Throws: UsageError for an unknown name.
template <Real Scalar>
std::unique_ptr<Optimizer<Scalar>> make_optimizer(const OptimizerSpec& spec, Index dimension);

}  // namespace lrscope
