#include "train/setup.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "data/batch_order.h"
#include "lrscope/errors.h"
#include "lrscope/problem.h"
#include "lrscope/run_spec.h"
#include "nn/baseline.h"
#include "nn/initialiser.h"
#include "nn/mlp.h"
#include "train/requirements/requirements.h"

namespace lrscope {
namespace {

/// Bounds the matrices of a Hessian-vector product.
Index rows_at_once(const Layout& layout, Index rows) {
  constexpr Index most_elements = 4'000'000;  // of each of about eight matrices
  Index units = 1;
  for (const Layer& layer : layout.layers()) units += layer.outputs;
  return std::clamp<Index>(most_elements / units, 1, rows);
}

/// The rows, and the same with targets of the scale that was asked for last.
template <Real S>
class ScaledSets {
 public:
  ScaledSets(std::shared_ptr<const Dataset> data, EncodedRows<S> rows)
      : data_(std::move(data)), unscaled_(std::move(rows)) {}

  const Dataset& data() const { return *data_; }

  EncodedRows<S> rows_for(const RunSpec& spec, const LossRow& loss) {
    const std::lock_guard lock(mutex_);
    const std::pair taken(&loss, spec.target_scale);
    if (!taken_.contains(taken)) {
      require_targets(*data_, loss, spec.target_scale);
      taken_.insert(taken);
    }
    if (spec.target_scale == 1 && loss.takes_last_target(data_->task)) return last_targets();
    if (spec.target_scale == 1) return unscaled_;
    if (!scaled_.training || scale_ != spec.target_scale) {
      require_scaled_targets(*data_, spec);
      scale_ = spec.target_scale;
      const auto scaled = [&](const auto& set, const Matrix<double>& targets) {
        return set ? std::make_shared<const TrainingSet<S>>(set->with_targets(targets, scale_)) : nullptr;
      };
      scaled_ = {scaled(unscaled_.training, data_->targets), scaled(unscaled_.held, data_->held.targets)};
    }
    return scaled_;
  }

  /// Computed once for each loss and scale.
  Yardstick yardstick(const RunSpec& spec) {
    const Baselines all = baselines(spec);
    return {all.training, has_classes(), all.lowest};
  }
  Yardstick held_yardstick(const RunSpec& spec) {
    const Baselines all = baselines(spec);
    return {all.held, has_classes(), all.held_lowest};
  }

 private:
  struct Baselines {
    double training = 0;
    std::optional<double> held;  // absent: no row is held out
    double lowest = 0, held_lowest = 0;
  };

  bool has_classes() const { return data_->task == Task::classification; }

  Baselines baselines(const RunSpec& spec) {
    const LossRow& loss = find_named(losses(), loss_name(spec.model, *data_), "loss");
    const EncodedRows<S> rows = rows_for(spec, loss);
    const double parameter = loss.parameter_of(spec.model);
    const std::lock_guard lock(mutex_);
    const auto [known, is_new] = baselines_.try_emplace({&loss, parameter, spec.target_scale});
    Baselines& all = known->second;
    if (!is_new) return all;
    all.training = baseline_loss(loss, rows.training->targets, parameter, rows.training->weights);
    all.lowest = lowest_loss(loss, *rows.training);
    if (rows.held) {
      all.held = held_baseline_loss(loss, *rows.training, *rows.held, parameter);
      all.held_lowest = lowest_loss(loss, *rows.held);
    }
    return all;
  }

  /// Of two classes, one output for the second. Requires: the lock.
  EncodedRows<S> last_targets() {
    const auto last = [](const auto& set) {
      return set ? std::make_shared<const TrainingSet<S>>(set->with_last_target()) : nullptr;
    };
    if (!last_targets_.training) last_targets_ = {last(unscaled_.training), last(unscaled_.held)};
    return last_targets_;
  }

