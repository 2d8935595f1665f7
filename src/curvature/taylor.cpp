#include "curvature/taylor.h"

#include <cmath>
#include <limits>

#include "base/reductions.h"

namespace lrscope {

template <Real S>
double TaylorProbe<S>::curvature_along(Objective<S>& objective, const Vector<S>& v, double length) {
  direction_ = (v.template cast<double>() / length).template cast<S>();
  return objective.curvature(direction_);
}

template <Real S>
void TaylorProbe<S>::measure_gradient(Objective<S>& objective, const Vector<S>& g, StepCurvature& step) {
  const double length = norm(g);
  step.gradient_norm = length;
  step.gg = dot(g, g);
  if (length == 0) {
    step.gHg = 0;
    return;
  }
  if (!std::isfinite(length)) {
    step.gHg = step.directional_curvature = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  const double curvature = curvature_along(objective, g, length);
  step.directional_curvature = curvature;
  step.gHg = curvature == 0 ? 0 : curvature * *step.gg;  // gᵀg may have overflowed
  if (curvature > 0) step.critical_lr = 2 / curvature;
}

template <Real S>
void TaylorProbe<S>::measure_update(Objective<S>& objective, const Vector<S>& g, const Vector<S>& delta,
                                    bool along_gradient, StepCurvature& step) {
  const double length = norm(delta);
  step.update_norm = length;
  if (length == 0) {
    step.predicted_change = 0;
    return;
  }
  if (!std::isfinite(length) || !std::isfinite(*step.gradient_norm)) {
    step.predicted_change = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  const bool known = along_gradient && step.directional_curvature;
  const double curvature = known ? *step.directional_curvature : curvature_along(objective, delta, length);
  step.predicted_change = dot(g, delta) + curvature * length / 2 * length;
}

template class TaylorProbe<float>;
template class TaylorProbe<double>;

}  // namespace lrscope
