// What happens to a gradient before an optimizer's equation sees it, in this order: where parameters are scaled, ω takes
// the place of θ (parameter_scale.h); the gradient is clipped by norm, then by value; coupled weight decay adds λθ, as in
// PyTorch. And what happens to the update afterwards: where parameters are scaled, each layer's part takes its rate.
#pragma once

#include <optional>
#include <vector>

#include "lrscope/matrix.h"
#include "lrscope/run_spec.h"
#include "optim/parameter_scale.h"

namespace lrscope {

/// η as of a step, and what the schedule has left of the rates that layers have of their own.
struct StepRate {
  double eta;
  double share = 1;

  double of(const ParameterScale& scale) const { return scale.rate ? *scale.rate * share : eta; }
};

template <Real Scalar>
class GradientPipeline {
 public:
  /// `decay`: λ of coupled weight decay.
  GradientPipeline(Index dimension, const OptimizerSpec& spec, double decay);

  /// Requires: `scales` cover θ, or are none; no gradient went through.
  void set_scales(std::vector<ParameterScale> scales);
  const std::vector<ParameterScale>& scales() const { return scales_; }
  bool trains_omega() const { return omega_.size() > 0; }

  /// What the equation is given in place of g, valid up to the next call. Allocates nothing.
  const Vector<Scalar>& effective(const Vector<Scalar>& theta, const Vector<Scalar>& g);

  /// What is trained: θ, or ω of the last effective().
  const Vector<Scalar>& trained(const Vector<Scalar>& theta) const { return trains_omega() ? omega_ : theta; }

  /// Δ of what is trained, written at η = 1, becomes Δ of θ.
  void scale_update(const StepRate& rate, Vector<Scalar>& delta) const;

  bool clips_value() const { return clip_value_.has_value(); }
  /// True if clipping changed the last gradient.
  bool clipped() const { return clipped_; }

 private:
  void change_variables(const Vector<Scalar>& theta);
  void clip();

  std::optional<double> clip_norm_;
  std::optional<double> clip_value_;
  double decay_;
  bool clipped_ = false;
  Vector<Scalar> effective_;
  std::vector<ParameterScale> scales_;
  Vector<Scalar> omega_;  // ω; empty where that is θ
};

}  // namespace lrscope
