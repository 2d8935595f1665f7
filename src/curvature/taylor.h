// The second-order Taylor expansion at a step: gᵀg, gᵀHg, the critical learning rate and the predicted change.
#pragma once

#include <cmath>
#include <limits>

#include "base/reductions.h"
#include "lrscope/curvature.h"
#include "lrscope/matrix.h"
#include "lrscope/objective.h"

namespace lrscope {

/// The factor c > 0 of a step at which its loss, loss_at(c), has come back to loss_at(0) = `loss`, to within a thousandth:
/// doubled from 1 while the step is downhill or halved until it is, then bisected in the logarithm
/// (Kalra and Barkeshli 2024). Absent where no step between 2⁻⁴⁰ and 2⁶⁰ is downhill, or all are.
template <class LossAt>
std::optional<double> crossing_along(double loss, const LossAt& loss_at) {
  const auto is_downhill = [&](double c) { return loss_at(c) < loss; };  // false for NaN
  const bool grows = is_downhill(1);
  double low = 1, high = 1;
  if (grows) {
    while (is_downhill(high *= 2))
      if (high >= 0x1p60) return std::nullopt;
    low = high / 2;
  } else {
    while (!is_downhill(low /= 2))
      if (low <= 0x1p-40) return std::nullopt;
    high = low * 2;
  }
  while (high / low > 1.001) {
    const double middle = std::sqrt(low * high);
    (is_downhill(middle) ? low : high) = middle;
  }
  return std::sqrt(low * high);
}

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

  /// Fills update_norm, predicted_change = gᵀΔ + ½ΔᵀHΔ and update_critical_lr = η·(−2gᵀΔ/ΔᵀHΔ), for the step Δ that was made
  /// with `eta`. `along_gradient`: Δ is a multiple of g, whose curvature is known. Requires: measure_gradient() at the same
  /// point.
  void measure_update(Objective<Scalar>& objective, const Vector<Scalar>& g, const Vector<Scalar>& delta, double eta,
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
      const double slope = dot(g, delta);
      step.predicted_change = slope + curvature * length / 2 * length;
      if (curvature > 0) step.update_critical_lr = -2 * (slope / length) / (curvature * length) * eta;
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
