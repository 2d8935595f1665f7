#include "lrscope/run/problem.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <type_traits>

#include "at_step.h"
#include "lrscope/core/reductions.h"
#include "lrscope/core/text.h"
#include "lrscope/data/batch_order.h"
#include "lrscope/data/parameter_file.h"
#include "lrscope/model/initialiser.h"
#include "lrscope/model/loss.h"
#include "lrscope/model/mlp.h"
#include "lrscope/model/training_set.h"
#include "lrscope/optim/optimizer.h"
#include "lrscope/optim/schedule.h"
#include "lrscope/probe/sharpness.h"
#include "lrscope/probe/spectrum.h"

namespace lrscope {
namespace {

/// What both kinds of problem do the same way.
template <Real S>
class TypedProblem : public Problem {
 public:
  explicit TypedProblem(const RunSpec& common) : common_(common) {}

  RunRecord run(const RunSpec& spec, StepObserver* observer) const final {
    const auto objective = make_objective(spec);
    const auto optimizer = make_optimizer<S>(spec.optimizer, objective->dimension());
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

  std::string initial_parameters(std::uint64_t seed) const final { return parameters_text(start(seed)); }
  void start_from(const Vector<double>& theta) final { given_start_ = theta.template cast<S>(); }

 private:
  virtual std::unique_ptr<Objective<S>> make_objective(const RunSpec& spec) const = 0;
  virtual Vector<S> own_start(std::uint64_t seed) const = 0;
  /// The loss over the rows that the sharpness is measured on; null if those are all rows.
  virtual std::unique_ptr<Objective<S>> make_rows(const RunSpec& spec) const = 0;

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

  Vector<S> start(std::uint64_t seed) const { return given_start_ ? *given_start_ : own_start(seed); }
  StartCurvature measure_start(std::uint64_t seed) const;

  RunSpec common_;
  std::optional<Vector<S>> given_start_;
  mutable std::mutex mutex_;
  mutable std::map<std::uint64_t, Start> starts_;
};

// One step at η = 1, whose update fills the optimizer's memory and is thrown away: the ratio is proportional
// to η, so its inverse is the limit.
template <Real S>
StartCurvature TypedProblem<S>::measure_start(std::uint64_t seed) const {
  RunSpec spec = common_;
  spec.seed = seed;
  const auto objective = make_objective(spec);
  const auto optimizer = make_optimizer<S>(spec.optimizer, objective->dimension());
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
                       step.bottom_eigenvalues};
  if (spec.schedule.warmup_steps > 0)
    start.note = "warm-up: the first steps take a part of the learning rate only";
  else if (step.stability_ratio && *step.stability_ratio > 0)
    start.limit = 1 / *step.stability_ratio;
  else if (step.stability_ratio)
    start.note = std::isfinite(*step.stability_ratio) ? "the loss curves upwards in no direction"
                                                      : "the Hessian is not finite";
  return start;
}

template <Real S>
SpectrumResult TypedProblem<S>::spectrum(const RunSpec& spec, const SpectrumSpec& wanted) const {
  const Vector<S> theta =
      parameters_at<S>(wanted.at_step, spec, start(spec.seed), [&] { return make_objective(spec); });
  const auto objective = make_rows(spec);
  const double loss = objective->full_loss(theta);
  Hessian<S> H(*objective, false);
  H.stand_at(theta);
  Vector<double> g(theta.size());
  H.gradient(g);
  SpectrumResult result;
  if (all_finite(g)) result = measure_spectrum(H, spec.curvature, wanted, features());
  if (!all_finite(g) || !std::isfinite(result.spectrum.sharpness))
    throw UsageError("the Hessian at step " + std::to_string(wanted.at_step) +
                     " is not finite (the loss is " + short_number_text(loss) + "); " +
                     (wanted.at_step > 0 ? "choose an earlier --at-step."
                                         : "use --scale standard, smaller initial weights, or float64."));
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

void require_eigenvalues(const RunSpec& spec, Index parameters) {
  if (spec.curvature.eigenvalues > parameters)
    throw UsageError("--eigenvalues " + std::to_string(spec.curvature.eigenvalues) + ": the model has only " +
                     counted(static_cast<std::size_t>(parameters), "parameter") + "; use at most " +
                     std::to_string(parameters) + ".");
}

Index batch_rows(const BatchSize& size, Index rows) {
  if (!size.rows) return rows;
  if (size.asked_for && *size.rows > rows)
    throw UsageError("--batch-size " + std::to_string(*size.rows) + ": the data have only " +
                     std::to_string(rows) + " rows; use --batch-size full, or at most " +
                     std::to_string(rows) + ".");
  return std::min<Index>(*size.rows, rows);
}

template <Real S>
class DataProblem final : public TypedProblem<S> {
 public:
  DataProblem(const Dataset& data, const RunSpec& spec)
      : TypedProblem<S>(spec),
        data_(std::make_shared<const TrainingSet<S>>(data)),
        model_(spec.model),
        loss_(loss_name(spec.model, data.task)),
        initialiser_(find_named(initialisers(), spec.model.init, "initialiser")),
        layout_(Mlp<S>::layout_of(*data_, model_)),
        batch_rows_(batch_rows(spec.batch_size, data.rows())),
        features_(data.feature_names) {
    if (!all_finite(own_start(spec.seed)))
      throw UsageError("--init-scale " + number_text(model_.init_scale) +
                       ": the initial weights are not finite; use a smaller scale, or --precision float64.");
    find_named(activations(), model_.activation, "activation");
    require_eigenvalues(spec, layout_.parameters());
  }

  Index parameters() const override { return layout_.parameters(); }

 private:
  std::unique_ptr<Objective<S>> make_objective(const RunSpec& spec) const override {
    BatchOrder order(data_->rows(), batch_rows_, spec.shuffle, spec.seed);
    return std::make_unique<Mlp<S>>(data_, model_, loss_, std::move(order));
  }
  std::unique_ptr<Objective<S>> make_rows(const RunSpec& spec) const override {
    const auto rows = spec.curvature.rows
                          ? subset_of<S>(data_, static_cast<Index>(*spec.curvature.rows), spec.seed)
                          : data_;
    return std::make_unique<Mlp<S>>(rows, model_, loss_,
                                    BatchOrder(rows->rows(), rows_at_once(rows->rows()), false, 0));
  }
  std::optional<std::int64_t> rows(const RunSpec& spec) const override {
    return std::min<std::int64_t>(spec.curvature.rows.value_or(data_->rows()), data_->rows());
  }
  const std::vector<std::string>& features() const override { return features_; }
  double share_of_step(const RunSpec& spec) const override {
    if (find_named(losses(), loss_, "loss").is_mean) return 1;
    return static_cast<double>(batch_rows_) / static_cast<double>(*rows(spec));
  }
  /// As many rows as keep the matrices of a Hessian-vector product within bounds.
  Index rows_at_once(Index rows) const {
    constexpr Index most_elements = 4'000'000;  // of each of about eight matrices
    Index units = 1;
    for (const Layer& layer : layout_.layers()) units += layer.outputs;
    return std::clamp<Index>(most_elements / units, 1, rows);
  }
  Vector<S> own_start(std::uint64_t seed) const override {
    return lrscope::initial_parameters<S>(layout_, initialiser_, model_.init_scale, seed);
  }

  std::shared_ptr<const TrainingSet<S>> data_;
  ModelSpec model_;
  std::string_view loss_;
  const Initialiser& initialiser_;
  Layout layout_;
  Index batch_rows_;
  std::vector<std::string> features_;
};

template <Real S>
class FunctionProblem final : public TypedProblem<S> {
 public:
  FunctionProblem(const NamedFunction& function, const RunSpec& spec)
      : TypedProblem<S>(spec), function_(function) {
    require_eigenvalues(spec, parameters());
  }
  Index parameters() const override { return static_cast<Index>(function_.start().size()); }

 private:
  std::unique_ptr<Objective<S>> make_objective(const RunSpec&) const override {
    return function_.template make<S>();
  }
  std::unique_ptr<Objective<S>> make_rows(const RunSpec& spec) const override { return make_objective(spec); }
  std::optional<std::int64_t> rows(const RunSpec&) const override { return std::nullopt; }
  const std::vector<std::string>& features() const override { return no_features_; }
  double share_of_step(const RunSpec&) const override { return 1; }
  Vector<S> own_start(std::uint64_t) const override {
    const std::vector<double> x = function_.start();
    return Eigen::Map<const Vector<double>>(x.data(), static_cast<Index>(x.size())).template cast<S>();
  }

  const NamedFunction& function_;
  std::vector<std::string> no_features_;
};

void check_optimizer_and_schedule(const RunSpec& spec) {
  find_named(optimizers(), spec.optimizer.name, "optimizer");
  find_named(schedules(), spec.schedule.name, "schedule");
}

}  // namespace

std::string_view loss_name(const ModelSpec& spec, Task task) {
  if (!spec.loss) return task == Task::regression ? "mse" : "cross-entropy";
  const LossRow& row = find_named(losses(), *spec.loss, "loss");
  if (row.task == Task::classification && task == Task::regression)
    throw UsageError("--loss " + std::string(row.name) +
                     ": the target holds numbers, this loss wants classes; use --task " +
                     "classification, or a loss for numbers such as mse.");
  return row.name;
}

std::unique_ptr<Problem> make_problem(const Dataset& data, const RunSpec& spec) {
  check_optimizer_and_schedule(spec);
  require_representable(data, spec.precision);
  if (spec.precision == Precision::float32) return std::make_unique<DataProblem<float>>(data, spec);
  return std::make_unique<DataProblem<double>>(data, spec);
}

std::unique_ptr<Problem> make_problem(const NamedFunction& function, const RunSpec& spec) {
  check_optimizer_and_schedule(spec);
  if (spec.precision == Precision::float32) return std::make_unique<FunctionProblem<float>>(function, spec);
  return std::make_unique<FunctionProblem<double>>(function, spec);
}

}  // namespace lrscope
