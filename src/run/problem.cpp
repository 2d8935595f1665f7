#include "lrscope/run/problem.h"

#include <algorithm>
#include <type_traits>

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

namespace lrscope {
namespace {

/// What both kinds of problem do the same way.
template <Real S>
class TypedProblem : public Problem {
 public:
  RunRecord run(const RunSpec& spec, StepObserver* observer) const final {
    const auto objective = make_objective(spec);
    const auto optimizer = make_optimizer<S>(spec.optimizer, objective->dimension());
    return Trainer<S>(*objective, *optimizer, spec, start(spec.seed), observer).run();
  }
  std::string initial_parameters(std::uint64_t seed) const final { return parameters_text(start(seed)); }
  void start_from(const Vector<double>& theta) final { given_start_ = theta.template cast<S>(); }

 private:
  virtual std::unique_ptr<Objective<S>> make_objective(const RunSpec& spec) const = 0;
  virtual Vector<S> own_start(std::uint64_t seed) const = 0;
  Vector<S> start(std::uint64_t seed) const { return given_start_ ? *given_start_ : own_start(seed); }

  std::optional<Vector<S>> given_start_;
};

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
      : data_(std::make_shared<const TrainingSet<S>>(data)),
        model_(spec.model),
        loss_(loss_name(spec.model, data.task)),
        initialiser_(find_named(initialisers(), spec.model.init, "initialiser")),
        layout_(Mlp<S>::layout_of(*data_, model_)),
        batch_rows_(batch_rows(spec.batch_size, data.rows())) {
    if (!all_finite(own_start(spec.seed)))
      throw UsageError("--init-scale " + number_text(model_.init_scale) +
                       ": the initial weights are not finite; use a smaller scale, or --precision float64.");
    find_named(activations(), model_.activation, "activation");
  }

  Index parameters() const override { return layout_.parameters(); }

 private:
  std::unique_ptr<Objective<S>> make_objective(const RunSpec& spec) const override {
    BatchOrder order(data_->rows(), batch_rows_, spec.shuffle, spec.seed);
    return std::make_unique<Mlp<S>>(data_, model_, loss_, std::move(order));
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
};

template <Real S>
class FunctionProblem final : public TypedProblem<S> {
 public:
  explicit FunctionProblem(const NamedFunction& function) : function_(function) {}
  Index parameters() const override { return static_cast<Index>(function_.start().size()); }

 private:
  std::unique_ptr<Objective<S>> make_objective(const RunSpec&) const override {
    return function_.template make<S>();
  }
  Vector<S> own_start(std::uint64_t) const override {
    const std::vector<double> x = function_.start();
    return Eigen::Map<const Vector<double>>(x.data(), static_cast<Index>(x.size())).template cast<S>();
  }

  const NamedFunction& function_;
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
  if (spec.precision == Precision::float32) return std::make_unique<FunctionProblem<float>>(function);
  return std::make_unique<FunctionProblem<double>>(function);
}

}  // namespace lrscope
