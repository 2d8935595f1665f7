#include "train/training_loop.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/interruption.h"
#include "base/pulse.h"
#include "base/reductions.h"
#include "base/text.h"
#include "train/forensics.h"
#include "train/held_out.h"

namespace lrscope {
namespace {

constexpr double batch_noise = 2;  // the losses of different batches scatter by this factor

/// β₂ of a mean of g²; 0 where the optimizer has none.
double beta2_of(const OptimizerSpec& spec) {
  const double usual = find_named(optimizers(), spec.name, "optimizer").beta2;
  return usual > 0 ? spec.beta2.value_or(usual) : 0;
}

}  // namespace

template <Real S>
Trainer<S>::Trainer(Objective<S>& objective, Optimizer<S>& optimizer, const RunSpec& spec, Vector<S> start,
                    StepObserver* observer, SharpnessProbe<S>* sharpness)
    : objective_(objective),
      optimizer_(optimizer),
      spec_(spec),
      observer_(observer),
      sharpness_(sharpness),
      total_steps_(total_steps(spec, objective.steps_per_epoch())),
      schedule_(spec.schedule, total_steps_),
      taylor_(objective.dimension()),
      trajectory_(objective.has_fixed_batch() ? 1 : batch_noise, objective.lowest_loss()),
      stop_rule_(spec.diverge_factor, spec.stop_on_divergence, objective.baseline_loss(), objective.lowest_loss()),
      forecast_(beta2_of(spec.optimizer)),
      start_(std::move(start)),
      points_{start_, Vector<S>(start_.size())},
      g_(start_.size()),
      delta_(Vector<S>::Zero(start_.size())) {
  record_.lr = spec.learning_rate;
  record_.seed = spec.seed;
}

template <Real S>
void Trainer<S>::advance_to(std::int64_t step) {
  if (!has_begun_) begin();
  const std::int64_t last = std::min(step, total_steps_);
  for (; t_ < last && !ended_; ++t_) this->step();
  t_ = record_.steps;  // the step that ended the run did not move
}

template <Real S>
RunRecord Trainer<S>::run() {
  advance_to(total_steps_);
  finish();
  return std::move(record_);
}

template <Real S>
void Trainer<S>::begin() {
  has_begun_ = true;
  record_.initial_loss = objective_.full_loss(theta());
  record_.best_loss = record_.initial_loss;
  stop_rule_.begin(record_.initial_loss);
  if (!all_finite(theta())) {
    record_.parameter_nonfinite_step = 0;
    stop_rule_.note_nonfinite(0);
    if (theta().hasNaN()) record_.nan_step = 0;
  }
}

template <Real S>
void Trainer<S>::step() {
  interruption::check();
  pulse::beat(pulse::Beat::step);
  StepRecord step;
  step.seed = spec_.seed;
  step.step = t_;
  step.epoch = t_ / objective_.steps_per_epoch();
  step.lr = schedule_.rate(spec_.learning_rate, t_);
  measure_full_loss(step);
  objective_.begin_step(t_);
  const double loss = loss_after_ ? *loss_after_ : objective_.evaluate(theta());
  loss_after_.reset();
  step.loss = loss;
  add_to_epoch(step);
  trajectory_.add(loss);
  if (warning_.see(t_, loss)) record_.warning_step = t_;
  if (objective_.has_fixed_batch()) {
    step.full_loss = loss;
    note_full_loss(loss);
  }
  ended_ = stop_rule_.see(t_, loss, [&] { return batch_loss_at_start(); });
  objective_.gradient(g_);
  const bool gradient_is_finite = all_finite(g_);
  note_onsets(loss, gradient_is_finite);
  // Saturated units can hide an infinite weight from loss and gradient; θ_0 is looked at by itself, in begin().
  const bool is_finite = std::isfinite(loss) && gradient_is_finite && !record_.parameter_nonfinite_step;
  if (!is_finite && !record_.nonfinite_at) locate_nonfinite();
  if (observer_) {
    taylor_.measure_gradient(objective_, g_, step);
    step.parameter_norm = norm(theta());
    if (spec_.keeps_theta) step.theta.emplace(theta().begin(), theta().end());
  }
  measure_sharpness(step);
  if (!ended_) move(step);
  if (observer_) observer_->on_step(step);
}

// The loss over all rows, once an epoch where batches differ. Ends the objective's point: before evaluate().
template <Real S>
void Trainer<S>::measure_full_loss(StepRecord& step) {
  if (objective_.has_fixed_batch() || t_ % objective_.steps_per_epoch() != 0) return;
  const double loss = t_ == 0 ? record_.initial_loss : objective_.full_loss(theta());
  step.full_loss = loss;
  note_full_loss(loss);
}

template <Real S>
void Trainer<S>::note_full_loss(double loss) {
  late_rise_.add(t_, loss - objective_.lowest_loss());
  if (!(loss < record_.best_loss)) return;
  record_.best_loss = loss;
  record_.best_step = t_;
}

template <Real S>
void Trainer<S>::add_to_epoch(StepRecord& step) {
  if (t_ % objective_.steps_per_epoch() == 0) epoch_sum_ = epoch_rows_ = 0;
  const double rows = static_cast<double>(objective_.batch_rows());
  epoch_sum_ += step.loss * rows;
  epoch_rows_ += rows;
  step.epoch_loss = epoch_sum_ / epoch_rows_;
}

// The loss at θ_0 on this step's rows. Leaves the objective at θ_t.
template <Real S>
double Trainer<S>::batch_loss_at_start() {
  if (objective_.has_fixed_batch()) return record_.initial_loss;
  const double at_start = objective_.evaluate(start_);
  objective_.evaluate(theta());
  return at_start;
}

template <Real S>
void Trainer<S>::note_onsets(double loss, bool gradient_is_finite) {
  const auto note = [&](std::optional<std::int64_t>& onset, bool happens) {
    if (happens && !onset) onset = t_;
  };
  note(record_.loss_inf_step, std::isinf(loss));
  note(record_.gradient_nonfinite_step, !gradient_is_finite);
  note(record_.nan_step, std::isnan(loss) || (!gradient_is_finite && g_.hasNaN()));
}

// Names the first non-finite tensor of this step, then goes back one step for the magnitudes before it, then returns.
template <Real S>
void Trainer<S>::locate_nonfinite() {
  record_.nonfinite_at = find_nonfinite(objective_, t_);
  if (t_ == 0 || !record_.nonfinite_at) return;
  objective_.stand_at(t_ - 1, other(), g_);
  record_.nonfinite_at->last_finite = magnitudes(objective_);
  objective_.stand_at(t_, theta(), g_);
}

template <Real S>
void Trainer<S>::measure_sharpness(StepRecord& step) {
  if (!sharpness_ || t_ % *spec_.curvature.sharpness_every != 0) return;
  sharpness_->measure(theta(), step);
  record_.last_sharpness = step.sharpness->value;
}

// θ_t → θ_{t+1}
template <Real S>
void Trainer<S>::move(StepRecord& step) {
  const double share = optimizer_.has_own_rates() ? schedule_.share(t_) : 1;
  Vector<S>& next = other();
  bool is_finite = false;
  optimizer_.set_batch_rows(objective_.batch_rows());
  if (observer_) {
    optimizer_.update(theta(), g_, step.lr, delta_, share);
    taylor_.measure_update(objective_, g_, delta_, step.lr, optimizer_.moves_along_gradient(), step);
    next = theta() + delta_;
    is_finite = all_finite(next);
  } else {
    is_finite = optimizer_.advance(theta(), g_, step.lr, share, next, delta_);
  }
  if (step.sharpness) note_stability(step, share);
  if (!record_.parameter_nonfinite_step && !is_finite) {
    record_.parameter_nonfinite_step = t_ + 1;
    stop_rule_.note_nonfinite(t_ + 1);
    if (!record_.nonfinite_at) {
      const auto state = optimizer_.state();
      record_.nonfinite_at = find_nonfinite_update<S>(objective_.layout(), state, delta_, next, t_);
      if (record_.nonfinite_at) record_.nonfinite_at->last_finite = magnitudes(objective_);
    }
  }
  if (record_.parameter_nonfinite_step && !record_.nan_step && next.hasNaN()) record_.nan_step = t_ + 1;
  if (observer_ && spec_.measures_critical_lr && is_finite && delta_.any()) measure_critical_lr(step);
  measure_actual_change(step);
  ++record_.steps;
}

// The update of this step was made: P is the one that it used.
template <Real S>
void Trainer<S>::note_stability(StepRecord& step, double share) {
  const StepRates rates{step.lr, schedule_.rate(spec_.learning_rate, t_ + 1), share, objective_.summed_rows()};
  sharpness_->measure_stability(optimizer_, rates, step);
  if (step.stability_ratio) step.forecast_step = forecast_.see(t_, *step.stability_ratio);
}

// Ends the objective's point.
template <Real S>
void Trainer<S>::measure_critical_lr(StepRecord& step) {
  along_.resize(delta_.size());
  const auto factor = crossing_along(step.loss, [&](double c) {
    along_ = theta() + static_cast<S>(c) * delta_;
    return static_cast<double>(objective_.evaluate(along_));
  });
  if (factor) step.measured_critical_lr = *factor * step.lr;
}

// The change of this step's loss. Where every step sees the same rows this is the next step's loss, measured once;
// elsewhere it costs a forward pass, so that without an observer it is measured only up to the first rise.
template <Real S>
void Trainer<S>::measure_actual_change(StepRecord& step) {
  const bool carries_over = objective_.has_fixed_batch();
  if (!observer_ && !carries_over && record_.first_rise_step) return;
  const S after = objective_.evaluate(other());
  step.actual_change = static_cast<double>(after) - step.loss;
  const bool has_fallen = static_cast<double>(after) <= step.loss;  // false for NaN
  if (!has_fallen && !record_.first_rise_step) {
    record_.first_rise_step = t_;
    trajectory_.note_first_rise();
  }
  if (carries_over) loss_after_ = after;
}

template <Real S>
void Trainer<S>::finish() {
  record_.final_loss = loss_after_ ? *loss_after_ : objective_.full_loss(theta());
  note_full_loss(record_.final_loss);
  note_onsets(record_.final_loss, true);
  measure_skill();
  if (!ended_) trajectory_.add(record_.final_loss);
  const CellEnd end = stop_rule_.end(record_.final_loss);
  record_.outcome = end.outcome;
  record_.score = end.score;
  if (has_failed(record_.outcome)) {
    record_.divergence_step = trajectory_.rise_start();
    record_.growth_per_step = trajectory_.growth_per_step();
  } else {
    record_.rose_again_step = late_rise_.step();
  }
  if (all_finite(theta())) count_dead_units();
  record_.loss_curve = trajectory_.curve();
}

template <Real S>
void Trainer<S>::measure_skill() {
  const double lowest = objective_.lowest_loss();
  if (record_.best_loss > lowest)
    record_.rise_after_best = (record_.final_loss - lowest) / (record_.best_loss - lowest);
  record_.baseline_loss = objective_.baseline_loss();
  if (record_.baseline_loss) record_.d2 = explained_share(record_.final_loss, *record_.baseline_loss, lowest);
  record_.accuracy = objective_.accuracy(theta());
}

template <Real S>
void Trainer<S>::count_dead_units() {
  const std::vector<Index> units = objective_.hidden_units(), dead = objective_.dead_units(theta());
  if (units.empty()) return;
  record_.dead_units = std::accumulate(dead.begin(), dead.end(), Index{0});
  for (std::size_t l = 0; l < units.size() && !record_.dead_layer; ++l)
    if (dead[l] == units[l]) record_.dead_layer = static_cast<std::int64_t>(l) + 1;
}

template class Trainer<float>;
template class Trainer<double>;

template <Real S>
RunRecord train(Objective<S>& objective, std::unique_ptr<UpdateRule<S>> rule, const RunSpec& spec,
                const Vector<S>& start, StepObserver* observer) {
  Optimizer<S> optimizer(objective.dimension(), std::move(rule), spec.optimizer, objective.layout());
  optimizer.set_scales(parameter_scales(objective.layout(), spec.layer_rates, {}, spec.optimizer.decays_weights_only));
  std::optional<SharpnessProbe<S>> sharpness;
  if (spec.curvature.sharpness_every.value_or(0) > 0 && objective.has_fixed_batch())
    sharpness.emplace(objective, true, spec.curvature);
  return Trainer<S>(objective, optimizer, spec, start, observer, sharpness ? &*sharpness : nullptr).run();
}

template RunRecord train(Objective<float>&, std::unique_ptr<UpdateRule<float>>, const RunSpec&, const Vector<float>&,
                         StepObserver*);
template RunRecord train(Objective<double>&, std::unique_ptr<UpdateRule<double>>, const RunSpec&, const Vector<double>&,
                         StepObserver*);

}  // namespace lrscope
