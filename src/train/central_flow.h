// The central flow at the edge of stability (Cohen et al., Understanding optimization in deep learning with central flows,
// 2024), of plain descent with one unstable direction u. θ swings along u around a smooth path w̄. The swing costs Sσ²/2 of
// loss, S = λmax(H(w̄)), and its mean pulls w̄ along −½σ²∇S. σ² is what keeps S where it is:
//
//   dw̄/dt = −∇L − ½σ²∇S,   ⟨∇S, dw̄/dt⟩ = 0   ⇒   σ² = 2⟨−∇L, ∇S⟩ / ‖∇S‖²
//
// Private to this folder.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/interruption.h"
#include "base/pulse.h"
#include "base/reductions.h"
#include "curvature/eigenpairs.h"
#include "curvature/hessian.h"
#include "curvature/sharpness.h"
#include "lrscope/errors.h"
#include "lrscope/run_spec.h"
#include "train/edge.h"
#include "train/setup.h"
#include "train/training_loop.h"

namespace lrscope {

/// ∇S at θ, for the unit vector u held fixed: ∇(uᵀHu) = D³L[u, u], the derivative of Hu along u. By central differences
/// of exact products; at the cube root of the precision what is cut off and what is rounded are alike.
template <Real S>
Vector<double> sharpness_gradient(Objective<S>& objective, const Vector<double>& theta, const Vector<double>& u) {
  const double h = std::cbrt(static_cast<double>(std::numeric_limits<S>::epsilon())) * (1 + norm(theta));
  const Vector<S> direction = u.template cast<S>();
  Vector<S> point, g(theta.size()), ahead(theta.size()), behind(theta.size());
  const auto product = [&](double along, Vector<S>& Hu) {
    point = (theta + along * u).template cast<S>();
    objective.stand_at(0, point, g);
    objective.hvp(direction, Hu);
  };
  product(h, ahead);
  product(-h, behind);
  return (ahead.template cast<double>() - behind.template cast<double>()) / (2 * h);
}

/// Throws: UsageError for a run that is not plain descent on all rows at one learning rate.
template <Real S>
void require_plain_descent(const Setup<S>& setup, const Optimizer<S>& optimizer, const RunSpec& spec) {
  const auto refuse = [](const char* what) {
    return UsageError(About{"--edge-at"},
                      std::string(": what swings at the edge is known for plain descent; use ") + what + ".");
  };
  if (!optimizer.moves_along_gradient() || spec.optimizer.clip_norm)
    throw refuse("--optimizer sgd without weight decay, clipping and learning rates of layers");
  if (spec.schedule.name != "constant" || spec.schedule.warmup_steps > 0)
    throw refuse("--schedule constant without --warmup-steps");
  if (!setup.objective()->has_fixed_batch()) throw refuse("--batch-size full");
}

template <Real S>
class CentralFlow {
 public:
  static constexpr std::int64_t window = edge_window, halved_steps = 100;
  static constexpr double most_growth = 0.1;  // of ln σ² in half a window, where the swing has settled
  static constexpr double most_apart = 2;  // then, σ² measured and predicted: between two bursts σ² stands still, too
  static constexpr double most_excess = 0.005;  // then, of ηS/2 over 1, either way
  static constexpr std::int64_t first_step = first_edge_step;

  CentralFlow(const Setup<S>& setup, Optimizer<S>& optimizer, const RunSpec& spec)
      : spec_(spec),
        objective_(setup.objective()),
        moving_(setup.objective()),
        trainer_(*moving_, optimizer, spec, setup.start(), nullptr),
        g_(setup.parameters) {}

  /// Near θ_t; nothing where the run ended before. Requires: t ≥ first_step, not below that of the call before.
  std::optional<EdgeRecord> at(std::int64_t t) {
    const std::int64_t before = t - first_step;
    trainer_.advance_to(before);
    if (trainer_.steps() != before || !all_finite(trainer_.theta())) return std::nullopt;
    EdgeRecord edge;
    edge.lr = spec_.learning_rate;
    edge.seed = spec_.seed;
    edge.step = t;
    const Vector<S> first = trainer_.theta();
    find_middle(first);
    measure_middle(edge);
    measure_window(first, edge);
    halve(edge);
    return edge;
  }

 private:
  /// θ ← θ − η∇L(θ). Returns L(θ) of the θ that it left.
  double descend(Vector<S>& theta, double eta) {
    interruption::check();
    pulse::beat(pulse::Beat::step);
    const double loss = objective_->stand_at(0, theta, g_);
    theta -= static_cast<S>(eta) * g_;
    return loss;
  }

  /// From θ_{t−first_step} on.
  void find_middle(Vector<S> theta) {
    Vector<S> before;
    for (std::int64_t s = 0; s < first_step; ++s) {
      if (s + 1 == first_step) before = theta;
      descend(theta, spec_.learning_rate);
    }
    here_ = theta;
    descend(theta, spec_.learning_rate);
    middle_ = (before.template cast<double>() + 2 * here_.template cast<double>() + theta.template cast<double>()) / 4;
  }

