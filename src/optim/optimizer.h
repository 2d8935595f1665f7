// An optimizer: an update rule (the equation and the theory of its stability), and what happens to a gradient before
// the rule sees it, in this order: where parameters are scaled, ω takes the place of θ; the gradient is clipped by
// norm, then by value; coupled weight decay adds λθ, as in PyTorch. Decoupled weight decay adds −ηλθ to the rule's step.
// Where parameters are scaled, each layer's part of the update takes its rate.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "lrscope/matrix.h"
#include "lrscope/run_spec.h"
#include "lrscope/tensor_view.h"
#include "lrscope/update_rule.h"

namespace lrscope {

/// The parameters θ[begin] to θ[begin + size − 1]. The optimizer trains ω in θ = σω: it sees ω and ∂L/∂ω = σ·∂L/∂θ, and
/// θ moves by σΔω. `rate` takes the place of η.
struct ParameterScale {
  Index begin;
  Index size;
  double sigma = 1;
  std::optional<double> rate;
  bool decays = true;  // with --weight-decay

  /// These parameters do not move.
  bool is_frozen() const { return rate == 0.0; }
};

/// η of a step, and the schedule's factor of the rates that layers have of their own.
struct StepRate {
  double eta;
  double share = 1;

  double of(const ParameterScale& scale) const { return scale.rate ? *scale.rate * share : eta; }
};

/// One for each block of `layout`, in its order; none if every σ is 1, no layer has a rate and all decay. `deviations`: σ of
/// the weights, layer by layer; none: 1. Biases have σ = 1.
std::vector<ParameterScale> parameter_scales(const std::vector<ParameterBlock>& layout,
                                             const std::vector<LayerRate>& rates, const std::vector<double>& deviations,
                                             bool decays_weights_only = false);

template <Real Scalar>
class Optimizer {
 public:
  using State = OptimizerState<Scalar>;

  /// Clipping and weight decay as `spec` has them; what it leaves open is none. `layout`: for clipping by variable.
  Optimizer(Index dimension, std::unique_ptr<UpdateRule<Scalar>> rule, const OptimizerSpec& spec,
            const std::vector<ParameterBlock>& layout = {});

  /// B of the steps that follow, by which --weight-decay-over batch divides.
  void set_batch_rows(Index rows) { batch_rows_ = rows; }

  /// Δ ← the update of this step. Allocates nothing. Layers with own rates take the `share` that the schedule has left.
  void update(const Vector<Scalar>& theta, const Vector<Scalar>& g, double eta, Vector<Scalar>& delta,
              double share = 1);

  /// θ′ ← θ + Δ, piece by piece, so that Δ never goes to memory; true if no element of θ′ is NaN or ±inf. If one is,
  /// its piece of Δ is left in `delta`, which is workspace otherwise.
  bool advance(const Vector<Scalar>& theta, const Vector<Scalar>& g, double eta, double share, Vector<Scalar>& next,
               Vector<Scalar>& delta);

  /// From now on parameters move as `scales` say: clipping, weight decay, ε and all else is then done to ω. Requires:
  /// `scales` cover θ, or are none; no update was made.
  void set_scales(std::vector<ParameterScale> scales);

  bool has_scales() const { return !scales_.empty(); }
  bool trains_omega() const { return omega_.size() > 0; }
  /// True if some, or if all parameters move with a learning rate that is not η.
  bool has_own_rates() const {
    return std::ranges::any_of(scales_, [](const auto& scale) { return scale.rate.has_value(); });
  }
  bool has_own_rates_only() const {
    return has_scales() && std::ranges::all_of(scales_, [](const auto& scale) { return scale.rate.has_value(); });
  }

  /// True if Δ is always a multiple of g, so that curvature along one is curvature along the other.
  bool moves_along_gradient() const {
    return rule_->is_gradient_descent() && !clip_value_ && weight_decay_ == 0 && !has_scales();
  }

  /// M and D, diagonal, n elements, at the learning rate η: the threshold is one on λmax(M^½HM^½ + D). With the rates
  /// ηₗ of the layers M is ηₗσ²/P, and D is what weight decay adds where parameters decay: ηₗλ/P if coupled, half the threshold times ηₗλ if
  /// decoupled and layers have rates of their own, or biases do not decay. Requires: has_scales(); P as the last update used it, or ones.
  void step_sizes(double eta, double share, const Vector<double>& P, Vector<double>& M, Vector<double>& D) const;

  /// True if clipping changed the gradient of the last update.
  bool clipped() const { return clipped_; }
  /// λ of coupled weight decay: the optimizer sees the Hessian H + λI.
  double coupled_decay() const { return is_decoupled_ ? 0 : decay(); }
  /// λ of decoupled weight decay: Δ has a further term −ηλθ.
  double decoupled_decay() const { return is_decoupled_ ? decay() : 0; }
  /// True if only some parameters decay.
  bool decays_in_part() const {
    return std::ranges::any_of(scales_, [](const auto& scale) { return !scale.decays; });
  }
  /// True if decoupled decay is part of D in step_sizes(), since parameters differ in it; else it is one number for all.
  bool decays_by_step_size() const { return has_own_rates() || decays_in_part(); }

