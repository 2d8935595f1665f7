#include "lrscope/problem.h"
#include "curvature/spectrum.h"
#include "data/encode.h"

#include <utility>

#include "base/text.h"
#include "lrscope/errors.h"
#include "lrscope/trainer.h"
#include "nn/activation.h"
#include "nn/loss.h"
#include "optim/optimizer.h"
#include "train/edge.h"
#include "train/examination.h"
#include "train/lockstep.h"
#include "train/typed_problem.h"

namespace lrscope {
namespace {

template <Real S>
std::shared_ptr<const AnyProblem> on(SetupOf<S> setups) {
  return std::make_shared<const TypedProblem<S>>(std::move(setups));
}

template <Real S>
std::shared_ptr<const AnyProblem> on_data(const std::shared_ptr<const Dataset>& data, EncodedRows<S> rows) {
  return on<S>(setups_of<S>(data, std::move(rows)));
}

// A part is a Dataset, its rows to train on, or its HeldRows. Null without rows.

template <class Part>
std::shared_ptr<const TrainingSet<float>> converted(const Part& part) {
  if (part.inputs.cols() == 0) return nullptr;
  return std::make_shared<const TrainingSet<float>>(
      part.inputs.template cast<float>(), part.targets.template cast<float>(), part.weights.template cast<float>());
}

/// Its inputs are those of `data`.
template <class Part>
std::shared_ptr<const TrainingSet<double>> shared(const std::shared_ptr<const Dataset>& data, const Part& part) {
  if (part.inputs.cols() == 0) return nullptr;
  return std::make_shared<const TrainingSet<double>>(std::shared_ptr<const Matrix<double>>(data, &part.inputs),
                                                     part.targets, part.weights);
}

/// Converted; frees what is not needed any more. Targets of numbers may be scaled later.
template <class Part>
std::shared_ptr<const TrainingSet<float>> moved(Part& part, Task task) {
  if (part.inputs.cols() == 0) return nullptr;
  auto inputs = std::make_shared<const Matrix<float>>(part.inputs.template cast<float>());
  part.inputs.resize(0, 0);
  Matrix<float> targets = part.targets.template cast<float>();
  if (task == Task::classification) part.targets.resize(0, 0);
  return std::make_shared<const TrainingSet<float>>(std::move(inputs), std::move(targets),
                                                    part.weights.template cast<float>());
}

/// The row of --loss for data of this task, of one name or three.
const LossRow& loss_for(const ModelSpec& spec, Task task, std::size_t classes) {
  const std::vector<std::string> names = split(spec.loss.value_or("mse,cross-entropy,cross-entropy"), ',');
  if (names.size() != 1 && names.size() != 3)
    throw UsageError(About{"--loss"}, " " + *spec.loss + ": " + std::to_string(names.size()) +
                                          " losses; name one, or three: for numbers, for classes, for two classes, " +
                                          "such as mse,cross-entropy,binary-cross-entropy.");
  std::vector<const LossRow*> rows;
  for (const std::string& name : names) rows.push_back(&find_named(losses(), name, "loss"));
  if (rows.size() == 1) return *rows.front();
  return *rows[task == Task::regression ? 0 : classes == 2 ? 2 : 1];
}

}  // namespace

Problem::Problem(std::shared_ptr<const Dataset> data, Precision precision)
    : data_(std::move(data)), rows_(data_->rows()) {
  require_representable(*data_, precision);
  if (precision == Precision::float32)
    typed_ = on_data<float>(data_, {converted(*data_), converted(data_->held)});
  else
    typed_ = on_data<double>(data_, {shared(data_, *data_), shared(data_, data_->held)});
}

Problem::Problem(Dataset data, Precision precision) {
  if (precision == Precision::float64) {
    *this = Problem(std::make_shared<const Dataset>(std::move(data)), precision);
    return;
  }
  require_representable(data, precision);
  rows_ = data.rows();
  EncodedRows<float> rows{moved(data, data.task), moved(data.held, data.task)};
  data_ = std::make_shared<const Dataset>(std::move(data));
  typed_ = on_data<float>(data_, std::move(rows));
}

Problem::Problem(const NamedFunction& function, Precision precision) {
  if (precision == Precision::float32)
    typed_ = on<float>(setups_of<float>(function));
  else
    typed_ = on<double>(setups_of<double>(function));
}

Problem Problem::starting_at(const Vector<double>& theta) const {
  Problem copy = *this;
  copy.typed_ = typed_->starting_at(theta);
  return copy;
}

void Problem::check(const RunSpec& spec) const { typed_->check(spec); }
Index Problem::parameters(const RunSpec& spec) const { return typed_->parameters(spec); }
RunRecord Problem::run(const RunSpec& spec, StepObserver* observer) const { return typed_->run(spec, observer); }
std::unique_ptr<Lockstep> Problem::lockstep(const RunSpec& spec) const { return typed_->lockstep(spec); }
StartCurvature Problem::start_curvature(const RunSpec& spec) const { return typed_->start_curvature(spec); }
std::optional<SlowRun> Problem::slow_run(const RunSpec& spec) const { return typed_->slow_run(spec); }
std::optional<double> Problem::stability_ratio(const RunSpec& spec) const { return typed_->stability_ratio(spec); }
SpectrumResult Problem::spectrum(const RunSpec& spec, const SpectrumSpec& wanted) const {
  return typed_->spectrum(spec, wanted, data_ ? data_->feature_names : std::vector<std::string>());
}
Examination Problem::examine(const RunSpec& spec, const ExamineSpec& wanted) const {
  return typed_->examine(spec, wanted);
}
void Problem::check_edges(const RunSpec& spec) const { typed_->edges(spec, {}); }
std::vector<EdgeRecord> Problem::edges(const RunSpec& spec, const std::vector<std::int64_t>& steps) const {
  return typed_->edges(spec, steps);
}
TrainedState Problem::state_at(const RunSpec& spec, std::int64_t step) const { return typed_->state_at(spec, step); }

std::string Problem::initial_parameters(const RunSpec& spec) const { return typed_->initial_parameters(spec); }

std::string_view loss_name(const ModelSpec& spec, Task task, std::size_t classes) {
  const LossRow& row = loss_for(spec, task, classes);
  const std::string name(row.name);
  if (row.task == Task::classification && task == Task::regression)
    throw UsageError(About{"--loss"}, " " + name +
                                          ": the target contains numbers, but this loss needs classes; use --task " +
                                          "classification, or a loss for numbers such as mse.");
  if (row.takes_last_target(task) && classes != 2)
    throw UsageError(About{"--loss"}, " " + name + ": the target has " + std::to_string(classes) +
                                          " classes, but this loss is for two; use --loss cross-entropy.");
  if (!row.link.empty() && output_activation(spec))
    throw UsageError(About{"--output-activation", {"--loss"}},
                     " " + spec.output_activation + ": --loss " + name + " contains its own output activation (" +
                         std::string(row.link) +
                         "); use --output-activation identity, or a loss of the output itself " + "such as mse.");
  return row.name;
}

std::string_view loss_name(const ModelSpec& spec, const Dataset& data) {
  return loss_name(spec, data.task, data.target_names.size());
}

double error_growth(const RunSpec& spec, double x) {
  return spec.precision == Precision::float32 ? make_optimizer<float>(spec.optimizer, 0)->error_growth(x)
                                              : make_optimizer<double>(spec.optimizer, 0)->error_growth(x);
}

}  // namespace lrscope
