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

namespace lrscope {
namespace {

std::string text_of(const LayerRate& own) { return " " + std::to_string(own.layer) + "=" + number_text(own.rate); }

double rounded_to(Precision precision, double value) {
  return precision == Precision::float32 ? static_cast<double>(static_cast<float>(value)) : value;
}

/// `targets`, `lines`: of the rows to train on, or of those held out.
void require_scaled_target(const Dataset& data, const Matrix<double>& targets, const LineNumbers& lines,
                           const RunSpec& spec, Index target, Index row) {
  const double value = targets(target, row);
  const double scaled = rounded_to(spec.precision, spec.target_scale * value);
  const bool vanishes = scaled == 0 && rounded_to(spec.precision, value) != 0;
  if (std::isfinite(scaled) && !vanishes) return;
  const bool is_single = spec.precision == Precision::float32;
  const auto at = static_cast<std::size_t>(target);
  throw UsageError(About{"--target-scale"},
                   " " + number_text(spec.target_scale) + ": " + data.path + ":" +
                       std::to_string(lines[static_cast<std::size_t>(row)]) + ":" +
                       std::to_string(data.target_columns[at] + 1) + ": column " + in_quotes(data.target_names[at]) +
                       ": " + number_text(value) + " times this " + (vanishes ? "is 0 in " : "does not fit ") +
                       (is_single ? "float32 (1.4e-45 to 3.4e38)" : "float64 (4.9e-324 to 1.8e308)") + "; use a " +
                       (vanishes ? "larger" : "smaller") + " scale" + (is_single ? ", or --precision float64." : "."));
}

DataError unfit_target(const Dataset& data, const LossRow& loss, Index target, long long line, double value) {
  const auto at = static_cast<std::size_t>(target);
  const Index column = data.target_columns[at];
  const bool is_scaled = std::ranges::any_of(data.codings, [&](const ColumnCoding& coding) {
    return coding.is_target && coding.place == column && (coding.shift != 0 || coding.scale != 1);
  });
  const bool are_counts = loss.targets == Targets::not_negative;
  return about("--loss", DataError(data.path + ":" + std::to_string(line) + ":" + std::to_string(column + 1) +
                                   ": column " + in_quotes(data.target_names[at]) + ": the target " +
                                   number_text(value) + (is_scaled ? " (after --scale-target)" : "") + ": --loss " +
                                   std::string(loss.name) + " takes " + (are_counts ? "numbers from 0 up" : "0 and 1") +
                                   "; use " + (is_scaled ? "--scale-target none" : "--loss mse") +
                                   ", or --drop-lines " + std::to_string(line) + " to leave the row out."));
}

/// Throws: UsageError for a layer that the model does not have, or a learning rate that does not fit the precision.
void require_layers(const RunSpec& spec, std::size_t layers) {
  const RateRange range = representable_rates(spec.precision);
  for (const LayerRate& own : spec.layer_rates) {
    if (own.layer > static_cast<long long>(layers))
      throw UsageError(About{"--layer-lr"}, text_of(own) + ": the model has " + counted(layers, "layer") +
                                                ", the output layer included; name layers from 1 to " +
                                                std::to_string(layers) + ".");
    if (own.rate == 0) continue;
    if (!(rounded_to(spec.precision, own.rate) >= range.smallest && own.rate <= range.largest))
      throw UsageError(About{"--layer-lr", {"--precision"}},
                       text_of(own) + ": does not fit float32 (1.4e-45 to 3.4e38); use --precision float64.");
  }
}

/// Throws: UsageError if W = σω cannot be trained: a σ that is 0 or infinite in the precision of the run.
void require_deviations(const RunSpec& spec, const std::vector<double>& deviations) {
  for (std::size_t l = 0; l < deviations.size(); ++l) {
    const double sigma = rounded_to(spec.precision, deviations[l]);
    if (sigma > 0 && std::isfinite(sigma)) continue;
    throw UsageError(
        About{"--parametrization", {"--init", "--init-scale"}},
        " ntk: --init " + spec.model.init + " with --init-scale " + number_text(spec.model.init_scale) +
            " gives the weights of layer " + std::to_string(l + 1) + " the standard deviation " + number_text(sigma) +
            ", and W = σω cannot be trained; use --init lecun-normal --init-scale 1, or --parametrization standard.");
  }
}

/// Throws: UsageError for a --target-scale of classes, or under which a target vanishes or does not fit the precision.
void require_scaled_targets(const Dataset& data, const RunSpec& spec) {
  if (spec.target_scale == 1) return;
  if (data.task == Task::classification)
    throw UsageError(About{"--target-scale"}, " " + number_text(spec.target_scale) +
                                                  ": the target holds classes, which have no scale; leave this option "
                                                  "out, or use --task regression for classes that are numbers.");
  const auto require = [&](const Matrix<double>& targets, const LineNumbers& lines) {
    for (Index row = 0; row < targets.cols(); ++row)
      for (Index target = 0; target < targets.rows(); ++target)
        require_scaled_target(data, targets, lines, spec, target, row);
  };
  require(data.targets, data.lines);
  require(data.held.targets, data.held.lines);
}

/// Throws: DataError for a target that `loss` does not take.
void require_targets(const Dataset& data, const LossRow& loss, double scale) {
  if (loss.targets == Targets::any || data.task == Task::classification) return;
  const auto fits = [&](double value) {
    return loss.targets == Targets::not_negative ? value >= 0 : value == 0 || value == 1;
  };
  const auto require = [&](const Matrix<double>& targets, const LineNumbers& lines) {
    for (Index row = 0; row < targets.cols(); ++row)
      for (Index i = 0; i < targets.rows(); ++i)
        if (!fits(scale * targets(i, row)))
          throw unfit_target(data, loss, i, lines[static_cast<std::size_t>(row)], scale * targets(i, row));
  };
  require(data.targets, data.lines);
  require(data.held.targets, data.held.lines);
}

/// Throws: UsageError for options that need layers or targets.
void refuse_for_function(const RunSpec& spec, std::string_view function) {
  const auto refuse = [&](const char* flag, const std::string& value, const char* what) {
    throw UsageError(About{flag}, value + ": case:" + std::string(function) + " is a function, it has no " + what +
                                      "; leave this option out.");
  };
  if (!spec.layer_rates.empty()) refuse("--layer-lr", text_of(spec.layer_rates.front()), "layers");
  if (spec.model.parametrization == Parametrization::ntk) refuse("--parametrization", " ntk", "layers");
  if (spec.target_scale != 1) refuse("--target-scale", " " + number_text(spec.target_scale), "targets");
  if (spec.batches) refuse("--batches", " " + spec.batches->path, "rows");
}

/// Throws: UsageError for a row that the data do not have, or more steps than were given.
void require_batches(const RunSpec& spec, Index rows, bool are_all) {
  const GivenBatches& given = *spec.batches;
  for (Index t = 0; t < given.steps(); ++t)
    for (const int row : given.step(t))
      if (row < 0 || row >= rows)
        throw UsageError(About{"--batches"},
                         " " + given.place(t) + ": '" + std::to_string(row) + "' is no row: the data have " +
                             std::to_string(rows) + (are_all ? " rows" : " rows to train on") +
                             ", numbered from 0; use numbers from 0 to " + std::to_string(rows - 1) + ".");
  if (spec.max_steps.value_or(0) > given.steps())
    throw UsageError(About{"--max-steps", {"--batches"}},
                     " " + std::to_string(*spec.max_steps) + ": " + given.path + " holds " +
                         counted(static_cast<std::size_t>(given.steps()), "step") + "; use at most " +
                         std::to_string(given.steps()) + ", or --epochs N for N passes through the file.");
}

Index rows_of_batch(const RunSpec& spec, Index rows, bool are_all) {
  if (spec.batches) {
    require_batches(spec, rows, are_all);
    return spec.batches->largest();
  }
  const BatchSize& size = spec.batch_size;
  if (!size.rows) return rows;
  if (size.asked_for && *size.rows > rows)
    throw UsageError(About{"--batch-size"}, " " + std::to_string(*size.rows) + ": the data have only " +
                                                std::to_string(rows) + (are_all ? " rows" : " rows to train on") +
                                                "; use --batch-size full, or at most " + std::to_string(rows) + ".");
  return std::min<Index>(*size.rows, rows);
}

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