  // As in UpdateRule.
  StabilityThreshold stability_threshold() const { return rule_->stability_threshold(); }
  double error_growth(double x) const { return rule_->error_growth(x); }
  double threshold_under(double scatter) const { return rule_->threshold_under(scatter); }
  double memory() const { return rule_->memory(); }
  bool has_bounded_steps() const { return rule_->has_bounded_steps(); }
  StepNorm step_norm() const { return rule_->step_norm(); }
  std::string_view no_threshold() const { return rule_->no_threshold(); }
  /// The blocks of θ with their lengths in the norm of all steps; none where weight decay or rates of layers go beside it, or
  /// some blocks move by another rule. Requires: step_norm() is one.
  std::vector<NormBlock> norm_blocks() const {
    return has_scales() || weight_decay_ != 0 ? std::vector<NormBlock>() : rule_->norm_blocks();
  }
  std::string_view preconditioner_formula() const { return rule_->preconditioner_formula(); }
  /// Where parameters do not move, P is that of one that does: it says nothing there.
  void preconditioner(Vector<double>& P) const;
  std::vector<State> state() { return rule_->state(); }

 private:
  /// The gradient that the rule sees, valid up to the next call.
  const Vector<Scalar>& effective(const Vector<Scalar>& theta, const Vector<Scalar>& g);
  /// θ, or ω of the last effective().
  const Vector<Scalar>& trained(const Vector<Scalar>& theta) const { return trains_omega() ? omega_ : theta; }
  void change_variables(const Vector<Scalar>& theta);
  void add_decay(double factor, const Vector<Scalar>& theta, Vector<Scalar>& to) const;
  void clip();
  void clip_by_norm(Index from, Index size);
  /// λ of the step.
  double decay() const { return decays_over_batch_ ? weight_decay_ / static_cast<double>(batch_rows_) : weight_decay_; }
  void begin_step(double eta);

  struct Segment {
    Index begin, size;
  };

  std::unique_ptr<UpdateRule<Scalar>> rule_;
  double weight_decay_;
  bool is_decoupled_, decays_over_batch_;
  bool sums_up_steps_;
  Index batch_rows_ = 1;
  double last_eta_ = 0;  // of the step before; 0: there was none
  std::optional<double> clip_norm_, clip_value_;
  double clip_margin_;
  bool spreads_nonfinite_;
  std::vector<Segment> variables_;  // that are clipped by norm one by one
  bool clipped_ = false;
  std::vector<ParameterScale> scales_;
  Vector<Scalar> omega_;      // empty where θ is trained
  Vector<Scalar> effective_;  // n
  Vector<Scalar> piece_;      // of Δ
};

template <class Scalar>
using RuleMaker = std::unique_ptr<UpdateRule<Scalar>> (*)(Index dimension, const Hyperparameters& h,
                                                          const std::vector<ParameterBlock>& layout);

enum class ReplicaRule;

struct OptimizerRow {
  std::string_view name;
  std::string_view equation;
  std::string_view memory = "";  // the knob of its memory of past gradients: momentum, beta1 or none
  double beta2 = 0;              // defaults of this optimizer
  double epsilon = 0;
  double weight_decay = 0;
  DecayForm decay_form = DecayForm::coupled;
  ReplicaRule replica = {};  // what the replicas of nn/kernels/replicas.h know it as
  PerPrecision<RuleMaker> make = {};
  std::string_view aliases = {};  // other programs' names (base/names.h)
  std::string_view knobs = {};    // further ones that have an effect with this one, separated by spaces
  bool is_bounded = false;        // UpdateRule::has_bounded_steps()

  /// Divides by the size of past gradients, element by element.
  constexpr bool is_adaptive() const { return epsilon > 0; }
  /// Vectors as large as θ that it may keep from step to step.
  constexpr int state_vectors() const {
    return (memory.empty() ? 0 : 1) + (is_adaptive() ? 1 : 0) + (is_bounded ? 1 : 0);
  }
};

std::span<const OptimizerRow> optimizers();
std::span<const OtherWords> other_optimizers();

/// `spec` with the optimizer's own defaults where it leaves options open; what the optimizer does not use stays open. Throws: UsageError for an unknown name.
OptimizerSpec with_defaults(OptimizerSpec spec);

/// See Optimizer::set_scales for `scales`. Without a `layout` all parameters are one variable, and no matrix. Throws:
/// UsageError for an unknown name.
template <Real Scalar>
std::unique_ptr<Optimizer<Scalar>> make_optimizer(const OptimizerSpec& spec, Index dimension,
                                                  std::vector<ParameterScale> scales = {},
                                                  const std::vector<ParameterBlock>& layout = {});

}  // namespace lrscope
