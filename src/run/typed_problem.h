// What problems on data and problems on functions do the same way, in one precision. Private to this folder.
#pragma once

#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "at_step.h"
#include "examine.h"
#include "lrscope/core/reductions.h"
#include "lrscope/core/text.h"
#include "lrscope/data/parameter_file.h"
#include "lrscope/optim/optimizer.h"
#include "lrscope/optim/schedule.h"
#include "lrscope/probe/sharpness.h"
#include "lrscope/probe/spectrum.h"
#include "lrscope/run/problem.h"
#include "stability_limit.h"

namespace lrscope {

template <Real S>
class TypedProblem : public Problem {
 public:
  explicit TypedProblem(const RunSpec& common) : common_(common) {}

  RunRecord run(const RunSpec& spec, StepObserver* observer) const final {
    const auto objective = make_objective(spec);
    const auto optimizer = optimizer_of(spec, *objective);
    std::optional<Sharpness> sharpness;
    if (spec.curvature.sharpness_every.value_or(0) > 0) sharpness.emplace(*this, *objective, spec);
    Trainer<S> trainer(*objective, *optimizer, spec, start(spec.seed), observer,
                       sharpness ? &sharpness->probe : nullptr);
    RunRecord record = trainer.run();
    record.start = start_curvature(spec.seed);
    return record;
  }

  StartCurvature start_curvature(std::uint64_t seed) const final {
    if (common_.curvature.sharpness_every == 0) return {};
    std::unique_lock lock(mutex_);
    Start& known = starts_[seed];  // stays in its place while others are added
    lock.unlock();
    std::call_once(known.flag, [&] { known.curvature = measure_start(seed); });
    return known.curvature;
  }

  SpectrumResult spectrum(const RunSpec& spec, const SpectrumSpec& wanted) const final;

  Examination examine(const RunSpec& spec, const ExamineSpec& wanted) const final {
    const auto objective = make_objective(spec), single_rows = make_single_rows(spec);
    const auto optimizer = optimizer_of(spec, *objective);
    Trainer<S> trainer(*objective, *optimizer, spec, start(spec.seed), nullptr);
    return examine_run<S>(trainer, *make_objective(spec), single_rows.get(), spec, wanted);
  }

  double error_growth(const RunSpec& spec, double x) const final {
    return make_optimizer<S>(spec.optimizer, 0)->error_growth(x);
  }

  std::string initial_parameters(std::uint64_t seed) const final { return parameters_text(start(seed)); }
  void start_from(const Vector<double>& theta) final { given_start_ = theta.template cast<S>(); }

 protected:
  bool has_given_start() const { return given_start_.has_value(); }

 private:
  virtual std::unique_ptr<Objective<S>> make_objective(const RunSpec& spec) const = 0;
  virtual Vector<S> own_start(std::uint64_t seed) const = 0;
  /// How the parameters of the layers move; none where they all move alike.
  virtual std::vector<ParameterScale> scales(const RunSpec& spec) const = 0;

  /// The loss over the rows that the sharpness is measured on; null if those are all rows.
  virtual std::unique_ptr<Objective<S>> make_rows(const RunSpec& spec) const = 0;

  /// Every row as a batch of its own, in the order of the data; null for a function.
  virtual std::unique_ptr<Objective<S>> make_single_rows(const RunSpec& spec) const = 0;

  /// Rows that make_rows() looks at, and names of their columns; absent and empty for a function.
  virtual std::optional<std::int64_t> rows(const RunSpec& spec) const = 0;
  virtual const std::vector<std::string>& features() const = 0;

  /// What the loss of a step is of the loss over make_rows(): see SharpnessProbe.
  virtual double share_of_step(const RunSpec& spec) const = 0;

  /// The probe of a run, on the run's own objective where that sees all rows in every step.
  struct Sharpness {
    std::unique_ptr<Objective<S>> rows;
    SharpnessProbe<S> probe;
    Sharpness(const TypedProblem& problem, Objective<S>& training, const RunSpec& spec)
        : rows(training.has_fixed_batch() && !spec.curvature.rows ? nullptr : problem.make_rows(spec)),
          probe(rows ? *rows : training, !rows, spec.curvature, problem.share_of_step(spec)) {}
  };
  struct Start {
    std::once_flag flag;
    StartCurvature curvature;
  };

  std::unique_ptr<Optimizer<S>> optimizer_of(const RunSpec& spec, const Objective<S>& objective) const {
    return make_optimizer<S>(spec.optimizer, objective.dimension(), scales(spec));
  }
  Vector<S> start(std::uint64_t seed) const { return given_start_ ? *given_start_ : own_start(seed); }
  StartCurvature measure_start(std::uint64_t seed) const;
  static void find_limit(SharpnessProbe<S>& probe, const Optimizer<S>& optimizer, Precision precision,
                         StartCurvature& start);

