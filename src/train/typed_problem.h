// A problem in one precision. Private to this folder.
#pragma once

#include <algorithm>
#include <cmath>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/reductions.h"
#include "base/text.h"
#include "curvature/sharpness.h"
#include "curvature/spectrum.h"
#include "data/parameter_file.h"
#include "lrscope/problem.h"
#include "lrscope/run_spec.h"
#include "lrscope/trainer.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"
#include "train/batch_limits.h"
#include "train/central_flow.h"
#include "train/examination.h"
#include "train/examine.h"
#include "train/first_step.h"
#include "train/held_out.h"
#include "train/parameters_at.h"
#include "train/setup.h"
#include "train/slow_path.h"
#include "train/training_loop.h"

namespace lrscope {

/// `spec` without the members on which the curvature at its start does not depend.
inline RunSpec start_of(RunSpec spec) {
  const RunSpec any;
  spec.learning_rate = any.learning_rate;
  spec.diverge_factor = any.diverge_factor;
  spec.stop_on_divergence = any.stop_on_divergence;
  spec.curvature.sharpness_every = any.curvature.sharpness_every;
  return spec;
}

/// What a Problem (lrscope/problem.h) is in either precision.
class AnyProblem {
 public:
  virtual ~AnyProblem() = default;
  virtual std::shared_ptr<const AnyProblem> starting_at(const Vector<double>& theta) const = 0;
  virtual void check(const RunSpec& spec) const = 0;
  virtual Index parameters(const RunSpec& spec) const = 0;
  virtual RunRecord run(const RunSpec& spec, StepObserver* observer) const = 0;
  virtual std::unique_ptr<Lockstep> lockstep(const RunSpec& spec) const = 0;
  virtual StartCurvature start_curvature(const RunSpec& spec) const = 0;
  virtual std::optional<SlowRun> slow_run(const RunSpec& spec) const = 0;
  virtual std::optional<double> stability_ratio(const RunSpec& spec) const = 0;
  virtual SpectrumResult spectrum(const RunSpec& spec, const SpectrumSpec& wanted,
                                  const std::vector<std::string>& features) const = 0;
  virtual Examination examine(const RunSpec& spec, const ExamineSpec& wanted) const = 0;
  virtual std::vector<EdgeRecord> edges(const RunSpec& spec, const std::vector<std::int64_t>& steps) const = 0;
  virtual TrainedState state_at(const RunSpec& spec, std::int64_t step) const = 0;
  virtual std::string initial_parameters(const RunSpec& spec) const = 0;
};

template <Real S>
class TypedProblem final : public AnyProblem {
 public:
  explicit TypedProblem(SetupOf<S> setups, std::optional<Vector<S>> start = {})
      : setups_(std::move(setups)), given_start_(std::move(start)) {}

  std::shared_ptr<const AnyProblem> starting_at(const Vector<double>& theta) const override {
    return std::make_shared<const TypedProblem>(setups_, theta.cast<S>());
  }

  Index parameters(const RunSpec& spec) const override { return setup_of(spec).parameters; }

  void check(const RunSpec& spec) const override {
    find_named(optimizers(), spec.optimizer.name, "optimizer");
    find_named(schedules(), spec.schedule.name, "schedule");
    const Setup<S> setup = setup_of(spec);
    if (!all_finite(setup.start()))
      throw UsageError(About{"--init-scale"}, " " + number_text(spec.model.init_scale) +
                                                  ": the initial weights are not finite; use a smaller scale" +
                                                  (std::same_as<S, float> ? ", or --precision float64." : "."));
    if (spec.curvature.eigenvalues > setup.parameters)
      throw UsageError(About{"--eigenvalues"}, " " + std::to_string(spec.curvature.eigenvalues) +
                                                   ": the model has only " +
                                                   counted(static_cast<std::size_t>(setup.parameters), "parameter") +
                                                   "; use at most " + std::to_string(setup.parameters) + ".");
  }