  void measure_middle(EdgeRecord& edge) {
    u_.resize(0);
    const Vector<S> theta = middle_.template cast<S>();
    Vector<double> slope(theta.size());
    edge.central_loss = objective_->stand_at(0, theta, g_);
    slope = g_.template cast<double>();
    if (!std::isfinite(edge.central_loss) || !all_finite(slope)) {
      edge.note = EdgeNote::not_finite;
      edge.central_sharpness = std::numeric_limits<double>::quiet_NaN();
      return;
    }
    Hessian<S> H(*objective_, false);
    H.stand_at(theta);
    const Index wanted = std::min<Index>(2, theta.size());
    const EigenSettings settings{.tolerance = eigen_tolerance<S>, .max_products = spec_.curvature.max_hvps};
    const Eigenpairs top =
        all_extreme_eigenpairs([&](const Vector<double>& v, Vector<double>& Hv) { H.multiply(v, Hv); }, theta.size(),
                               wanted, End::largest, settings);
    edge.central_sharpness = top.values.front().value;
    if (wanted > 1) edge.next_eigenvalue = top.values[1].value;
    u_ = top.vectors.col(0);
    predict(slope, edge);
  }

  void predict(const Vector<double>& slope, EdgeRecord& edge) {
    constexpr double nearness = 0.05;
    const double ratio = spec_.learning_rate * edge.central_sharpness / 2;
    if (!(std::abs(ratio - 1) <= nearness)) {
      edge.note = std::isfinite(ratio) ? EdgeNote::not_at_edge : EdgeNote::not_finite;
      return;
    }
    if (edge.next_eigenvalue && !(spec_.learning_rate * *edge.next_eigenvalue / 2 < 1 - nearness)) {
      edge.note = EdgeNote::two_directions;
      return;
    }
    const Vector<double> rise = sharpness_gradient(*objective_, middle_, u_);
    const double square = -2 * slope.dot(rise) / rise.squaredNorm();
    if (!(square > 0)) {
      edge.note = EdgeNote::no_flow;
      return;
    }
    edge.predicted_oscillation = square;
    edge.predicted_mean_loss = edge.central_loss + edge.central_sharpness * square / 2;
  }

  /// Means over the window. A swing is θ_s − w̄_s.
  void measure_window(Vector<S> theta, EdgeRecord& edge) {
    edge.window = window;
    double before = along(theta), losses = 0, halves[2] = {};
    descend(theta, spec_.learning_rate);
    double here = along(theta);
    for (std::int64_t s = 0; s < window; ++s) {
      losses += descend(theta, spec_.learning_rate);
      const double after = along(theta), swing = (2 * here - before - after) / 4;
      halves[s >= window / 2] += swing * swing;
      before = std::exchange(here, after);
    }
    edge.mean_loss = losses / window;
    edge.oscillation = (halves[0] + halves[1]) / window;
    edge.oscillation_growth = halves[1] / halves[0];
    if (edge.note == EdgeNote::none && !has_settled(edge)) edge.note = EdgeNote::unsettled;
  }

  static bool has_settled(const EdgeRecord& edge) {
    return std::abs(std::log(edge.oscillation_growth)) < most_growth &&
           std::abs(edge.lr * edge.central_sharpness / 2 - 1) < most_excess &&
           std::abs(std::log(edge.oscillation / *edge.predicted_oscillation)) < std::log(most_apart);
  }

  /// Relative to w̄, so that no digits are lost.
  double along(const Vector<S>& theta) const {
    return u_.size() == 0 ? 0 : u_.dot(theta.template cast<double>() - middle_);
  }

  void halve(EdgeRecord& edge) {
    Vector<S> theta = here_;
    edge.halved_steps = halved_steps;
    for (std::int64_t s = 0; s < halved_steps; ++s) descend(theta, spec_.learning_rate / 2);
    edge.halved_loss = objective_->full_loss(theta);
  }

  RunSpec spec_;
  std::unique_ptr<Objective<S>> objective_, moving_;
  Trainer<S> trainer_;
  Vector<S> g_;
  Vector<S> here_;         // θ_t
  Vector<double> middle_;  // w̄
  Vector<double> u_;       // empty where H was never finite
};

/// As far as the run gets. Throws: UsageError, also without steps.
template <Real S>
std::vector<EdgeRecord> edges_near(const std::vector<std::int64_t>& steps, const Setup<S>& setup,
                                   Optimizer<S>& optimizer, const RunSpec& spec) {
  require_plain_descent(setup, optimizer, spec);
  CentralFlow<S> flow(setup, optimizer, spec);
  std::vector<EdgeRecord> edges;
  for (const std::int64_t t : steps)
    if (const auto edge = flow.at(t)) edges.push_back(*edge);
  return edges;
}

}  // namespace lrscope
