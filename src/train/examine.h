// A look into single steps of a run. Private to this folder.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "base/quantiles.h"
#include "base/reductions.h"
#include "curvature/taylor.h"
#include "nn/activation.h"
#include "optim/schedule.h"
#include "train/examination.h"
#include "train/training_loop.h"

namespace lrscope {

/// NaN counts as larger than everything, so that it stands out.
inline double at_least(double value) { return std::isnan(value) ? std::numeric_limits<double>::infinity() : value; }

/// Sets times_median of every record: `member` over its median; 1 where the median is 0 or not finite.
template <class Record>
void compare(std::vector<Record>& records, double Record::*member) {
  std::vector<double> values;
  for (const Record& record : records) values.push_back(at_least(record.*member));
  const double middle = median(std::move(values));
  for (Record& record : records)
    record.times_median = middle > 0 && std::isfinite(middle) ? at_least(record.*member) / middle : 1;
}

template <Real S>
class Examiner {
 public:
  Examiner(Objective<S>& objective, const ModelSpec& model)
      : objective_(objective),
        activations_(hidden_activations(model)),
        leaky_slope_(static_cast<S>(model.leaky_slope)),
        g_(objective.dimension()) {}

  void add_layers(std::int64_t step, const Vector<S>& theta, std::vector<LayerRecord>& list) {
    const double loss = objective_.stand_at(step, theta, g_);
    const std::size_t first = list.size();
    const auto layer_of = [&](std::int64_t number) -> LayerRecord& {
      for (std::size_t i = first; i < list.size(); ++i)
        if (list[i].layer == number) return list[i];
      return list.emplace_back(LayerRecord{.step = step, .layer = number, .loss = loss});
    };
    const std::vector<Index> units = objective_.hidden_units();
    objective_.visit_tensors([&](const TensorView<S>& view) {
      if (view.stage == Stage::input || view.stage == Stage::loss) return;
      LayerRecord& layer = layer_of(view.layer);
      place(view, layer);
      const bool is_hidden = view.layer <= std::ssize(units);
      if (!is_hidden || view.name != "pre_activation") return;
      const Activation& activation = *activations_[static_cast<std::size_t>(view.layer - 1)];
      if (activation.steepest > 0) layer.saturated_fraction = saturated_share(activation, view);
    });
    if (units.empty() || !all_finite(theta)) return;
    const std::vector<Index> dead = objective_.dead_units(theta);
    for (std::size_t l = 0; l < units.size(); ++l)
      list[first + l].dead_fraction = static_cast<double>(dead[l]) / static_cast<double>(units[l]);
  }

  std::vector<BatchRecord> batches(std::int64_t step, const Vector<S>& theta) {
    std::vector<BatchRecord> list;
    const Index per_epoch = objective_.steps_per_epoch();
    if (objective_.has_fixed_batch()) return list;
    const std::int64_t first = step / per_epoch * per_epoch;
    for (std::int64_t t = first; t < first + per_epoch; ++t) {
      BatchRecord batch{.step = t, .at_step = step, .loss = objective_.stand_at(t, theta, g_)};
      batch.gradient_norm = norm(g_);
      objective_.visit_tensors([&](const TensorView<S>& view) {
        if (view.kind == TensorKind::input) batch.lines.assign(view.examples, view.examples + view.cols);
      });
      batch.rows = static_cast<std::int64_t>(batch.lines.size());
      list.push_back(std::move(batch));
    }
    compare(list, &BatchRecord::loss);
    return list;
  }

  std::vector<RowRecord> rows(Objective<S>& single_rows, const Vector<S>& theta) {
    std::vector<RowRecord> list;
    double sum = 0;
    for (std::int64_t row = 0; row < single_rows.steps_per_epoch(); ++row) {
      const double loss = single_rows.stand_at(row, theta, g_);
      sum += loss;
      list.push_back({.line = row, .loss = loss, .gradient_norm = norm(g_)});
    }
    for (RowRecord& record : list) record.loss_share = record.loss / sum;
    compare(list, &RowRecord::gradient_norm);
    return list;
  }

