#include "curvature/sharpness.h"

#include "curvature/norm_sharpness.h"

#include <cmath>

#include "base/reductions.h"
#include "base/text.h"

namespace lrscope {
namespace {

// Lanczos vectors with and without the eigenvector of the step before, which is nearly that of this step.
constexpr Index warm_subspace = 5, cold_subspace = 20;

// Mixed into a warm start, so that another eigenvector can become the top one: the runner-up of the step before, and a
// little of every direction.
constexpr double share_of_runner_up = 1e-2, share_of_random = 1e-3;

// The random share where the runner-up may have overtaken the top one, and in every fifty-th solve.
constexpr double doubtful_share_of_random = 0.3;
constexpr std::uint32_t fresh_look = 50;

// η counts as constant if it changes by at most this share within the memory of momentum.
constexpr double slow_change = 0.1;

// Eigenvalues of a list lie close together, where a large residual may mean another eigenvalue.
template <Real S>
constexpr double list_tolerance = std::same_as<S, float> ? 1e-4 : 1e-10;

EigenSettings settings_of(const CurvatureSpec& spec, double tolerance, Index subspace) {
  return {.tolerance = tolerance, .max_products = spec.max_hvps, .subspace = subspace};
}

}  // namespace

template <Real S>
SharpnessProbe<S>::SharpnessProbe(Objective<S>& rows, bool follows_training, const CurvatureSpec& spec,
                                  std::optional<Index> summed_rows)
    : H_(rows, follows_training),
      spec_(spec),
      summed_rows_(summed_rows),
      multiply_([this](const Vector<double>& v, Vector<double>& Hv) { H_.multiply(v, Hv); }),
      P_(rows.dimension()) {}

template <Real S>
Eigenvalue SharpnessProbe<S>::top_of(const SymmetricMap& A, LastVectors& last) {
  const auto solve = [&](double next_share, double random_share, Index subspace, std::int64_t spent) {
    Vector<double> start = random_direction(H_.dimension(), measured_++);
    if (last.top.size() > 0) start = last.top + random_share / norm(start) * start;
    if (last.next.size() > 0) start += next_share * last.next;
    EigenSettings settings = settings_of(spec_, eigen_tolerance<S>, subspace);
    settings.max_products -= spent;
    const Eigenpairs pairs = extreme_eigenpairs(A, 1, End::largest, start, settings);
    if (std::isfinite(pairs.values.front().value)) last = {pairs.vectors.col(0), pairs.next_vector};
    return pairs;
  };
  const bool is_warm = last.top.size() > 0;
  Eigenpairs pairs = solve(share_of_runner_up, share_of_random, is_warm ? warm_subspace : cold_subspace, 0);
  Eigenvalue top = pairs.values.front();
  // Another eigenvector may have overtaken that of the step before.
  const bool is_in_doubt = is_warm && (!(pairs.next_reach <= top.value) || measured_ % fresh_look == 0) &&
                           std::isfinite(top.value) && !pairs.is_complete;
  if (is_in_doubt && top.hvps < spec_.max_hvps) {
    const std::int64_t spent = top.hvps;
    top = solve(1, doubtful_share_of_random, cold_subspace, spent).values.front();
    top.hvps += spent;
  }
  return top;
}

template <Real S>
void SharpnessProbe<S>::measure(const Vector<S>& theta, StepCurvature& step) {
  H_.stand_at(theta);
  step.sharpness = top_of(multiply_, plain_);
  if (spec_.eigenvalues == 0) return;
  auto settings = settings_of(spec_, list_tolerance<S>, cold_subspace);
  const auto ends = [&](End end) {
    return all_extreme_eigenpairs(multiply_, H_.dimension(), static_cast<Index>(spec_.eigenvalues), end, settings)
        .values;
  };
  step.top_eigenvalues = ends(End::largest);
  if (step.top_eigenvalues.front().value > step.sharpness->value) step.sharpness = step.top_eigenvalues.front();
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
    Av *= share_;
    Av += decay * scaled;
    Av.array() *= root.array();
  };
  return top_of(A, preconditioned_);
}

// λmax(M^½HM^½ + D), where parameters are scaled: its threshold includes the rates.
template <Real S>
Eigenvalue SharpnessProbe<S>::scaled(const Optimizer<S>& optimizer, double eta, double share) {
  Vector<double> root(P_.size()), D(P_.size()), part(P_.size());
  optimizer.step_sizes(eta, share, P_, root, D);
  root = root.cwiseSqrt();
  const SymmetricMap A = [&](const Vector<double>& v, Vector<double>& Av) {
    part = root.cwiseProduct(v);
    H_.multiply(part, Av);
    Av.array() = share_ * root.array() * Av.array() + D.array() * v.array();
  };
  return top_of(A, preconditioned_);
}

// From a random direction each time: at a rate that is far away other layers may be the sharpest.
template <Real S>
double SharpnessProbe<S>::ratio_at(const Optimizer<S>& optimizer, double eta) {
  preconditioned_ = {};
  return scaled(optimizer, eta, 1).value / optimizer.stability_threshold().value;
}