  RunRecord run(const RunSpec& spec, StepObserver* observer) const override {
    const Setup<S> setup = setup_of(spec);
    const auto objective = setup.objective();
    const auto optimizer = optimizer_of(spec, setup);
    std::optional<Sharpness<S>> sharpness;
    if (spec.curvature.sharpness_every.value_or(0) > 0) sharpness.emplace(setup, *objective, spec.curvature);
    Trainer<S> trainer(*objective, *optimizer, spec, setup.start(), observer, sharpness ? &sharpness->probe : nullptr);
    RunRecord record = trainer.run();
    if (setup.held_out) judge_on_held_rows(*setup.held_out(), setup.held_rows, trainer.theta(), record);
    record.start = start_curvature(spec);
    if (spec.keeps_end) record.theta.assign(trainer.theta().begin(), trainer.theta().end());
    return record;
  }

  std::unique_ptr<Lockstep> lockstep(const RunSpec& spec) const override {
    const Setup<S> setup = setup_of(spec);
    return setup.lockstep ? setup.lockstep() : nullptr;
  }

  StartCurvature start_curvature(const RunSpec& spec) const override {
    if (spec.curvature.sharpness_every == 0) return {};
    const RunSpec wanted = start_of(spec);
    std::unique_lock lock(mutex_);
    std::list<KnownStart>& of_seed = starts_[spec.seed];  // its elements stay in place while others are added
    auto known = std::ranges::find(of_seed, wanted, &KnownStart::spec);
    if (known == of_seed.end()) {
      known = of_seed.emplace(known);
      known->spec = wanted;
    }
    lock.unlock();
    std::call_once(known->flag, [&] { known->curvature = measure_start(wanted); });
    return known->curvature;
  }

  std::optional<SlowRun> slow_run(const RunSpec& spec) const override {
    const Setup<S> setup = setup_of(spec);
    const auto optimizer = optimizer_of(spec, setup);
    if (!has_slow_run(*optimizer, spec)) return std::nullopt;
    return SlowPath<S>(setup, *optimizer, spec).lowest();
  }

  std::optional<double> stability_ratio(const RunSpec& spec) const override {
    const Setup<S> setup = setup_of(spec);
    const Schedule schedule(spec.schedule, total_steps(spec, setup.steps_per_epoch));
    const double share = spec.layer_rates.empty() ? 1 : schedule.share(0);
    const FirstStep<S> first(setup, spec,
                             {schedule.rate(spec.learning_rate, 0), schedule.rate(spec.learning_rate, 1), share});
    return std::isnan(first.step.loss) ? std::nullopt : first.step.stability_ratio;
  }

  SpectrumResult spectrum(const RunSpec& spec, const SpectrumSpec& wanted,
                          const std::vector<std::string>& features) const override {
    const Setup<S> setup = setup_of(spec);
    const Vector<S> theta = parameters_at(wanted.at_step, spec, setup);
    const auto objective = setup.measured();
    const double loss = objective->full_loss(theta);
    Hessian<S> H(*objective, false);
    H.stand_at(theta);
    Vector<double> g(theta.size());
    H.gradient(g);
    std::optional<SpectrumResult> result;
    if (all_finite(g)) result = measure_spectrum(H, spec.curvature, wanted, features);
    if (!result)
      throw UsageError(
          About{"--at-step"},
          " " + std::to_string(wanted.at_step) + ": the Hessian is not finite there (the loss is " +
              short_number_text(loss) + "); " +
              (wanted.at_step > 0        ? "choose an earlier step."
               : std::same_as<S, double> ? "use --scale standard, or a smaller --init-scale."
                                         : "use --scale standard, a smaller --init-scale, or --precision float64."));
    SpectrumRecord& record = result->spectrum;
    record.seed = spec.seed;
    record.step = wanted.at_step;
    if (wanted.at_step > 0) record.lr = spec.learning_rate;
    record.parameters = theta.size();
    record.rows = setup.rows;
    record.loss = loss;
    record.gradient_norm = norm(g);
    if (wanted.at_step == 0) {
      RunSpec alone = spec;
      alone.curvature.eigenvalues = 0;
      record.start = start_curvature(alone);
    }
    return std::move(*result);
  }

