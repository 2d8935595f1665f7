#include "optim/optimizer.h"

#include <limits>
#include <utility>

#include "base/reductions.h"

namespace lrscope {
namespace {
constexpr Index piece_size = 2048;  // stays in the nearest cache
}

std::vector<ParameterScale> parameter_scales(const std::vector<ParameterBlock>& layout,
                                             const std::vector<LayerRate>& rates, const std::vector<double>& deviations,
                                             bool decays_weights_only) {
  std::vector<ParameterScale> scales;
  for (const ParameterBlock& block : layout) {
    ParameterScale scale{block.offset, block.rows * block.cols, 1, std::nullopt};
    scale.decays = !decays_weights_only || block.name != "bias";
    if (!deviations.empty() && block.name == "weight")
      scale.sigma = deviations.at(static_cast<std::size_t>(block.layer) - 1);
    const auto own = std::ranges::find(rates, block.layer, &LayerRate::layer);
    if (own != rates.end()) scale.rate = own->rate;
    scales.push_back(scale);
  }
  const auto is_plain = [](const ParameterScale& scale) { return scale.sigma == 1 && !scale.rate && scale.decays; };
  if (std::ranges::all_of(scales, is_plain)) scales.clear();
  return scales;
}

template <Real S>
Optimizer<S>::Optimizer(Index dimension, std::unique_ptr<UpdateRule<S>> rule, const OptimizerSpec& spec,
                        const std::vector<ParameterBlock>& layout)
    : rule_(std::move(rule)),
      weight_decay_(spec.weight_decay.value_or(0)),
      is_decoupled_(spec.decay_form == DecayForm::decoupled),
      decays_over_batch_(spec.decay_over_batch),
      sums_up_steps_(spec.velocity == VelocityOf::steps),
      clip_norm_(spec.clip_norm),
      clip_value_(spec.clip_value),
      clip_margin_(spec.clip_margin),
      spreads_nonfinite_(spec.clip_nonfinite == ClipNonfinite::spread && spec.clip_norm),
      effective_(dimension),
      piece_(std::min<Index>(std::max<Index>(dimension, 1), piece_size)) {
  if (spec.clip_by == ClipBy::variable)
    for (const ParameterBlock& block : layout) variables_.push_back({block.offset, block.rows * block.cols});
  if (variables_.empty()) variables_.push_back({0, dimension});
}

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
  if (all_finite(effective_))
    clip();
  else if (spreads_nonfinite_)  // clipping never repairs a non-finite gradient
    effective_.setConstant(std::numeric_limits<S>::quiet_NaN());
  if (decay != 0) add_decay(decay, trained(theta), effective_);
  return effective_;
}

template <Real S>
void Optimizer<S>::add_decay(double factor, const Vector<S>& theta, Vector<S>& to) const {
  const S times = static_cast<S>(factor);
  if (!has_scales()) {
    to += times * theta;
    return;
  }
  for (const ParameterScale& scale : scales_)
    if (scale.decays) to.segment(scale.begin, scale.size) += times * theta.segment(scale.begin, scale.size);
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
void Optimizer<S>::clip_by_norm(Index from, Index size) {
  auto part = effective_.segment(from, size);
  const double coefficient = *clip_norm_ / (norm(effective_.data() + from, size) + clip_margin_);
  if (!(coefficient < 1)) return;
  part *= static_cast<S>(coefficient);
  clipped_ = true;
}

template <Real S>
void Optimizer<S>::clip() {
  if (clip_norm_)
    for (const Segment& variable : variables_) clip_by_norm(variable.begin, variable.size);
  if (clip_value_) {
    const auto limit = static_cast<S>(*clip_value_);
    clipped_ = clipped_ || !(effective_.array().abs() <= limit).all();
    effective_ = effective_.cwiseMax(-limit).cwiseMin(limit);
  }
}

template <Real S>
void Optimizer<S>::begin_step(double eta) {
  rule_->begin_step(sums_up_steps_ && last_eta_ > 0 ? last_eta_ / eta : 1);
  last_eta_ = eta;
}

template <Real S>
void Optimizer<S>::update(const Vector<S>& theta, const Vector<S>& g, double eta, Vector<S>& delta, double share) {
  begin_step(eta);
  const Vector<S>& direction = effective(theta, g);
  const double decay = decoupled_decay();
  if (!has_scales()) {
    rule_->write_update(0, theta, direction, eta, delta);
    if (decay != 0) add_decay(-eta * decay, theta, delta);
    return;
  }
  rule_->write_update(0, trained(theta), direction, 1, delta);
  if (decay != 0) add_decay(-decay, trained(theta), delta);
  const StepRate rate{eta, share};
  for (const ParameterScale& scale : scales_) {
    auto part = delta.segment(scale.begin, scale.size);
    if (scale.is_frozen())
      part.setZero();  // also where an element is NaN or ±inf
    else
      part *= static_cast<S>(rate.of(scale) * scale.sigma);
  }
}

template <Real S>
bool Optimizer<S>::advance(const Vector<S>& theta, const Vector<S>& g, double eta, double share, Vector<S>& next,
                           Vector<S>& delta) {
  if (has_scales() || rule_->needs_whole_gradient()) {
    update(theta, g, eta, delta, share);
    next = theta + delta;
    return all_finite(next);
  }
  begin_step(eta);
  const Vector<S>& direction = effective(theta, g);
  const S decay = static_cast<S>(-eta * decoupled_decay());
  bool is_finite = true;
  for (Index i = 0; i < theta.size(); i += piece_.size()) {
    const Index size = std::min(piece_.size(), theta.size() - i);
    auto part = piece_.head(size);
    rule_->write_update(i, theta.segment(i, size), direction.segment(i, size), eta, part);
    if (decay != 0) part += decay * theta.segment(i, size);
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
  const double shift = decays_by_step_size() ? decoupled_decay() * stability_threshold().value / 2 : 0;
  const StepRate step{eta, share};
  for (const ParameterScale& scale : scales_) {
    const double rate = step.of(scale);
    const auto p = P.segment(scale.begin, scale.size).array();
    M.segment(scale.begin, scale.size).array() = rate * scale.sigma * scale.sigma / p;
    if (scale.decays)
      D.segment(scale.begin, scale.size).array() = rate * (coupled_decay() / p + shift);
    else
      D.segment(scale.begin, scale.size).setZero();
  }
}

template <Real S>
void Optimizer<S>::preconditioner(Vector<double>& P) const {
  rule_->preconditioner(P);
  const auto moving = std::ranges::find_if(scales_, [](const auto& scale) { return !scale.is_frozen(); });
  const double any = moving == scales_.end() || moving->size == 0 ? 1 : P[moving->begin];
  for (const ParameterScale& scale : scales_)
    if (scale.is_frozen()) P.segment(scale.begin, scale.size).setConstant(any);
}

template class Optimizer<float>;
template class Optimizer<double>;

}  // namespace lrscope
