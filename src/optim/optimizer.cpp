#include "optim/optimizer.h"

#include <utility>

#include "base/reductions.h"

namespace lrscope {
namespace {
constexpr Index piece_size = 2048;  // stays in the nearest cache
}

template <Real S>
Optimizer<S>::Optimizer(Index dimension, std::unique_ptr<UpdateRule<S>> rule, const OptimizerSpec& spec,
                        double weight_decay)
    : rule_(std::move(rule)),
      weight_decay_(weight_decay),
      pipeline_(dimension, spec, coupled_decay()),
      piece_(std::min<Index>(std::max<Index>(dimension, 1), piece_size)) {}

template <Real S>
void Optimizer<S>::update(const Vector<S>& theta, const Vector<S>& g, double eta, Vector<S>& delta, double share) {
  rule_->begin_step();
  const Vector<S>& direction = pipeline_.effective(theta, g);
  if (!has_scales()) return rule_->write_update(0, theta, direction, eta, delta);
  rule_->write_update(0, pipeline_.trained(theta), direction, 1, delta);
  pipeline_.scale_update({eta, share}, delta);
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
  const Vector<S>& direction = pipeline_.effective(theta, g);
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
  for (const ParameterScale& scale : pipeline_.scales()) {
    const double rate = step.of(scale);
    const auto p = P.segment(scale.begin, scale.size).array();
    M.segment(scale.begin, scale.size).array() = rate * scale.sigma * scale.sigma / p;
    D.segment(scale.begin, scale.size).array() = rate * (coupled_decay() / p + shift);
  }
}

template class Optimizer<float>;
template class Optimizer<double>;

}  // namespace lrscope
