#include "lrscope/run/problem.h"

#include <algorithm>

#include "lrscope/core/text.h"
#include "lrscope/data/batch_order.h"
#include "lrscope/model/initialiser.h"
#include "lrscope/model/loss.h"
#include "lrscope/model/mlp.h"
#include "lrscope/model/training_set.h"
#include "refusals.h"
#include "lrscope/run/lockstep.h"
#include "typed_problem.h"

namespace lrscope {
namespace {

void require_eigenvalues(const RunSpec& spec, Index parameters) {
  if (spec.curvature.eigenvalues > parameters)
    throw UsageError(About{"--eigenvalues"}, " " + std::to_string(spec.curvature.eigenvalues) +
                                                 ": the model has only " +
                                                 counted(static_cast<std::size_t>(parameters), "parameter") +
                                                 "; use at most " + std::to_string(parameters) + ".");
}

Index batch_rows(const BatchSize& size, Index rows) {
  if (!size.rows) return rows;
  if (size.asked_for && *size.rows > rows)
    throw UsageError(About{"--batch-size"},
                     " " + std::to_string(*size.rows) + ": the data have only " + std::to_string(rows) +
                         " rows; use --batch-size full, or at most " + std::to_string(rows) + ".");
  return std::min<Index>(*size.rows, rows);
}

template <Real S>
class DataProblem final : public TypedProblem<S> {
 public:
  template <class Data>  // const Dataset& or Dataset&&: everything but the numbers stays in it
  DataProblem(Data&& data, const RunSpec& spec)
      : TypedProblem<S>(spec),
        data_(std::make_shared<const TrainingSet<S>>(std::forward<Data>(data), spec.target_scale)),
        model_(spec.model),
        loss_(loss_name(spec.model, data.task)),
        initialiser_(find_named(initialisers(), spec.model.init, "initialiser")),
        layout_(Mlp<S>::layout_of(*data_, model_)),
        batch_rows_(batch_rows(spec.batch_size, data_->rows())),
        features_(data.feature_names) {
    if (!all_finite(own_start(spec.seed)))
      throw UsageError(About{"--init-scale"},
                       " " + number_text(model_.init_scale) +
                           ": the initial weights are not finite; use a smaller scale" +
                           (std::same_as<S, float> ? ", or --precision float64." : "."));
    find_named(activations(), model_.activation, "activation");
    require_layers(spec, layout_.layers().size());
    require_deviations(spec, deviations());
    require_eigenvalues(spec, layout_.parameters());
  }

  Index parameters() const override { return layout_.parameters(); }

  std::unique_ptr<Lockstep> lockstep(const RunSpec& spec) const override {
    if (this->has_given_start() || !has_lockstep(spec, loss_)) return nullptr;
    return make_lockstep<S>(data_, spec, loss_, batch_rows_, initialiser_);
  }

 private:
  std::unique_ptr<Objective<S>> make_objective(const RunSpec& spec) const override {
    BatchOrder order(data_->rows(), batch_rows_, spec.shuffle, spec.order_seed.value_or(spec.seed));
    return std::make_unique<Mlp<S>>(data_, model_, loss_, std::move(order));
  }
  std::vector<ParameterScale> scales(const RunSpec& spec) const override {
    return parameter_scales(layout_.blocks(), spec.layer_rates, deviations());
  }
  /// σ of each layer where W = σω; none where W is trained.
  std::vector<double> deviations() const {
    if (model_.parametrization == Parametrization::standard) return {};
    return weight_deviations(layout_, initialiser_, model_.init_scale);
  }
  std::unique_ptr<Objective<S>> make_rows(const RunSpec& spec) const override {
    const auto rows = spec.curvature.rows
                          ? subset_of<S>(data_, static_cast<Index>(*spec.curvature.rows), spec.seed)
                          : data_;
    return std::make_unique<Mlp<S>>(rows, model_, loss_,
                                    BatchOrder(rows->rows(), rows_at_once(rows->rows()), false, 0));
  }
  std::unique_ptr<Objective<S>> make_single_rows(const RunSpec&) const override {
    return std::make_unique<Mlp<S>>(data_, model_, loss_, BatchOrder(data_->rows(), 1, false, 0));
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
  std::unique_ptr<Lockstep> lockstep(const RunSpec&) const override { return nullptr; }

 private:
  std::unique_ptr<Objective<S>> make_objective(const RunSpec&) const override {
    return function_.template make<S>();
  }
  std::vector<ParameterScale> scales(const RunSpec&) const override { return {}; }
  std::unique_ptr<Objective<S>> make_rows(const RunSpec& spec) const override { return make_objective(spec); }
  std::unique_ptr<Objective<S>> make_single_rows(const RunSpec&) const override { return nullptr; }
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
    throw UsageError(About{"--loss"}, " " + std::string(row.name) +
                                          ": the target holds numbers, this loss wants classes; use --task " +
                                          "classification, or a loss for numbers such as mse.");
  return row.name;
}

namespace {
template <class Data>
std::unique_ptr<Problem> make_data_problem(Data&& data, const RunSpec& spec) {
  check_optimizer_and_schedule(spec);
  require_representable(data, spec.precision);
  require_scaled_targets(data, spec);
  if (spec.precision == Precision::float32)
    return std::make_unique<DataProblem<float>>(std::forward<Data>(data), spec);
  return std::make_unique<DataProblem<double>>(std::forward<Data>(data), spec);
}
}  // namespace

std::unique_ptr<Problem> make_problem(const Dataset& data, const RunSpec& spec) {
  return make_data_problem(data, spec);
}

std::unique_ptr<Problem> make_problem(Dataset&& data, const RunSpec& spec) {
  return make_data_problem(std::move(data), spec);
}

std::unique_ptr<Problem> make_problem(const NamedFunction& function, const RunSpec& spec) {
  check_optimizer_and_schedule(spec);
  refuse_for_function(spec, function.name);
  if (spec.precision == Precision::float32) return std::make_unique<FunctionProblem<float>>(function, spec);
  return std::make_unique<FunctionProblem<double>>(function, spec);
}

}  // namespace lrscope
