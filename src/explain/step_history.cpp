#include "explain/step_history.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "lrscope/problem.h"

namespace lrscope {
namespace {

using Step = std::optional<std::int64_t>;

constexpr std::pair<EventKind, Step RunRecord::*> onsets[] = {
    {EventKind::first_rise, &RunRecord::first_rise_step},
    {EventKind::final_rise, &RunRecord::divergence_step},
    {EventKind::loss_infinite, &RunRecord::loss_inf_step},
    {EventKind::gradient_nonfinite, &RunRecord::gradient_nonfinite_step},
    {EventKind::parameter_nonfinite, &RunRecord::parameter_nonfinite_step},
    {EventKind::nan, &RunRecord::nan_step},
    {EventKind::rose_again, &RunRecord::rose_again_step}};

/// The last entry up to t.
StepHistory::Measured last_up_to(const std::map<std::int64_t, double>& values, std::int64_t t) {
  const auto after = values.upper_bound(t);
  if (after == values.begin()) return std::nullopt;
  return *std::prev(after);
}

}  // namespace

Step first_nonfinite_step(const RunRecord& run) {
  Step first;
  for (const Step& step : {run.loss_inf_step, run.gradient_nonfinite_step, run.parameter_nonfinite_step, run.nan_step})
    if (step && (!first || *step < *first)) first = step;
  return first;
}

Step rise_step(const RunRecord& run) { return run.divergence_step ? run.divergence_step : run.first_rise_step; }

void StepHistory::on_step(const StepRecord& step) {
  if (step.step == 0) first_gradient_norm_ = step.gradient_norm;
  note_next_batch(step);
  note_stability(step);
  if (!first_critical_ && step.update_critical_lr && step.lr > *step.update_critical_lr) first_critical_ = step.step;
  const bool is_onset = std::ranges::any_of(onsets, [&](const auto& onset) { return run_.*onset.second == step.step; });
  if (is_onset || first_critical_ == step.step) kept_[step.step] = {step, std::nullopt};
  previous_ = step;
}

void StepHistory::note_next_batch(const StepRecord& step) {
  if (!previous_ || !std::isfinite(previous_->loss)) return;
  const double change = step.loss - previous_->loss;
  if (const auto kept = kept_.find(previous_->step); kept != kept_.end()) kept->second.next_batch_change = change;
  if (previous_->step < run_.divergence_step.value_or(0) || change <= 0) return;
  const bool is_finite = std::isfinite(change);
  const double own = previous_->actual_change.value_or(0);
  const bool is_overshoot = !(own <= 0);  // NaN, too
  ++rises_.count;
  rises_.overshoots += is_overshoot;
  rises_.nonfinite += !is_finite;
  if (!is_finite) return;
  rises_.risen_by += change;
  if (is_overshoot) rises_.overshot_by += own <= change ? own : change;
}

void StepHistory::note_stability(const StepRecord& step) {
  if (step.sharpness && std::isfinite(step.sharpness->value)) sharpnesses_[step.step] = step.sharpness->value;
  if (!step.stability_ratio || std::isnan(*step.stability_ratio)) return;
  ratios_[step.step] = *step.stability_ratio;
  forecast_ = step.forecast_step ? std::optional(step) : std::nullopt;
  if (*step.stability_ratio <= 1) {
    above_since_.reset();
  } else if (!above_since_) {
    above_since_ = step.step;
    kept_[step.step] = {step, std::nullopt};
  }
}

const StepRecord* StepHistory::step(std::int64_t t) const {
  const auto at = kept_.find(t);
  return at == kept_.end() ? nullptr : &at->second.step;
}

StepHistory::Measured StepHistory::ratio_at(std::int64_t t) const { return last_up_to(ratios_, t); }
StepHistory::Measured StepHistory::sharpness_at(std::int64_t t) const { return last_up_to(sharpnesses_, t); }

Step StepHistory::stability_lost() const {
  const auto end = first_nonfinite_step(run_);
  return above_since_ && end && *above_since_ >= *end ? std::nullopt : above_since_;
}

std::vector<EventRecord> StepHistory::events() const {
  std::vector<EventRecord> list;
  const auto add = [&](EventKind kind, const Step& step) {
    if (!step) return;
    EventRecord event;
    event.event = kind;
    event.step = *step;
    if (const auto at = kept_.find(*step); at != kept_.end()) {
      const StepRecord& s = at->second.step;
      event.lr = s.lr;
      event.loss = s.loss;
      event.critical_lr = s.update_critical_lr;
      event.stability_ratio = s.stability_ratio;
      event.predicted_change = s.predicted_change;
      event.actual_change = s.actual_change;
      event.next_batch_change = at->second.next_batch_change;
    }
    list.push_back(event);
  };
  add(EventKind::beyond_critical_lr, first_critical_);
  if (has_failed(run_.outcome)) add(EventKind::stability_lost, stability_lost());
  for (const auto& [kind, member] : onsets) add(kind, run_.*member);
  std::ranges::stable_sort(list, {}, &EventRecord::step);
  return list;
}

namespace {

/// The growth that the curvature predicts where the final rise began, and the step at which it would overflow.
void describe_stability(const StepHistory& history, const RunSpec& spec, ExplanationRecord& s) {
  const RunRecord& run = *s.run;
  const auto rise = rise_step(run);
  if (!rise || !run.start.threshold) return;
  if (has_failed(run.outcome)) {
    s.unstable_step = history.stability_lost();
  }
  const auto ratio = history.ratio_at(*rise);
  if (!ratio) return;
  const double x = ratio->second * *run.start.threshold;
  s.error_growth_step = ratio->first;
  s.error_growth = error_growth(spec, x);
  if (spec.layer_rates.empty())  // else a tenth of η is not a tenth of x
    s.error_growth_at_tenth = error_growth(spec, x / 10);
  const StepRecord* step = history.step(*rise);
  if (!step || !(*s.error_growth > 1) || !(step->loss > 0) || !has_failed(run.outcome)) return;
  const double largest =
      spec.precision == Precision::float32 ? std::numeric_limits<float>::max() : std::numeric_limits<double>::max();
  constexpr double farthest = 1e15;  // steps
  const double steps = std::ceil((std::log(largest) - std::log(step->loss)) / (2 * std::log(*s.error_growth)));
  if (steps <= farthest) s.predicted_overflow_step = *rise + static_cast<std::int64_t>(steps);
}

/// ½η²gᵀHg and ηgᵀg where the rise began; for steps along the gradient only.
void describe_terms(const StepHistory& history, const RunSpec& spec, ExplanationRecord& s) {
  const auto rise = rise_step(*s.run);
  const StepRecord* step = rise ? history.step(*rise) : nullptr;
  if (!step || !step->gg || !step->gHg || spec.optimizer.name != "sgd") return;
  if (!spec.layer_rates.empty() || spec.model.parametrization != Parametrization::standard) return;
  s.uphill_term = step->lr * step->lr / 2 * *step->gHg;
  s.downhill_term = step->lr * *step->gg;
}

}  // namespace

void describe_rise(const StepHistory& history, const RunSpec& spec, ExplanationRecord& summary) {
  if (const StepRecord* last = history.forecast()) {
    summary.forecast_step = last->forecast_step;
    summary.forecast_from = last->step;
    summary.forecast_ratio = last->stability_ratio;
  }
  const RunRecord& run = *summary.run;
  if (run.warning_step && has_failed(run.outcome))
    summary.warning_ahead = first_nonfinite_step(run).value_or(run.steps) - *run.warning_step;
  describe_stability(history, spec, summary);
  describe_terms(history, spec, summary);
}

}  // namespace lrscope
