#include "explain/tracker.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lrscope {

std::optional<std::int64_t> first_nonfinite_step(const RunRecord& run) {
  std::optional<std::int64_t> first;
  for (const auto& step : {run.loss_inf_step, run.gradient_nonfinite_step, run.parameter_nonfinite_step, run.nan_step})
    if (step && (!first || *step < *first)) first = step;
  return first;
}

std::optional<std::int64_t> rise_step(const RunRecord& run) {
  return run.divergence_step ? run.divergence_step : run.first_rise_step;
}

Tracker::Tracker(const RunRecord& run) : run_(run), rise_from_(run.divergence_step.value_or(0)) {
  for (const auto& step : {run.first_rise_step, run.divergence_step, run.loss_inf_step, run.gradient_nonfinite_step,
                           run.parameter_nonfinite_step, run.nan_step})
    if (step) wanted_.insert(*step);
}

void Tracker::on_step(const StepRecord& step) {
  if (step.step == 0) first_gradient_norm_ = step.gradient_norm;
  note_next_batch(step);
  note_stability(step);
  if (!first_critical_ && step.critical_lr && step.lr > *step.critical_lr) {
    first_critical_ = step.step;
    wanted_.insert(step.step);
  }
  if (wanted_.contains(step.step)) kept_[step.step] = {step, std::nullopt};
  previous_ = step;
}

void Tracker::note_next_batch(const StepRecord& step) {
  if (!previous_ || !std::isfinite(previous_->loss)) return;
  const double change = step.loss - previous_->loss;
  if (const auto kept = kept_.find(previous_->step); kept != kept_.end()) kept->second.next_batch_change = change;
  if (previous_->step < rise_from_ || change <= 0) return;
  const auto add = [](double& sum, double rise) {
    constexpr double largest = std::numeric_limits<double>::max();
    sum = std::min(largest, sum + (rise <= largest ? rise : largest));  // NaN, too
  };
  ++rises_;
  add(risen_by_, change);
  if (!previous_->actual_change || *previous_->actual_change <= 0) return;
  ++overshoots_;
  add(overshot_by_, *previous_->actual_change);
}

void Tracker::note_stability(const StepRecord& step) {
  if (step.sharpness && std::isfinite(step.sharpness->value)) sharpnesses_[step.step] = step.sharpness->value;
  if (!step.stability_ratio || std::isnan(*step.stability_ratio)) return;
  ratios_[step.step] = *step.stability_ratio;
  if (*step.stability_ratio <= 1) {
    above_since_.reset();
  } else if (!above_since_) {
    above_since_ = step.step;
    kept_[step.step] = {step, std::nullopt};
  }
}

const StepRecord* Tracker::step(std::int64_t t) const {
  const auto at = kept_.find(t);
  return at == kept_.end() ? nullptr : &at->second.step;
}

std::optional<std::pair<std::int64_t, double>> Tracker::ratio_at(std::int64_t t) const {
  const auto after = ratios_.upper_bound(t);
  if (after == ratios_.begin()) return std::nullopt;
  return *std::prev(after);
}

std::optional<double> Tracker::sharpness_at(std::int64_t t) const {
  const auto after = sharpnesses_.upper_bound(t);
  if (after == sharpnesses_.begin()) return std::nullopt;
  return std::prev(after)->second;
}

std::optional<std::int64_t> Tracker::stability_lost() const {
  const auto end = first_nonfinite_step(run_);
  return above_since_ && end && *above_since_ >= *end ? std::nullopt : above_since_;
}

std::vector<EventRecord> Tracker::events() const {
  std::vector<EventRecord> list;
  const auto add = [&](EventKind kind, const std::optional<std::int64_t>& step) {
    if (!step) return;
    EventRecord event;
    event.event = kind;
    event.step = *step;
    if (const auto at = kept_.find(*step); at != kept_.end()) {
      const StepRecord& s = at->second.step;
      event.lr = s.lr;
      event.loss = s.loss;
      event.critical_lr = s.critical_lr;
      event.stability_ratio = s.stability_ratio;
      event.predicted_change = s.predicted_change;
      event.actual_change = s.actual_change;
      event.next_batch_change = at->second.next_batch_change;
    }
    list.push_back(std::move(event));
  };
  add(EventKind::beyond_critical_lr, first_critical_);
  if (has_failed(run_.outcome)) add(EventKind::stability_lost, stability_lost());
  add(EventKind::first_rise, run_.first_rise_step);
  add(EventKind::final_rise, run_.divergence_step);
  add(EventKind::loss_infinite, run_.loss_inf_step);
  add(EventKind::gradient_nonfinite, run_.gradient_nonfinite_step);
  add(EventKind::parameter_nonfinite, run_.parameter_nonfinite_step);
  add(EventKind::nan, run_.nan_step);
  std::stable_sort(list.begin(), list.end(),
                   [](const EventRecord& a, const EventRecord& b) { return a.step < b.step; });
  return list;
}

}  // namespace lrscope
