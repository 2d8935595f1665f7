#include "lrscope/problem.h"
#include "curvature/spectrum.h"
#include "data/encode.h"

#include <utility>

#include "base/text.h"
#include "lrscope/errors.h"
#include "lrscope/trainer.h"
#include "nn/loss.h"
#include "optim/optimizer.h"
#include "train/examination.h"
#include "train/lockstep.h"
#include "train/typed_problem.h"

namespace lrscope {
namespace {

template <Real S>
std::shared_ptr<const TypedProblem<S>> on(SetupOf<S> setups) {
  return std::make_shared<const TypedProblem<S>>(std::move(setups));
}

template <Real S, class... Numbers>
std::shared_ptr<const TypedProblem<S>> on_data(const std::shared_ptr<const Dataset>& data, Numbers&&... numbers) {
  return on<S>(setups_of<S>(data, std::make_shared<const TrainingSet<S>>(std::forward<Numbers>(numbers)...)));
}

}  // namespace

Problem::Problem(std::shared_ptr<const Dataset> data, Precision precision)
    : data_(std::move(data)), rows_(data_->rows()) {
  require_representable(*data_, precision);
  if (precision == Precision::float32)
    typed_ = on_data<float>(data_, *data_);
  else  // the doubles are shared
    typed_ = on_data<double>(data_, std::shared_ptr<const Matrix<double>>(data_, &data_->inputs), data_->targets);
}

Problem::Problem(Dataset data, Precision precision) {
  if (precision == Precision::float64) {
    *this = Problem(std::make_shared<const Dataset>(std::move(data)), precision);
    return;
  }
  require_representable(data, precision);
  rows_ = data.rows();
  auto inputs = std::make_shared<const Matrix<float>>(data.inputs.cast<float>());
  data.inputs.resize(0, 0);
  Matrix<float> targets = data.targets.cast<float>();
  if (data.task == Task::classification) data.targets.resize(0, 0);  // others may be scaled
  data_ = std::make_shared<const Dataset>(std::move(data));
  typed_ = on_data<float>(data_, std::move(inputs), std::move(targets));
}

Problem::Problem(const NamedFunction& function, Precision precision) {
  if (precision == Precision::float32)
    typed_ = on<float>(setups_of<float>(function));
  else
    typed_ = on<double>(setups_of<double>(function));
}

Problem Problem::starting_at(const Vector<double>& theta) const {
  return std::visit(
      [&]<Real S>(const Shared<S>& typed) {
        Problem copy = *this;
        copy.typed_ = typed->starting_at(theta.template cast<S>());
        return copy;
      },
      typed_);
}

void Problem::check(const RunSpec& spec) const {
  std::visit([&](const auto& typed) { typed->check(spec); }, typed_);
}

Index Problem::parameters(const RunSpec& spec) const {
  return std::visit([&](const auto& typed) { return typed->setup_of(spec).parameters; }, typed_);
}

RunRecord Problem::run(const RunSpec& spec, StepObserver* observer) const {
  return std::visit([&](const auto& typed) { return typed->run(spec, observer); }, typed_);
}

std::unique_ptr<Lockstep> Problem::lockstep(const RunSpec& spec) const {
  return std::visit([&](const auto& typed) { return typed->lockstep(spec); }, typed_);
}

StartCurvature Problem::start_curvature(const RunSpec& spec) const {
  return std::visit([&](const auto& typed) { return typed->start_curvature(spec); }, typed_);
}

std::optional<double> Problem::stability_ratio(const RunSpec& spec) const {
  return std::visit([&](const auto& typed) { return typed->stability_ratio(spec); }, typed_);
}

SpectrumResult Problem::spectrum(const RunSpec& spec, const SpectrumSpec& wanted) const {
  const auto features = data_ ? data_->feature_names : std::vector<std::string>();
  return std::visit([&](const auto& typed) { return typed->spectrum(spec, wanted, features); }, typed_);
}

Examination Problem::examine(const RunSpec& spec, const ExamineSpec& wanted) const {
  return std::visit([&](const auto& typed) { return typed->examine(spec, wanted); }, typed_);
}

std::string Problem::initial_parameters(const RunSpec& spec) const {
  return std::visit([&](const auto& typed) { return typed->initial_parameters(spec); }, typed_);
}

std::string_view loss_name(const ModelSpec& spec, Task task) {
  if (!spec.loss) return task == Task::regression ? "mse" : "cross-entropy";
  const LossRow& row = find_named(losses(), *spec.loss, "loss");
  if (row.task == Task::classification && task == Task::regression)
    throw UsageError(About{"--loss"}, " " + std::string(row.name) +
                                          ": the target contains numbers, but this loss needs classes; use --task " +
                                          "classification, or a loss for numbers such as mse.");
  return row.name;
}

double error_growth(const RunSpec& spec, double x) {
  return spec.precision == Precision::float32 ? make_optimizer<float>(spec.optimizer, 0)->error_growth(x)
                                              : make_optimizer<double>(spec.optimizer, 0)->error_growth(x);
}

}  // namespace lrscope
