// The second-order Taylor expansion at a step: gᵀg, gᵀHg, the critical learning rate and the predicted change. Never
// changes a run.
#pragma once

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
  void measure_gradient(Objective<Scalar>& objective, const Vector<Scalar>& g, StepCurvature& step);

  /// Fills update_norm and predicted_change = gᵀΔ + ½ΔᵀHΔ. `along_gradient`: Δ is a multiple of g, whose curvature is
  /// known. Requires: measure_gradient() at the same point.
  void measure_update(Objective<Scalar>& objective, const Vector<Scalar>& g, const Vector<Scalar>& delta,
                      bool along_gradient, StepCurvature& step);

 private:
  double curvature_along(Objective<Scalar>& objective, const Vector<Scalar>& v, double length);

  Vector<Scalar> direction_;
};

}  // namespace lrscope