  std::shared_ptr<const Dataset> data_;
  EncodedRows<S> unscaled_;
  std::mutex mutex_;
  double scale_ = 1;
  EncodedRows<S> scaled_, last_targets_;
  std::set<std::pair<const LossRow*, double>> taken_;  // losses that take the targets at a scale
  std::map<std::tuple<const LossRow*, double, double>, Baselines>
      baselines_;  // by loss, parameter, scale of the targets
};

template <Real S>
Setup<S> setup_of_network(const std::shared_ptr<ScaledSets<S>>& sets, const RunSpec& spec) {
  const ModelSpec& model = spec.model;
  const std::string_view loss = loss_name(model, sets->data());
  const LossRow& loss_row = find_named(losses(), loss, "loss");
  const EncodedRows<S> all = sets->rows_for(spec, loss_row);
  const auto& data = all.training;
  const Initialiser& initialiser = find_named(initialisers(), model.init, "initialiser");
  const Layout layout = Mlp<S>::layout_of(*data, model);
  const Index batch = rows_of_batch(spec, data->rows(), !all.held);
  hidden_activations(model);  // throws
  require_layers(spec, layout.layers().size());
  const std::vector<double> sigmas = weight_deviations(layout, initialiser, model);
  require_deviations(spec, sigmas);
  const auto network_on = [model, loss](const auto& rows, BatchOrder order, const Yardstick& yardstick = {}) {
    return std::make_unique<Mlp<S>>(rows, model, loss, std::move(order), yardstick);
  };
  const auto measured_rows = spec.curvature.rows ? std::optional<Index>(*spec.curvature.rows) : std::nullopt;

  Setup<S> setup;
  setup.parameters = layout.parameters();
  setup.steps_per_epoch = steps_of_epoch(spec, data->rows());
  setup.start = [layout, &initialiser, model, seed = spec.seed] {
    return initial_parameters<S>(layout, initialiser, model, seed);
  };
  setup.training_rows = data->rows();
  setup.batch_size = batch;
  setup.batches = [=] { return BatchOrder::of(spec, data->rows(), batch); };
  setup.objective = [=, batches = setup.batches] { return network_on(data, batches(), sets->yardstick(spec)); };
  const ReplicaLoss kind = loss_row.replica;
  setup.is_least_squares = layout.layers().size() == 1 && !output_activation(model) &&
                           (kind == ReplicaLoss::square || kind == ReplicaLoss::half_square);
  setup.measured = [=, seed = spec.seed] {
    const auto rows = measured_rows ? subset_of<S>(data, *measured_rows, seed) : data;
    return network_on(rows, BatchOrder(rows->rows(), rows_at_once(layout, rows->rows()), false, 0));
  };
  setup.measures_steps = !spec.batches && batch == data->rows() && !measured_rows;
  setup.rows = std::min(measured_rows.value_or(data->rows()), data->rows());
  if (!loss_row.is_mean() && !setup.measures_steps) setup.summed_rows = setup.rows;
  if (const auto& held = all.held) {
    setup.held_rows = held->rows();
    setup.held_out = [=] {
      return network_on(held, BatchOrder(held->rows(), 1, false, 0), sets->held_yardstick(spec));
    };
  }
  setup.single_rows = [=] { return network_on(data, BatchOrder(data->rows(), 1, false, 0)); };
  setup.layout = layout.blocks();
  setup.scales = parameter_scales(setup.layout, spec.layer_rates, sigmas, spec.optimizer.decays_weights_only);
  setup.lockstep = [=, &initialiser]() -> std::unique_ptr<Lockstep> {
    if (spec.batches) return nullptr;
    return make_lockstep<S>(data, spec, loss, batch, initialiser, sets->yardstick(spec).baseline_loss);
  };
  return setup;
}

}  // namespace

template <Real S>
SetupOf<S> setups_of(std::shared_ptr<const Dataset> data, EncodedRows<S> rows) {
  const auto sets = std::make_shared<ScaledSets<S>>(std::move(data), std::move(rows));
  return [sets](const RunSpec& spec) { return setup_of_network<S>(sets, spec); };
}

template <Real S>
SetupOf<S> setups_of(const NamedFunction& function) {
  return [function](const RunSpec& spec) {
    refuse_for_function(spec, function.name);
    const std::vector<double> x = function.start();
    Setup<S> setup;
    setup.parameters = static_cast<Index>(x.size());
    setup.start = [x] {
      return Vector<S>(Eigen::Map<const Vector<double>>(x.data(), std::ssize(x)).template cast<S>());
    };
    setup.objective = setup.measured = [function] { return function.template make<S>(); };
    setup.layout = setup.objective()->layout();
    return setup;
  };
}

template SetupOf<float> setups_of(std::shared_ptr<const Dataset>, EncodedRows<float>);
template SetupOf<double> setups_of(std::shared_ptr<const Dataset>, EncodedRows<double>);
template SetupOf<float> setups_of(const NamedFunction&);
template SetupOf<double> setups_of(const NamedFunction&);

}  // namespace lrscope