  RunSpec common_;
  std::optional<Vector<S>> given_start_;
  mutable std::mutex mutex_;
  mutable std::map<std::uint64_t, Start> starts_;
};

// The ratio is not proportional to η where layers have rates of their own, and λmax(P⁻¹H) not one number.
template <Real S>
void TypedProblem<S>::find_limit(SharpnessProbe<S>& probe, const Optimizer<S>& optimizer, Precision precision,
                                 StartCurvature& start) {
  start.preconditioned_sharpness.reset();
  if (optimizer.has_own_rates_only()) {
    start.note = "every layer has a rate of --layer-lr, so that --lr moves nothing";
    return;
  }
  const auto ratio = [&](double eta) { return probe.ratio_at(optimizer, eta); };
  StabilityLimit found = stability_limit(ratio, representable_rates(precision), eigen_tolerance<S>);
  start.limit = found.limit;
  start.note = std::move(found.note);
}

// One step at η = 1, whose update fills the optimizer's memory and is thrown away: the ratio is proportional
// to η, so its inverse is the limit.
template <Real S>
StartCurvature TypedProblem<S>::measure_start(std::uint64_t seed) const {
  RunSpec spec = common_;
  spec.seed = seed;
  const auto objective = make_objective(spec);
  const auto optimizer = optimizer_of(spec, *objective);
  const Vector<S> theta = start(seed);
  Vector<S> g(theta.size()), update(theta.size());
  objective->begin_step(0);
  objective->evaluate(theta);
  objective->gradient(g);
  optimizer->update(theta, g, 1, update);

  Sharpness sharpness(*this, *objective, spec);
  const std::int64_t steps = total_steps(spec, objective->steps_per_epoch());
  const double next = Schedule(spec.schedule, steps).rate(1, 1);
  StepRecord step;
  sharpness.probe.measure(theta, step);
  sharpness.probe.measure_stability(*optimizer, {1, next}, step);

  StartCurvature start{step.sharpness,
                       step.preconditioned_sharpness,
                       optimizer->stability_threshold().value,
                       std::nullopt,
                       stability_formula(*optimizer, share_of_step(spec)),
                       step.stability_note,
                       step.top_eigenvalues,
                       step.bottom_eigenvalues,
                       !optimizer->preconditioner_formula().empty()};
  if (spec.schedule.warmup_steps > 0)
    start.note = "warm-up: the first steps take a part of the learning rate only";
  else if (step.stability_ratio && optimizer->has_own_rates())
    find_limit(sharpness.probe, *optimizer, spec.precision, start);
  else if (step.stability_ratio && *step.stability_ratio > 0)
    start.limit = 1 / *step.stability_ratio;
  else if (step.stability_ratio)
    start.note = std::isfinite(*step.stability_ratio) ? "the loss curves upwards in no direction"
                                                      : "the Hessian is not finite";
  return start;
}

template <Real S>
SpectrumResult TypedProblem<S>::spectrum(const RunSpec& spec, const SpectrumSpec& wanted) const {
  const Vector<S> theta = parameters_at<S>(wanted.at_step, spec, start(spec.seed), scales(spec),
                                           [&] { return make_objective(spec); });
  const auto objective = make_rows(spec);
  const double loss = objective->full_loss(theta);
  Hessian<S> H(*objective, false);
  H.stand_at(theta);
  Vector<double> g(theta.size());
  H.gradient(g);
  SpectrumResult result;
  if (all_finite(g)) result = measure_spectrum(H, spec.curvature, wanted, features());
  if (!all_finite(g) || !std::isfinite(result.spectrum.sharpness))
    throw UsageError(About{"--at-step"},
                     " " + std::to_string(wanted.at_step) +
                         ": the Hessian is not finite there (the loss is " + short_number_text(loss) + "); " +
                         (wanted.at_step > 0        ? "choose an earlier step."
                          : std::same_as<S, double> ? "use --scale standard, or a smaller --init-scale."
                                                    : "use --scale standard, a smaller --init-scale, or "
                                                      "--precision float64."));
  SpectrumRecord& record = result.spectrum;
  record.seed = spec.seed;
  record.step = wanted.at_step;
  if (wanted.at_step > 0) record.lr = spec.learning_rate;
  record.parameters = theta.size();
  record.rows = rows(spec);
  record.loss = loss;
  record.gradient_norm = norm(g);
  return result;
}

}  // namespace lrscope
