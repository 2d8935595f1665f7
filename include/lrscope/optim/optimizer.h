// Optimizers: from a gradient to an update Δ that is *written*, not applied, so that one record can hold
// loss, gradient, update and curvature at the same point.
//
// To add one: a header beside sgd.h with its equation, a row in optimizers.cpp, and its test.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "lrscope/core/reductions.h"
#include "lrscope/core/matrix.h"
#include "lrscope/optim/parameter_scale.h"
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
/// above this threshold, P and η taken as constant. Where parameters are scaled, see step_sizes().
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
      : h_(h),
        clip_norm_(spec.clip_norm),
        clip_value_(spec.clip_value),
        effective_(dimension),
        piece_(std::min<Index>(std::max<Index>(dimension, 1), 2048)) {}
  virtual ~Optimizer() = default;

  /// Δ ← the update of this step. Advances the clock: t is one per step, not one per tensor. Allocates
  /// nothing. First the gradient is clipped (by norm, then by value), then coupled weight decay adds λθ to
  /// it, as in PyTorch. Layers with a rate of their own take `share` of it: what the schedule has left of η.
  void update(const Vector<Scalar>& theta, const Vector<Scalar>& g, double eta, Vector<Scalar>& delta,
              double share = 1) {
    begin_update();
    if (has_scales()) return write_scaled_update(theta, g, {eta, share}, delta);
    write_update(0, theta, effective_gradient(theta, g), eta, delta);
  }

  /// θ′ ← θ + Δ, piece by piece, so that Δ never goes to memory; true if no element of θ′ is NaN or ±inf. Where
  /// one is, its piece of Δ is left in `delta`, which is workspace otherwise.
  bool advance(const Vector<Scalar>& theta, const Vector<Scalar>& g, double eta, double share,
               Vector<Scalar>& next, Vector<Scalar>& delta) {
    begin_update();
    if (has_scales()) {
      write_scaled_update(theta, g, {eta, share}, delta);
      next = theta + delta;
      return all_finite(next);
    }
    const Vector<Scalar>& direction = effective_gradient(theta, g);
    bool is_finite = true;
    for (Index i = 0; i < theta.size(); i += piece_.size()) {
      const Index size = std::min(piece_.size(), theta.size() - i);
      auto part = piece_.head(size);
      write_update(i, theta.segment(i, size), direction.segment(i, size), eta, part);
      next.segment(i, size) = theta.segment(i, size) + part;
      if (all_finite(next.segment(i, size))) continue;
      is_finite = false;
      delta.segment(i, size) = part;
    }
    return is_finite;
  }

  /// From now on parameters move as `scales` say. Everything that an optimizer does, clipping, weight decay
  /// and ε included, is then done to ω. Requires: `scales` cover θ, or are none; no update was made.
  void set_scales(std::vector<ParameterScale> scales) {
    scales_ = std::move(scales);
    if (trains_omega()) omega_.resize(effective_.size());
  }

  bool has_scales() const { return !scales_.empty(); }
  bool trains_omega() const {
    return std::ranges::any_of(scales_, [](const auto& scale) { return scale.sigma != 1; });
  }
  /// True if some, or if all parameters move with a learning rate that is not η.
  bool has_own_rates() const {
    return std::ranges::any_of(scales_, [](const auto& scale) { return scale.rate.has_value(); });
  }
  bool has_own_rates_only() const {
    return has_scales() && std::ranges::all_of(scales_, [](const auto& scale) { return !!scale.rate; });
  }

  /// True if Δ is always a multiple of g, so that curvature along one is curvature along the other.
  bool moves_along_gradient() const {
    return is_gradient_descent() && !clip_value_ && h_.weight_decay == 0 && !has_scales();
  }

  /// The threshold on η·λmax(P⁻¹H), with its source in the optimizer's header.
  virtual StabilityThreshold stability_threshold() const { return {2, "2"}; }

  /// The factor per step, in the long run, of an error along an eigenvector of P⁻¹H with eigenvalue λ, where
  /// x = ηλ, P and η taken as constant. Above 1 from the threshold on. |1 − x| without momentum, else the
  /// larger root of the recurrence, with its source in the optimizer's header.
  virtual double error_growth(double x) const { return std::abs(1 - x); }

  /// How P is made, "" where it is the identity. Of ω where that is what is trained.
  virtual std::string_view preconditioner_formula() const { return ""; }

  /// P ← the diagonal of the preconditioner as the last update used it, n elements, in double.
  /// Requires: an update was made, preconditioner_formula() is not empty.
  virtual void preconditioner(Vector<double>& P) const { P.setOnes(); }

  /// M and D, diagonal, n elements, at the learning rate η: the threshold is one on λmax(M^½HM^½ + D). With
  /// the rates ηₗ of the layers M is ηₗσ²/P, and D is what weight decay adds, ηₗλ/P; decoupled decay stands
  /// in it where layers have rates of their own, half the threshold times ηₗλ. Requires: has_scales(); P as
  /// the last update used it, or ones.
  void step_sizes(double eta, double share, const Vector<double>& P, Vector<double>& M,
                  Vector<double>& D) const {
    const double shift = has_own_rates() ? decoupled_decay() * stability_threshold().value / 2 : 0;
    for (const ParameterScale& scale : scales_) {
      const double rate = rate_of(scale, {eta, share});
      const auto p = P.segment(scale.begin, scale.size).array();
      M.segment(scale.begin, scale.size).array() = rate * scale.sigma * scale.sigma / p;
      D.segment(scale.begin, scale.size).array() = rate * (coupled_decay() / p + shift);
    }
  }

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
  using In = const Eigen::Ref<const Vector<Scalar>>&;
  using Out = Eigen::Ref<Vector<Scalar>>;

  /// Δ of the elements from `from` on, as many as g has; the memory's elements are the same.
  virtual void write_update(Index from, In theta, In g, double eta, Out delta) = 0;
  virtual bool is_gradient_descent() const { return false; }
  virtual bool decouples_weight_decay() const { return false; }

  Hyperparameters h_;
  std::int64_t t_ = 0;  // steps begun, the current one included

 private:
  /// η as of this step, and what the schedule has left of the rates of layers.
  struct Rates {
    double eta;
    double share;
  };

  static double rate_of(const ParameterScale& scale, const Rates& rates) {
    return scale.rate ? *scale.rate * rates.share : rates.eta;
  }

  bool decays() const { return coupled_decay() != 0; }

  void begin_update() {
    ++t_;
    clipped_ = false;
  }

  const Vector<Scalar>& effective_gradient(const Vector<Scalar>& theta, const Vector<Scalar>& g) {
    if (!clip_norm_ && !clip_value_ && !decays()) return g;
    effective_ = g;
    clip_and_decay(theta);
    return effective_;
  }

  // Δ is linear in η: it is written at η = 1, then each layer is multiplied by its rate.
  void write_scaled_update(const Vector<Scalar>& theta, const Vector<Scalar>& g, const Rates& rates,
                           Vector<Scalar>& delta) {
    effective_ = g;
    const bool is_theta = omega_.size() == 0;
    if (!is_theta) change_variables(theta);
    const Vector<Scalar>& trained = is_theta ? theta : omega_;
    clip_and_decay(trained);
    write_update(0, trained, effective_, 1, delta);
    for (const ParameterScale& scale : scales_)
      delta.segment(scale.begin, scale.size) *= static_cast<Scalar>(rate_of(scale, rates) * scale.sigma);
  }

  // ω = θ/σ, ∂L/∂ω = σ·∂L/∂θ
  void change_variables(const Vector<Scalar>& theta) {
    for (const ParameterScale& scale : scales_) {
      const auto sigma = static_cast<Scalar>(scale.sigma);
      omega_.segment(scale.begin, scale.size) = theta.segment(scale.begin, scale.size) / sigma;
      effective_.segment(scale.begin, scale.size) *= sigma;
    }
  }

  void clip_and_decay(const Vector<Scalar>& trained) {
    if (all_finite(effective_)) clip();  // clipping never repairs a non-finite gradient
    if (decays()) effective_ += static_cast<Scalar>(h_.weight_decay) * trained;
  }

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
  Vector<Scalar> piece_;      // of Δ
  std::vector<ParameterScale> scales_;
  Vector<Scalar> omega_;  // ω; empty where that is θ
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

/// See Optimizer::set_scales for `scales`. Throws: UsageError for an unknown name.
template <Real Scalar>
std::unique_ptr<Optimizer<Scalar>> make_optimizer(const OptimizerSpec& spec, Index dimension,
                                                  std::vector<ParameterScale> scales = {});

}  // namespace lrscope
