// The curvature at θ_0 and what it says about learning rates there. Private to this folder.
#pragma once

#include <cmath>
#include <concepts>
#include <memory>
#include <utility>

#include "curvature/sharpness.h"
#include "lrscope/curvature.h"
#include "lrscope/run_spec.h"
#include "optim/optimizer.h"
#include "train/setup.h"

namespace lrscope {

template <Real S>
constexpr Precision precision_of = std::same_as<S, float> ? Precision::float32 : Precision::float64;

template <Real S>
std::unique_ptr<Optimizer<S>> optimizer_of(const RunSpec& spec, const Setup<S>& setup) {
  return make_optimizer<S>(spec.optimizer, setup.parameters, setup.scales, setup.layout);
}

/// The probe of a run, on the run's own objective where it measures that one.
template <Real S>
struct Sharpness {
  std::unique_ptr<Objective<S>> rows;
  SharpnessProbe<S> probe;
  Sharpness(const Setup<S>& setup, Objective<S>& training, const CurvatureSpec& spec)
      : rows(setup.measures_steps ? nullptr : setup.measured()),
        probe(rows ? *rows : training, !rows, spec, setup.summed_rows) {}
};

/// The curvature at θ_0, and the optimizer after a first update, which is discarded.
template <Real S>
struct FirstStep {
  std::unique_ptr<Objective<S>> objective;
  std::unique_ptr<Optimizer<S>> optimizer;
  Vector<S> theta;
  Sharpness<S> sharpness;
  StepRecord step;

  FirstStep(const Setup<S>& setup, const RunSpec& spec, StepRates rates)
      : objective(setup.objective()),
        optimizer(optimizer_of(spec, setup)),
        theta(setup.start()),
        sharpness(setup, *objective, spec.curvature) {
    Vector<S> g(theta.size()), update(theta.size());
    step.loss = objective->stand_at(0, theta, g);
    rates.summed_rows = objective->summed_rows();
    optimizer->set_batch_rows(objective->batch_rows());
    optimizer->update(theta, g, rates.now, update, rates.share);
    sharpness.probe.measure(theta, step);
    sharpness.probe.measure_stability(*optimizer, rates, step);
  }
};

// With learning rates of layers the ratio is not proportional to η, and λmax(P⁻¹H) is not one number.
template <Real S>
void find_limit(FirstStep<S>& first, StartCurvature& start) {
  start.preconditioned_sharpness.reset();
  if (first.optimizer->has_own_rates_only()) {
    start.note = "every layer has a rate of --layer-lr, so that --lr moves nothing";
    return;
  }
  const auto ratio = [&](double eta) { return first.sharpness.probe.ratio_at(*first.optimizer, eta); };
  StabilityLimit found = stability_limit(ratio, representable_rates(precision_of<S>), eigen_tolerance<S>);
  start.limit = found.limit;
  start.note = std::move(found.note);
}

/// P of a first step is the size of one gradient: where elements of it are near 0, P⁻¹H is large, for that step alone. In
/// 382 settings (tests/bench/bench_limits) the boundary lay above such a limit by factors from 30 to 10¹².
template <Real S>
bool hangs_on_one_gradient(const Optimizer<S>& optimizer, Index parameters) {
  constexpr double alike = 10;
  if (optimizer.preconditioner_formula().empty()) return false;
  Vector<double> P(parameters);
  optimizer.preconditioner(P);
  return !(P.maxCoeff() <= alike * P.minCoeff());
}

}  // namespace lrscope