  AlongCurve along(std::int64_t step, double lr, std::optional<double> sharpness, const Vector<S>& theta) {
    AlongCurve curve{step, lr, {}};
    const double loss = objective_.stand_at(step, theta, g_);
    StepRecord taylor;
    TaylorProbe<S>(theta.size()).measure_gradient(objective_, g_, taylor);
    curve.points.push_back({0, loss, loss, Mark::none});
    const auto add = [&](double epsilon, Mark mark) { curve.points.push_back({epsilon, 0, 0, mark}); };
    add(lr, Mark::lr);
    if (taylor.critical_lr) {
      add(*taylor.critical_lr / 2, Mark::minimum);
      add(*taylor.critical_lr, Mark::critical_lr);
    }
    if (sharpness && *sharpness > 0) add(2 / *sharpness, Mark::sharpness);
    add_grid(curve.points);
    Vector<S> point(theta.size());
    for (AlongRecord& record : curve.points) {
      if (record.epsilon == 0) continue;
      point = theta - static_cast<S>(record.epsilon) * g_;
      record.loss = objective_.evaluate(point);
      record.parabola =
          loss - record.epsilon * taylor.gg.value() + record.epsilon * record.epsilon / 2 * taylor.gHg.value();
    }
    return curve;
  }

 private:
  static void place(const TensorView<S>& view, LayerRecord& layer) {
    const double size = max_abs(view.data, view.rows * view.cols);
    const auto widen = [&](double& largest) { largest = std::max(at_least(largest), at_least(size)); };
    if (view.kind == TensorKind::parameter)
      widen(layer.weight);
    else if (view.kind == TensorKind::activation)
      layer.activation = at_least(size);  // the activation comes after its pre-activation
    else if (view.kind == TensorKind::delta)
      layer.delta = at_least(size);
    else
      widen(layer.gradient);
  }

  double saturated_share(const Activation& activation, const TensorView<S>& z) const {
    constexpr double flat = 0.01;  // of the steepest slope
    const Index size = z.rows * z.cols;
    std::vector<S> value(static_cast<std::size_t>(size)), slope(value.size());
    activation.kernels.get<S>().forward(leaky_slope_, z.data, value.data(), slope.data(), size);
    const auto count = std::ranges::count_if(slope, [&](S s) { return s < flat * activation.steepest; });
    return static_cast<double>(count) / static_cast<double>(size);
  }

  /// Evenly spaced in the logarithm, from a tenth of the smallest marked ε to twice the largest.
  static void add_grid(std::vector<AlongRecord>& points) {
    double low = HUGE_VAL, high = 0;
    for (const AlongRecord& point : points) {
      if (point.epsilon == 0 || !std::isfinite(point.epsilon)) continue;
      low = std::min(low, point.epsilon / 10);
      high = std::max(high, point.epsilon * 2);
    }
    if (!(0 < low && low <= high && std::isfinite(high))) return;
    constexpr int grid_points = 61;
    for (int i = 0; i < grid_points; ++i)
      points.push_back({low * std::pow(high / low, i / (grid_points - 1.0)), 0, 0, Mark::none});
    std::ranges::stable_sort(points, {}, &AlongRecord::epsilon);
  }

  Objective<S>& objective_;
  const std::vector<const Activation*> activations_;  // of the hidden layers
  const S leaky_slope_;
  Vector<S> g_;  // n
};

/// `trainer`: not begun. `objective`: like the trainer's, but another one. `single_rows`: of batches of one row; may be null.
template <Real S>
Examination examine_run(Trainer<S>& trainer, Objective<S>& objective, Objective<S>* single_rows, const RunSpec& spec,
                        const ExamineSpec& wanted) {
  Examiner<S> examiner(objective, spec.model);
  const Schedule schedule(spec.schedule, total_steps(spec, objective.steps_per_epoch()));
  std::set<std::int64_t> steps = wanted.layer_steps;
  steps.insert(0);
  if (wanted.batches_step) steps.insert(*wanted.batches_step);
  if (wanted.along_step) steps.insert(*wanted.along_step);
  Examination result;
  for (const std::int64_t t : steps) {
    trainer.advance_to(t);
    if (trainer.steps() != t) break;
    const Vector<S>& theta = trainer.theta();
    if (wanted.layer_steps.contains(t)) examiner.add_layers(t, theta, result.layers);
    if (wanted.batches_step == t) result.batches = examiner.batches(t, theta);
    if (wanted.rows && single_rows && t == 0) result.rows = examiner.rows(*single_rows, theta);
    if (wanted.along_step == t)
      result.along = examiner.along(t, schedule.rate(spec.learning_rate, t), wanted.sharpness, theta);
  }
  return result;
}

}  // namespace lrscope