// S/‖∇L‖_* in the norm in which all steps have the length η: a step surely lowers the loss below η·S/‖∇L‖_* = 2.
template <Real S>
void SharpnessProbe<S>::measure_in_norm(const Optimizer<S>& optimizer, const StepRates& rates, StepCurvature& step) {
  const std::vector<NormBlock> blocks = optimizer.norm_blocks();
  if (blocks.empty()) {
    step.stability_note =
        "weight decay, rates of layers or biases that move by another rule: no norm is that of all steps";
    return;
  }
  Vector<double> g(H_.dimension());
  H_.gradient(g);
  const double size = dual_norm(optimizer.step_norm(), g, blocks);
  const NormSharpness found =
      sharpness_in_norm(optimizer.step_norm(), multiply_, H_.dimension(), blocks, spec_.max_hvps, plain_.top);
  Eigenvalue sharpness;
  sharpness.value = found.value / size;
  sharpness.hvps = found.hvps;
  sharpness.converged = found.is_exact;
  step.preconditioned_sharpness = sharpness;
  step.stability_ratio = rates.now * sharpness.value / optimizer.stability_threshold().value;
}

template <Real S>
void SharpnessProbe<S>::measure_stability(const Optimizer<S>& optimizer, const StepRates& rates, StepCurvature& step) {
  if (optimizer.clipped()) {
    step.stability_note = "clipping changed this step's gradient";
    return;
  }
  const double change = optimizer.memory() * std::abs(rates.next / rates.now - 1);
  if (optimizer.memory() > 1 && !(change <= slow_change)) {
    step.stability_note = "the learning rate changes faster than momentum forgets";
    return;
  }
  if (!optimizer.no_threshold().empty()) {
    step.stability_note = std::string(optimizer.no_threshold());
    return;
  }
  if (optimizer.step_norm() != StepNorm::none) return measure_in_norm(optimizer, rates, step);
  if (summed_rows_) share_ = static_cast<double>(rates.summed_rows) / static_cast<double>(*summed_rows_);
  Eigenvalue sharpness = *step.sharpness;
  if (!optimizer.preconditioner_formula().empty() || optimizer.has_scales()) {
    optimizer.preconditioner(P_);
    if (!all_finite(P_) || !(P_.array() > 0).all()) {
      step.stability_note = "the preconditioner has elements that are 0 or not finite";
      return;
    }
    sharpness = optimizer.has_scales() ? scaled(optimizer, rates.now, rates.share) : preconditioned(optimizer);
    if (optimizer.has_scales()) {
      sharpness.value /= rates.now;
      sharpness.residual /= rates.now;
    }
  } else {
    sharpness.value = sharpness.value * share_ + optimizer.coupled_decay();
    sharpness.residual *= share_;
    sharpness.hvps = 0;
  }
  step.preconditioned_sharpness = sharpness;
  const double threshold = optimizer.stability_threshold().value;
  const double shift = optimizer.decays_by_step_size() ? 0 : optimizer.decoupled_decay() * threshold / 2;
  step.stability_ratio = rates.now * (sharpness.value + shift) / threshold;
}

template <Real S>
std::string stability_formula(const Optimizer<S>& optimizer, double share) {
  const StabilityThreshold threshold = optimizer.stability_threshold();
  const std::string P(optimizer.preconditioner_formula());
  const double coupled = optimizer.coupled_decay(), decoupled = optimizer.decoupled_decay();
  const std::string shift = short_number_text(decoupled * threshold.value / 2);
  const std::string plain = optimizer.trains_omega() ? "σHσ" : "H";  // of ω
  std::string H = share == 1 ? plain : short_number_text(share) + "·" + plain;
  const std::string identity = optimizer.decays_in_part() ? "·I_W" : "·I";  // of the weights alone
  if (coupled > 0) H += " + " + number_text(coupled) + identity;
  if (!P.empty()) H = "P⁻¹" + (H == plain ? H : "(" + H + ")");
  if (decoupled > 0 && optimizer.decays_by_step_size()) H += " + " + shift + identity;
  std::string lambda = "η·λmax(" + H + ")";
  if (optimizer.has_own_rates()) {
    const bool is_sum = decoupled > 0 || (coupled > 0 && P.empty());
    lambda = "λmax(ηₗ" + (is_sum ? "(" + H + ")" : H) + ")";
  } else if (decoupled > 0 && !optimizer.decays_by_step_size()) {
    lambda = "η·(λmax(" + H + ") + " + shift + ")";
  }
  std::string text = lambda + " = " + std::string(threshold.formula);
  const std::string value = short_number_text(threshold.value, 6);
  if (value != threshold.formula) text += " = " + value;
  return P.empty() ? text : text + ", P = " + P;
}

template class SharpnessProbe<float>;
template class SharpnessProbe<double>;
template std::string stability_formula(const Optimizer<float>&, double);
template std::string stability_formula(const Optimizer<double>&, double);

}  // namespace lrscope
