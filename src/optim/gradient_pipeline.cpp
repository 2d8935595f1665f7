#include "optim/gradient_pipeline.h"

#include <algorithm>
#include <utility>

#include "base/reductions.h"

namespace lrscope {

template <Real S>
GradientPipeline<S>::GradientPipeline(Index dimension, const OptimizerSpec& spec, double decay)
    : clip_norm_(spec.clip_norm), clip_value_(spec.clip_value), decay_(decay), effective_(dimension) {}

template <Real S>
void GradientPipeline<S>::set_scales(std::vector<ParameterScale> scales) {
  scales_ = std::move(scales);
  const bool are_units_changed = std::ranges::any_of(scales_, [](const auto& scale) { return scale.sigma != 1; });
  omega_.resize(are_units_changed ? effective_.size() : 0);
}

template <Real S>
const Vector<S>& GradientPipeline<S>::effective(const Vector<S>& theta, const Vector<S>& g) {
  clipped_ = false;
  if (!clip_norm_ && !clip_value_ && decay_ == 0 && !trains_omega()) return g;
  effective_ = g;
  if (trains_omega()) change_variables(theta);
  if (all_finite(effective_)) clip();  // clipping never repairs a non-finite gradient
  if (decay_ != 0) effective_ += static_cast<S>(decay_) * trained(theta);
  return effective_;
}

// ω = θ/σ, ∂L/∂ω = σ·∂L/∂θ
template <Real S>
void GradientPipeline<S>::change_variables(const Vector<S>& theta) {
  for (const ParameterScale& scale : scales_) {
    const auto sigma = static_cast<S>(scale.sigma);
    omega_.segment(scale.begin, scale.size) = theta.segment(scale.begin, scale.size) / sigma;
    effective_.segment(scale.begin, scale.size) *= sigma;
  }
}

template <Real S>
void GradientPipeline<S>::clip() {
  if (clip_norm_) {
    const double coefficient = *clip_norm_ / (norm(effective_) + 1e-6);
    if (coefficient < 1) {
      effective_ *= static_cast<S>(coefficient);
      clipped_ = true;
    }
  }
  if (clip_value_) {
    const auto limit = static_cast<S>(*clip_value_);
    clipped_ = clipped_ || !(effective_.array().abs() <= limit).all();
    effective_ = effective_.cwiseMax(-limit).cwiseMin(limit);
  }
}

template <Real S>
void GradientPipeline<S>::scale_update(const StepRate& rate, Vector<S>& delta) const {
  for (const ParameterScale& scale : scales_)
    delta.segment(scale.begin, scale.size) *= static_cast<S>(rate.of(scale) * scale.sigma);
}

template class GradientPipeline<float>;
template class GradientPipeline<double>;

}  // namespace lrscope
