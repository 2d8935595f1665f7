// The second-order Taylor expansion at a step: gᵀg, gᵀHg, the critical learning rate and the predicted change.
#pragma once

#include <cmath>
#include <limits>

#include "base/reductions.h"
#include "lrscope/curvature.h"
#include "lrscope/matrix.h"
#include "lrscope/objective.h"

namespace lrscope {

template <Real Scalar>
class TaylorProbe {
 public:
  explicit TaylorProbe(Index dimension) : direction_(dimension) {}

  /// Fills gradient_norm, gg, gHg, directional_curvature and critical_lr. Curvature is measured along g/‖g‖, so it
  /// overflows only where gᵀHg/gᵀg does. Requires: `objective` stands at the point where g was taken.
  void measure_gradient(Objective<Scalar>& objective, const Vector<Scalar>& g, StepCurvature& step) {
    const double length = norm(g);
    step.gradient_norm = length;
    step.gg = dot(g, g);
    if (length == 0) {
      step.gHg = 0;
    } else if (!std::isfinite(length)) {
      step.gHg = step.directional_curvature = std::numeric_limits<double>::quiet_NaN();
    } else {
      const double curvature = curvature_along(objective, g, length);
      step.directional_curvature = curvature;
      step.gHg = curvature == 0 ? 0 : curvature * *step.gg;  // gᵀg may have overflowed
      if (curvature > 0) step.critical_lr = 2 / curvature;
    }
  }

  /// Fills update_norm and predicted_change = gᵀΔ + ½ΔᵀHΔ. `along_gradient`: Δ is a multiple of g, whose curvature is
  /// known. Requires: measure_gradient() at the same point.
  void measure_update(Objective<Scalar>& objective, const Vector<Scalar>& g, const Vector<Scalar>& delta,
                      bool along_gradient, StepCurvature& step) {
    const double length = norm(delta);
    step.update_norm = length;
    if (length == 0) {
      step.predicted_change = 0;
    } else if (!std::isfinite(length) || !std::isfinite(*step.gradient_norm)) {
      step.predicted_change = std::numeric_limits<double>::quiet_NaN();
    } else {
      const bool known = along_gradient && step.directional_curvature;
      const double curvature = known ? *step.directional_curvature : curvature_along(objective, delta, length);
      step.predicted_change = dot(g, delta) + curvature * length / 2 * length;
    }
  }

 private:
  double curvature_along(Objective<Scalar>& objective, const Vector<Scalar>& v, double length) {
    direction_ = (v.template cast<double>() / length).template cast<Scalar>();
    return objective.curvature(direction_);
  }

  Vector<Scalar> direction_;
};

}  // namespace lrscope
