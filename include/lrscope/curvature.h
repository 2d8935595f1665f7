// Measurements of the Hessian H of a loss: plain data, always double.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lrscope {

/// An estimate λ of an eigenvalue, with unit vector v.
struct Eigenvalue {
  double value = 0;
  double residual = 0;     // ‖Hv − λv‖₂: an eigenvalue lies within this distance of λ
  std::int64_t hvps = 0;   // Hessian-vector products of the solve, the same for all of its eigenvalues
  bool converged = false;  // the residual is as small as was asked for
};

/// Measurements at a step: along the gradient and the update, and of the Hessian.
struct StepCurvature {
  std::optional<double> gradient_norm;
  std::optional<double> gg;
  std::optional<double> gHg;
  std::optional<double> directional_curvature;
  std::optional<double> critical_lr;
  std::optional<double> predicted_change;
  std::optional<double> update_norm;
  std::optional<Eigenvalue> sharpness;
  std::optional<Eigenvalue> preconditioned_sharpness;
  std::optional<double> stability_ratio;
  std::string stability_note;
  std::vector<Eigenvalue> top_eigenvalues;     // descending
  std::vector<Eigenvalue> bottom_eigenvalues;  // ascending
  std::optional<double> update_critical_lr;
  std::optional<double> measured_critical_lr;
};

/// Of a batch limit: exact, of a linear model with a squared loss; or an upper bound along the top eigenvector, of such a model or
/// of a network.
enum class BatchRule { exact, linear_bound, network_bound };

constexpr std::string_view name_of(BatchRule rule) {
  constexpr std::string_view names[] = {"exact", "bound", "network-bound"};
  return names[static_cast<int>(rule)];
}

/// The Hessian at θ_0 and the learning rate that it allows; depends on the seed, not on the rate of the run.
struct StartCurvature {
  std::optional<Eigenvalue> sharpness;
  std::optional<Eigenvalue> preconditioned_sharpness;
  std::optional<double> threshold;  // on η·λmax(P⁻¹H)
  std::optional<double> limit;      // the η that reaches it
  std::string formula;
  std::string note;                                    // why there is no limit
  std::vector<Eigenvalue> top_eigenvalues;             // descending
  std::vector<Eigenvalue> bottom_eigenvalues;          // ascending
  std::optional<double> batch_limit = {};              // the mean-square limit of descent on batches
  std::optional<BatchRule> batch_rule = {};            // where it comes from
  std::optional<double> almost_sure_limit = {};        // that of single runs
  std::optional<double> almost_sure_error = {};        // its standard error
  std::optional<std::int64_t> almost_sure_steps = {};  // batches that it was estimated from
};

/// A run at a low learning rate, and where on its way the curvature allowed the least.
struct SlowRun {
  double lr = 0;
  double limit = 0;  // the η that the curvature at `step` allows, batches and momentum considered
  std::int64_t step = 0;
  double sharpness = 0;  // λmax(H) there
};

/// The estimate at θ_0 that did not converge, or null.
inline const Eigenvalue* unconverged_of(const StartCurvature& start) {
  for (const auto* pair : {&start.sharpness, &start.preconditioned_sharpness})
    if (*pair && !(*pair)->converged) return &**pair;
  return nullptr;
}

}  // namespace lrscope
