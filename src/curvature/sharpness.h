// The sharpness λmax(H), the preconditioned sharpness λmax(P⁻¹H) and the stability ratio, step after step. One step's
// eigenvector is the next step's start, so that a few products suffice. Never changes a run.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "curvature/eigenpairs.h"
#include "curvature/hessian.h"
#include "lrscope/curvature.h"
#include "lrscope/matrix.h"
#include "lrscope/run_spec.h"
#include "optim/optimizer.h"

namespace lrscope {

/// η of a step and of the next one: the threshold assumes a constant η. `share`: the schedule's factor of layers' rates.
/// `summed_rows`: those of the step's loss (lrscope/objective.h).
struct StepRates {
  double now;
  double next;
  double share = 1;
  Index summed_rows = 1;
};

template <Real Scalar>
class SharpnessProbe {
 public:
  /// See Hessian for the first two. `summed_rows`: those of the loss over `rows`, where it is a sum over more rows than
  /// that of a step: in the stability ratio H then counts with the step's share of them.
  SharpnessProbe(Objective<Scalar>& rows, bool follows_training, const CurvatureSpec& spec,
                 std::optional<Index> summed_rows = {});

  /// Fills sharpness, and the eigenvalues at either end if the spec wants them. Moves to θ, which must stay unchanged
  /// up to measure_stability(). Where H is not finite the values are NaN.
  void measure(const Vector<Scalar>& theta, StepCurvature& step);

  /// Fills preconditioned_sharpness and stability_ratio, or else stability_note with the reason.
  /// Requires: measure() at the same θ; `optimizer` has made this step's update.
  void measure_stability(const Optimizer<Scalar>& optimizer, const StepRates& rates, StepCurvature& step);

  /// The unit eigenvector of the last measure(); empty where H was never finite.
  const Vector<double>& top() const { return plain_.top; }

  /// Of H in the ratio of the last measure_stability(): 1 unless losses are sums.
  double share() const { return share_; }

  /// The stability ratio at another learning rate, from 0 up, where layers have rates of their own. Requires:
  /// measure_stability() found a ratio at the same θ.
  double ratio_at(const Optimizer<Scalar>& optimizer, double eta);

 private:
  /// The two outermost eigenvectors of the step before; empty at first.
  struct LastVectors {
    Vector<double> top;   // n
    Vector<double> next;  // n
  };
  Eigenvalue top_of(const SymmetricMap& A, LastVectors& last);
  Eigenvalue preconditioned(const Optimizer<Scalar>& optimizer);
  Eigenvalue scaled(const Optimizer<Scalar>& optimizer, double eta, double share);
  void measure_in_norm(const Optimizer<Scalar>& optimizer, const StepRates& rates, StepCurvature& step);

  Hessian<Scalar> H_;
  CurvatureSpec spec_;
  std::optional<Index> summed_rows_;
  double share_ = 1;  // of the last step
  SymmetricMap multiply_;
  std::uint32_t measured_ = 0;  // eigenproblems solved, for a new perturbation each time
  LastVectors plain_;           // of H
  LastVectors preconditioned_;  // of P^−½HP^−½, or of M^½HM^½ + D where parameters are scaled
  Vector<double> P_;
};

/// The threshold in words, with its numbers: "η·λmax(P⁻¹H) = 2(1+β₁)/(1−β₁) = 38, P = …".
template <Real Scalar>
std::string stability_formula(const Optimizer<Scalar>& optimizer, double share = 1);

/// Tolerance of an eigenvalue in the precision of the run: ‖Hv − λv‖ / (|λ| + size of H).
template <Real Scalar>
constexpr double eigen_tolerance = std::same_as<Scalar, float> ? 1e-4 : 1e-6;

struct StabilityLimit {
  std::optional<double> limit;
  std::string note;  // why there is none
};

/// The η within `range` at which ratio(η) is 1 to within `tolerance`, where layers have rates of their own: the ratio is
/// not proportional to η then. Calls ratio(0), then some ten others. Requires: the ratio does not fall with η
/// (λmax(M^½HM^½ + D) does not if M and D grow).
StabilityLimit stability_limit(const std::function<double(double)>& ratio, const RateRange& range, double tolerance);

}  // namespace lrscope