  Examination examine(const RunSpec& spec, const ExamineSpec& wanted) const override {
    const Setup<S> setup = setup_of(spec);
    const auto objective = setup.objective(), examined = setup.objective();
    const auto single_rows = setup.single_rows && wanted.rows ? setup.single_rows() : nullptr;
    const auto optimizer = optimizer_of(spec, setup);
    Trainer<S> trainer(*objective, *optimizer, spec, setup.start(), nullptr);
    return examine_run<S>(trainer, *examined, single_rows.get(), spec, wanted);
  }

  std::vector<EdgeRecord> edges(const RunSpec& spec, const std::vector<std::int64_t>& steps) const override {
    const Setup<S> setup = setup_of(spec);
    return edges_near(steps, setup, *optimizer_of(spec, setup), spec);
  }

  TrainedState state_at(const RunSpec& spec, std::int64_t step) const override {
    TrainedState state{.step = step};
    state.theta = parameters_at(step, spec, setup_of(spec), &state.memory).template cast<double>();
    return state;
  }

  std::string initial_parameters(const RunSpec& spec) const override { return parameters_text(setup_of(spec).start()); }

 private:
  struct KnownStart {
    RunSpec spec;
    std::once_flag flag;
    StartCurvature curvature;
  };

  /// Throws: std::logic_error for a spec of another precision; UsageError.
  Setup<S> setup_of(const RunSpec& spec) const {
    if (spec.precision != precision_of<S>) throw std::logic_error("a spec of another precision than its problem");
    Setup<S> setup = setups_(spec);
    if (!given_start_) return setup;
    if (given_start_->size() != setup.parameters)
      throw UsageError(About{"--init-from"},
                       ": holds " + counted(static_cast<std::size_t>(given_start_->size()), "number") +
                           ", the model has " + counted(static_cast<std::size_t>(setup.parameters), "parameter") + ".");
    setup.start = [this] { return *given_start_; };
    setup.lockstep = {};
    return setup;
  }

  // At η = 1: where the ratio is proportional to η its inverse is the limit.
  StartCurvature measure_start(const RunSpec& spec) const {
    const Setup<S> setup = setup_of(spec);
    const Schedule schedule(spec.schedule, total_steps(spec, setup.steps_per_epoch));
    FirstStep<S> first(setup, spec, {1, schedule.rate(1, 1)});
    const StepRecord& step = first.step;
    StartCurvature start{step.sharpness,
                         step.preconditioned_sharpness,
                         first.optimizer->stability_threshold().value,
                         std::nullopt,
                         stability_formula(*first.optimizer, first.sharpness.probe.share()),
                         step.stability_note,
                         step.top_eigenvalues,
                         step.bottom_eigenvalues};
    if (first.optimizer->has_bounded_steps())
      start.note =
          "its steps have one length, whatever the gradient: no run-away, but a floor under the loss that rises with "
          "the rate (on a parabola with its square)";
    else if (spec.schedule.warmup_steps > 0)
      start.note = "warm-up: the first steps take a part of the learning rate only";
    else if (step.stability_ratio && hangs_on_one_gradient(*first.optimizer, first.theta.size()))
      start.note = "the preconditioner rests on one gradient, and its elements differ by more than a factor of ten";
    else if (step.stability_ratio && first.optimizer->has_own_rates())
      find_limit(first, start);
    else if (step.stability_ratio && *step.stability_ratio > 0)
      start.limit = 1 / *step.stability_ratio;
    else if (step.stability_ratio)
      start.note = std::isfinite(*step.stability_ratio) ? "the loss curves upwards in no direction"
                                                        : "the Hessian is not finite";
    if (std::isfinite(step.loss))
      BatchLimits<S>(setup, spec, *first.optimizer, first.sharpness.probe.top()).measure(start);
    return start;
  }

  SetupOf<S> setups_;
  std::optional<Vector<S>> given_start_;
  mutable std::mutex mutex_;
  mutable std::map<std::uint64_t, std::list<KnownStart>> starts_;  // by seed
};

}  // namespace lrscope
