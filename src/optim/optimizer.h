// An optimizer: a gradient pipeline (clipping, weight decay, scales of parameters) in front of an update rule (the
// equation and the theory of its stability). What the loop and the probes ask.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "lrscope/matrix.h"
#include "lrscope/run_spec.h"
#include "lrscope/update_rule.h"
#include "optim/gradient_pipeline.h"

namespace lrscope {

template <Real Scalar>
class Optimizer {
 public:
  using State = OptimizerState<Scalar>;

  /// `weight_decay` is λ, whether the rule decouples it or not.
  Optimizer(Index dimension, std::unique_ptr<UpdateRule<Scalar>> rule, const OptimizerSpec& spec, double weight_decay);

  /// Δ ← the update of this step. Allocates nothing. Layers with a rate of their own take `share` of it: what the
  /// schedule has left of η.
  void update(const Vector<Scalar>& theta, const Vector<Scalar>& g, double eta, Vector<Scalar>& delta,
              double share = 1);

  /// θ′ ← θ + Δ, piece by piece, so that Δ never goes to memory; true if no element of θ′ is NaN or ±inf. Where
  /// one is, its piece of Δ is left in `delta`, which is workspace otherwise.
  bool advance(const Vector<Scalar>& theta, const Vector<Scalar>& g, double eta, double share, Vector<Scalar>& next,
               Vector<Scalar>& delta);

  /// From now on parameters move as `scales` say. Everything that an optimizer does, clipping, weight decay
  /// and ε included, is then done to ω. Requires: `scales` cover θ, or are none; no update was made.
  void set_scales(std::vector<ParameterScale> scales) { pipeline_.set_scales(std::move(scales)); }

  bool has_scales() const { return !pipeline_.scales().empty(); }
  bool trains_omega() const { return pipeline_.trains_omega(); }
  /// True if some, or if all parameters move with a learning rate that is not η.
  bool has_own_rates() const {
    return std::ranges::any_of(pipeline_.scales(), [](const auto& scale) { return scale.rate.has_value(); });
  }
  bool has_own_rates_only() const {
    return has_scales() && std::ranges::all_of(pipeline_.scales(), [](const auto& scale) { return !!scale.rate; });
  }

  /// True if Δ is always a multiple of g, so that curvature along one is curvature along the other.
  bool moves_along_gradient() const {
    return rule_->is_gradient_descent() && !pipeline_.clips_value() && weight_decay_ == 0 && !has_scales();
  }

  /// M and D, diagonal, n elements, at the learning rate η: the threshold is one on λmax(M^½HM^½ + D). With
  /// the rates ηₗ of the layers M is ηₗσ²/P, and D is what weight decay adds, ηₗλ/P; decoupled decay stands
  /// in it where layers have rates of their own, half the threshold times ηₗλ. Requires: has_scales(); P as
  /// the last update used it, or ones.
  void step_sizes(double eta, double share, const Vector<double>& P, Vector<double>& M, Vector<double>& D) const;

  /// True if clipping changed the gradient of the last update.
  bool clipped() const { return pipeline_.clipped(); }
  /// λ of coupled weight decay: the optimizer sees the Hessian H + λI.
  double coupled_decay() const { return rule_->decouples_weight_decay() ? 0 : weight_decay_; }
  /// λ of decoupled weight decay: Δ has a further term −ηλθ.
  double decoupled_decay() const { return rule_->decouples_weight_decay() ? weight_decay_ : 0; }

  // Of the rule, which see.
  StabilityThreshold stability_threshold() const { return rule_->stability_threshold(); }
  double error_growth(double x) const { return rule_->error_growth(x); }
  double memory() const { return rule_->memory(); }
  std::string_view preconditioner_formula() const { return rule_->preconditioner_formula(); }
  void preconditioner(Vector<double>& P) const { rule_->preconditioner(P); }
  std::vector<State> state() { return rule_->state(); }

 private:
  std::unique_ptr<UpdateRule<Scalar>> rule_;
  double weight_decay_;
  GradientPipeline<Scalar> pipeline_;
  Vector<Scalar> piece_;  // of Δ
};

struct OptimizerRow {
  std::string_view name;
  std::string_view equation;
  std::string_view memory = "";  // the knob of its memory of past gradients: momentum, beta1 or none
  double beta2 = 0;              // defaults of this optimizer
  double epsilon = 0;
  double weight_decay = 0;
  bool has_lockstep = false;  // the replicas of nn/kernels/replicas.h can train with it: Δ = −ηg, or
  bool has_velocity = false;  // v ← βv + g, Δ = −ηv, or
  bool looks_ahead = false;   // v ← βv + g, Δ = −η(g + βv)
  std::unique_ptr<UpdateRule<float>> (*make_float32)(Index, const Hyperparameters&) = nullptr;
  std::unique_ptr<UpdateRule<double>> (*make_float64)(Index, const Hyperparameters&) = nullptr;
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
