#include "lrscope/probe/sharpness.h"

#include <cmath>
#include <limits>

#include "lrscope/core/reductions.h"
#include "lrscope/core/text.h"

namespace lrscope {
namespace {

// Lanczos vectors: the top of one step nearly spans the next step's; from nothing it takes more.
constexpr Index warm_subspace = 5, cold_subspace = 20;

// What is mixed into a warm start, so that an eigenvector that was not the top one can become it.
constexpr double perturbation = 1e-3;

// η may change by this share within what momentum remembers and still count as constant.
constexpr double slow_change = 0.1;

// Eigenvalues of a list lie close together, where a large residual may mean another eigenvalue.
template <Real S>
constexpr double list_tolerance = std::same_as<S, float> ? 1e-4 : 1e-10;

EigenSettings settings_of(const CurvatureSpec& spec, double tolerance, Index subspace) {
  EigenSettings settings;
  settings.tolerance = tolerance;
  settings.max_products = spec.max_hvps;
  settings.subspace = subspace;
  return settings;
}

}  // namespace

template <Real S>
SharpnessProbe<S>::SharpnessProbe(Objective<S>& rows, bool follows_training, const CurvatureSpec& spec)
    : H_(rows, follows_training),
      spec_(spec),
      multiply_([this](const Vector<double>& v, Vector<double>& Hv) { H_.multiply(v, Hv); }),
      P_(rows.dimension()) {}

template <Real S>
Eigenvalue SharpnessProbe<S>::top_of(const SymmetricMap& A, Vector<double>& last) {
  const bool is_warm = last.size() > 0;
  Vector<double> start = random_direction(H_.dimension(), measured_++);
  if (is_warm) start = last + perturbation / norm(start) * start;
  const auto settings = settings_of(spec_, eigen_tolerance<S>, is_warm ? warm_subspace : cold_subspace);
  Eigenpairs pairs = extreme_eigenpairs(A, 1, End::largest, start, settings);
  if (std::isfinite(pairs.values.front().value)) last = pairs.vectors.col(0);
  return pairs.values.front();
}

template <Real S>
void SharpnessProbe<S>::measure(const Vector<S>& theta, StepRecord& step) {
  H_.stand_at(theta);
  step.sharpness = top_of(multiply_, top_);
  if (spec_.eigenvalues == 0) return;
  auto settings = settings_of(spec_, list_tolerance<S>, cold_subspace);
  const auto ends = [&](End end) {
    return all_extreme_eigenpairs(multiply_, H_.dimension(), static_cast<Index>(spec_.eigenvalues), end,
                                  settings)
        .values;
  };
  step.top_eigenvalues = ends(End::largest);
  settings.scale = std::abs(step.top_eigenvalues.front().value);
  step.bottom_eigenvalues = ends(End::smallest);
}

// λmax of P^−½(H + λI)P^−½, which has the eigenvalues of P⁻¹(H + λI) and is symmetric.
template <Real S>
Eigenvalue SharpnessProbe<S>::preconditioned(const Optimizer<S>& optimizer) {
  const Vector<double> root = P_.cwiseSqrt().cwiseInverse();
  const double decay = optimizer.coupled_decay();
  Vector<double> scaled(root.size());
  const SymmetricMap A = [&](const Vector<double>& v, Vector<double>& Av) {
    scaled = root.cwiseProduct(v);
    H_.multiply(scaled, Av);
    Av += decay * scaled;
    Av.array() *= root.array();
  };
  return top_of(A, scaled_top_);
}

template <Real S>
void SharpnessProbe<S>::measure_stability(const Optimizer<S>& optimizer, const StepRates& rates,
                                          StepRecord& step) {
  if (optimizer.clipped()) {
    step.stability_note = "clipping changed this step's gradient";
    return;
  }
  const double change = optimizer.memory() * std::abs(rates.next / rates.now - 1);
  if (optimizer.memory() > 1 && !(change <= slow_change)) {
    step.stability_note = "the learning rate changes faster than momentum forgets";
    return;
  }
  const double threshold = optimizer.stability_threshold().value;
  step.preconditioned_sharpness = step.sharpness;
  if (!optimizer.preconditioner_formula().empty()) {
    optimizer.preconditioner(P_);
    if (!all_finite(P_) || !(P_.array() > 0).all()) {
      step.preconditioned_sharpness.reset();
      step.stability_note = "the preconditioner has elements that are 0 or not finite";
      return;
    }
    step.preconditioned_sharpness = preconditioned(optimizer);
  } else {
    step.preconditioned_sharpness->value += optimizer.coupled_decay();
    step.preconditioned_sharpness->hvps = 0;
  }
  const double shift = optimizer.decoupled_decay() * threshold / 2;
  step.stability_ratio = rates.now * (step.preconditioned_sharpness->value + shift) / threshold;
}

template <Real S>
std::string stability_formula(const Optimizer<S>& optimizer) {
  const StabilityThreshold threshold = optimizer.stability_threshold();
  const std::string P(optimizer.preconditioner_formula());
  std::string H = "H";
  if (optimizer.coupled_decay() > 0) H += " + " + number_text(optimizer.coupled_decay()) + "·I";
  if (!P.empty()) H = H == "H" ? "P⁻¹H" : "P⁻¹(" + H + ")";
  std::string lambda = "λmax(" + H + ")";
  if (optimizer.decoupled_decay() > 0)
    lambda =
        "(" + lambda + " + " + short_number_text(optimizer.decoupled_decay() * threshold.value / 2) + ")";
  std::string text = "η·" + lambda + " = " + std::string(threshold.formula);
  const std::string value = short_number_text(threshold.value, 6);
  if (value != threshold.formula) text += " = " + value;
  return P.empty() ? text : text + ", P = " + P;
}

template class SharpnessProbe<float>;
template class SharpnessProbe<double>;
template std::string stability_formula(const Optimizer<float>&);
template std::string stability_formula(const Optimizer<double>&);

}  // namespace lrscope
