#include "optim/optimizer.h"

#include <utility>

#include "base/reductions.h"

namespace lrscope {
namespace {
constexpr Index piece_size = 2048;  // stays in the nearest cache
}

std::vector<ParameterScale> parameter_scales(const std::vector<ParameterBlock>& layout,
                                             const std::vector<LayerRate>& rates,
                                             const std::vector<double>& deviations) {
  std::vector<ParameterScale> scales;
  for (const ParameterBlock& block : layout) {
    ParameterScale scale{block.offset, block.rows * block.cols, 1, std::nullopt};
    if (!deviations.empty() && block.name == "weight")
      scale.sigma = deviations.at(static_cast<std::size_t>(block.layer) - 1);
    const auto own = std::ranges::find(rates, block.layer, &LayerRate::layer);
    if (own != rates.end()) scale.rate = own->rate;
    scales.push_back(scale);
  }
  const auto is_plain = [](const ParameterScale& scale) { return scale.sigma == 1 && !scale.rate; };
  if (std::ranges::all_of(scales, is_plain)) scales.clear();
  return scales;
}

template <Real S>
Optimizer<S>::Optimizer(Index dimension, std::unique_ptr<UpdateRule<S>> rule, const OptimizerSpec& spec,
                        double weight_decay)
    : rule_(std::move(rule)),
      weight_decay_(weight_decay),
      clip_norm_(spec.clip_norm),
      clip_value_(spec.clip_value),
      effective_(dimension),
      piece_(std::min<Index>(std::max<Index>(dimension, 1), piece_size)) {}

template <Real S>
void Optimizer<S>::set_scales(std::vector<ParameterScale> scales) {
  scales_ = std::move(scales);
  const bool are_units_changed = std::ranges::any_of(scales_, [](const auto& scale) { return scale.sigma != 1; });
  omega_.resize(are_units_changed ? effective_.size() : 0);
}

template <Real S>
const Vector<S>& Optimizer<S>::effective(const Vector<S>& theta, const Vector<S>& g) {
  const double decay = coupled_decay();
  clipped_ = false;
  if (!clip_norm_ && !clip_value_ && decay == 0 && !trains_omega()) return g;
  effective_ = g;
  if (trains_omega()) change_variables(theta);
  if (all_finite(effective_)) clip();  // clipping never repairs a non-finite gradient
  if (decay != 0) effective_ += static_cast<S>(decay) * trained(theta);
  return effective_;
}

// ω = θ/σ, ∂L/∂ω = σ·∂L/∂θ
template <Real S>
void Optimizer<S>::change_variables(const Vector<S>& theta) {
  for (const ParameterScale& scale : scales_) {
    const auto sigma = static_cast<S>(scale.sigma);
    omega_.segment(scale.begin, scale.size) = theta.segment(scale.begin, scale.size) / sigma;
    effective_.segment(scale.begin, scale.size) *= sigma;
  }
}

template <Real S>
void Optimizer<S>::clip() {
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
void Optimizer<S>::update(const Vector<S>& theta, const Vector<S>& g, double eta, Vector<S>& delta, double share) {
  rule_->begin_step();
  const Vector<S>& direction = effective(theta, g);
  if (!has_scales()) return rule_->write_update(0, theta, direction, eta, delta);
  rule_->write_update(0, trained(theta), direction, 1, delta);
  const StepRate rate{eta, share};
  for (const ParameterScale& scale : scales_)
    delta.segment(scale.begin, scale.size) *= static_cast<S>(rate.of(scale) * scale.sigma);
}

template <Real S>
bool Optimizer<S>::advance(const Vector<S>& theta, const Vector<S>& g, double eta, double share, Vector<S>& next,
                           Vector<S>& delta) {
  if (has_scales()) {
    update(theta, g, eta, delta, share);
    next = theta + delta;
    return all_finite(next);
  }
  rule_->begin_step();
  const Vector<S>& direction = effective(theta, g);
  bool is_finite = true;
  for (Index i = 0; i < theta.size(); i += piece_.size()) {
    const Index size = std::min(piece_.size(), theta.size() - i);
    auto part = piece_.head(size);
    rule_->write_update(i, theta.segment(i, size), direction.segment(i, size), eta, part);
    next.segment(i, size) = theta.segment(i, size) + part;
    if (all_finite(next.segment(i, size))) continue;
    is_finite = false;
    delta.segment(i, size) = part;
  }
  return is_finite;
}

template <Real S>
void Optimizer<S>::step_sizes(double eta, double share, const Vector<double>& P, Vector<double>& M,
                              Vector<double>& D) const {
  const double shift = has_own_rates() ? decoupled_decay() * stability_threshold().value / 2 : 0;
  const StepRate step{eta, share};
  for (const ParameterScale& scale : scales_) {
    const double rate = step.of(scale);
    const auto p = P.segment(scale.begin, scale.size).array();
    M.segment(scale.begin, scale.size).array() = rate * scale.sigma * scale.sigma / p;
    D.segment(scale.begin, scale.size).array() = rate * (coupled_decay() / p + shift);
  }
}

template class Optimizer<float>;
template class Optimizer<double>;

}  // namespace lrscope
