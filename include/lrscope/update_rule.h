// The equation of an optimizer, and the theory of its stability. The update Δ is *written*, not applied: one record
// holds loss, gradient, update and curvature at the same point. To add one: a header beside sgd.h, a row in
// optimizers.cpp, and its test.
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "lrscope/matrix.h"
#include "lrscope/run_spec.h"

namespace lrscope {

/// The numbers in an optimizer's equation, its own defaults filled in.
struct Hyperparameters {
  double momentum = 0;
  double beta1 = 0;
  double beta2 = 0;
  double epsilon = 0;
  EpsilonForm epsilon_form = EpsilonForm::outside;
  double initial_accumulator = 0;
  bool centered = false;
  double momentum_decay = 0;
  MuonScale muon_scale = MuonScale::aspect;
};

/// The norm in which an optimizer's steps have one length whatever the gradient: its sharpness max{dᵀHd : ‖d‖ = 1} takes the
/// place of λmax, and ‖∇L‖_*, the dual norm, that of 1 (Xiao et al., steepest descent at the edge of stability, 2025).
enum class StepNorm { none, largest_element, spectral };

/// Part of θ, a matrix of rows × cols, row-major; a step of it has the length η·factor in its norm.
struct NormBlock {
  Index offset;
  Index rows;
  Index cols;
  double factor = 1;
};

/// Near a minimum with Hessian H, steps Δ = −η P⁻¹·(momentum of g) diverge if η·λmax(P⁻¹H) lies above this threshold, P
/// and η taken as constant. Where parameters are scaled, see Optimizer::step_sizes().
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

/// One vector of an optimizer's memory (momentum, second moment, …), laid out like θ.
template <Real Scalar>
struct OptimizerState {
  std::string_view name;
  Vector<Scalar>* values;
};

/// Every subclass keeps to this:
/// * Δ is linear in η, the memory independent of it. Where layers have learning rates of their own, Δ is written at
///   η = 1, then each layer's part of it is multiplied by its rate.
/// * Element i of Δ depends on element i of θ, g and the memory only, so that Δ can be written in pieces, unless
///   needs_whole_gradient().
/// * A NaN in g makes the same element of Δ NaN; so does ±inf, or makes it ±inf, unless has_bounded_steps().
/// * A step allocates nothing.
template <Real Scalar>
class UpdateRule {
 public:
  using In = const Eigen::Ref<const Vector<Scalar>>&;
  using Out = Eigen::Ref<Vector<Scalar>>;
  using State = OptimizerState<Scalar>;

  explicit UpdateRule(const Hyperparameters& h) : h_(h) {}
  virtual ~UpdateRule() = default;

  /// The clock: t is one per step, not one per tensor. `rate_ratio`: η of the step before over η of this one where velocities
  /// sum up steps, else 1.
  void begin_step(double rate_ratio = 1) {
    ++t_;
    rate_ratio_ = rate_ratio;
  }

  /// Δ of the elements from `from` on, as many as g has; the memory's elements are the same. g is the gradient after
  /// clipping and coupled weight decay. Requires: begin_step() was called, each element is written once in a step.
  virtual void write_update(Index from, In theta, In g, double eta, Out delta) = 0;

  /// The memory, in the order in which an update computes it.
  virtual std::vector<State> state() { return {}; }

  /// True if Δ = −ηg.
  virtual bool is_gradient_descent() const { return false; }
  /// True if Δ has to be written in one piece.
  virtual bool needs_whole_gradient() const { return false; }
  /// True if the length of Δ/η has a bound, whatever the gradient: nothing overflows then, and in place of a divergence there
  /// is a floor under the loss that rises with η.
  virtual bool has_bounded_steps() const { return false; }
  /// See StepNorm. `none`: λmax(P⁻¹H) is what counts.
  virtual StepNorm step_norm() const { return StepNorm::none; }
  /// All of θ, for step_norm(); none where blocks move by another rule.
  virtual std::vector<NormBlock> norm_blocks() const { return {}; }
  /// Why no threshold is known; empty where stability_threshold() is one.
  virtual std::string_view no_threshold() const { return ""; }

  /// The threshold on η·λmax(P⁻¹H), with its source in the optimizer's header.
  virtual StabilityThreshold stability_threshold() const { return {2, "2"}; }

  /// The factor per step, in the long run, of an error along an eigenvector of P⁻¹H with eigenvalue λ, x = ηλ, P and η
  /// taken as constant: the larger root of the recurrence in the optimizer's header. Above 1 from the threshold on.
  virtual double error_growth(double x) const { return std::abs(1 - x); }

  /// The threshold where the curvature scatters from step to step, as that of minibatches does: its variance is `scatter`
  /// times the square of its mean, the steps independent. Beyond it the mean square of an error grows.
  virtual double threshold_under(double scatter) const { return stability_threshold().value / (1 + scatter); }

  /// Steps of the past that a step remembers, 1/(1−β); 1 without momentum.
  virtual double memory() const { return 1; }

  /// The formula of P, "" where it is the identity. Of ω where ω is trained.
  virtual std::string_view preconditioner_formula() const { return ""; }

  /// P ← the diagonal of the last update's preconditioner, n elements. Requires: there is an update, and a formula.
  virtual void preconditioner(Vector<double>& P) const { P.setOnes(); }

 protected:
  Hyperparameters h_;
  std::int64_t t_ = 0;  // steps begun, the current one included
  double rate_ratio_ = 1;
};

}  // namespace lrscope
