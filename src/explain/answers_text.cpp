#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/text.h"
#include "explain/explain.h"
#include "explain/step_history.h"
#include "report/text_table.h"

namespace lrscope {
namespace {

bool did_not_fail(const ChangeRecord& change) { return !has_failed(change.runs.run.outcome); }

/// The run at a tenth of the learning rate; null if it was not made.
const ChangeRecord* tenth_of(const Explanation& e) {
  const auto at = std::ranges::find(e.changes, ChangeKind::tenth_of_rate,
                                    [](const ChangeRecord& change) { return change.suspect.remedy.kind; });
  return at == e.changes.end() ? nullptr : &*at;
}

std::string about_growth(const ExplanationRecord& s, bool tells_tenth) {
  const bool is_at_rise = s.error_growth_step == rise_step(*s.run);
  const std::string growth = digits(*s.error_growth, 3);
  std::string text = fmt::format(" At step {}, {},", *s.error_growth_step,
                                 is_at_rise ? "where the rise began" : "the last that was measured before the rise");
  if (*s.error_growth <= 1)
    return text + fmt::format(
                      " an error along the sharpest direction still shrank, by a factor of {} per step: that curvature "
                      "does not explain the rise.",
                      growth);
  text += fmt::format(
      " each step multiplies an error along the sharpest direction by {}: above 1 errors grow from step to step, below "
      "1 they die out.",
      growth);
  if (tells_tenth && s.error_growth_at_tenth && *s.error_growth_at_tenth < 1)
    text += fmt::format(" A tenth of the learning rate makes it {}.", digits(*s.error_growth_at_tenth, 3));
  return text;
}

/// What the boundary says about the run's learning rate and a tenth of it.
std::string about_boundary(const ExplanationRecord& s, bool tenth_failed) {
  const auto& [safe, failed] = s.boundary;
  if (safe && failed) {
    const std::string range = fmt::format("at {} it does not, at {} it does", digits(*safe, 3), digits(*failed, 3));
    if (!tenth_failed)
      return fmt::format(" Because training fails at an edge, and not gradually: {}, {} % above.", range,
                         digits(100 * (*failed / *safe - 1), 2));
    return s.lr / 10 >= *failed
               ? " Here it does not: both lie above the edge at which training begins to fail, " + range + "."
               : " Here it does not: training fails at both.";
  }
  if (tenth_failed && failed)
    return " Here it does not: every learning rate fails, so the learning rate is not to blame.";
  return tenth_failed ? " Here it does not." : "";
}

/// What lies between the start, where a larger rate is stable, and the edge.
std::string about_way(const ExplanationRecord& s) {
  const auto& start = s.run->start;
  constexpr double visible_growth = 1.5;
  if (!s.safe_limit || !start.limit || !start.sharpness || !(start.sharpness->value > 0)) return "";
  const double growth = *s.safe_limit_sharpness / start.sharpness->value;
  if (!(growth >= visible_growth)) return "";
  return fmt::format(
      " At the start lr {} would be stable; on the way of a run at lr {} the sharpness rises {}-fold, and only below "
      "lr "
      "{} is the whole way safe.",
      digits(*start.limit, 3), digits(*s.safe_limit_lr, 3), digits(growth, 2), digits(*s.safe_limit, 3));
}

std::string about_magnitude(const Explanation& e) {
  const ExplanationRecord& s = e.summary;
  const ChangeRecord* tenth = tenth_of(e);
  const bool tenth_failed = tenth && !did_not_fail(*tenth);
  const bool all_fail = !tenth && s.boundary.failed_lr && !s.boundary.safe_lr;
  std::string text =
      "Why does a single order of magnitude matter so much?" + about_boundary(s, tenth_failed || all_fail);
  text += about_way(s);
  if (s.error_growth && std::isfinite(*s.error_growth)) text += about_growth(s, tenth && !tenth_failed);
  if (tenth)
    text += fmt::format(" At lr {} the same run ended {}, with loss {}.", digits(s.lr / 10, 15),
                        name_of(tenth->runs.run.outcome), digits(tenth->runs.run.final_loss));
  return text;
}

/// The step with which the rise began went down on its own batch.
std::string about_other_data(const EventRecord& rise) {
  std::string text =
      fmt::format(" It did not: step {}, with which the rise began, changed the loss of its own batch by {}", rise.step,
                  digits(*rise.actual_change));
  if (rise.predicted_change) text += fmt::format(" ({} to second order)", digits(*rise.predicted_change));
  if (rise.next_batch_change && !(*rise.next_batch_change <= 0))
    text += fmt::format("; the next batch has other rows, and its loss is {} higher", digits(*rise.next_batch_change));
  return text + ".";
}

/// `rise`: a step that raised the loss of its own batch.
std::string about_overshoot(const ExplanationRecord& s, const EventRecord& rise) {
  const bool is_uphill = *s.uphill_term > *s.downhill_term;
  return fmt::format(
      " At step {}, where the rise began, the gradient predicted a fall of ηgᵀg = {}; the curvature along it adds "
      "½η²gᵀHg = {}. {}",
      rise.step, digits(*s.downhill_term), digits(*s.uphill_term),
      is_uphill ? "The step is longer than the valley is wide and ends on the other slope, higher up."
                : "To second order it should have gone down: the curvature itself changed within the step.");
}

std::string about_minimising(const Explanation& e) {
  const ExplanationRecord& s = e.summary;
  std::string text = "Why does minimising do the opposite?";
  const auto step = rise_step(*s.run);
  const auto at = std::ranges::find_if(e.events, [&](const EventRecord& event) { return event.step == step; });
  if (at == e.events.end()) {
    if (!std::isfinite(s.run->initial_loss))
      return text + fmt::format(" It did not: the loss is {} before the first step.", digits(s.run->initial_loss));
    return text + (step ? " Where the rise began nothing could be measured any more."
                        : " Here it did not: no step raised the loss of its own batch.");
  }
  if (at->actual_change && *at->actual_change <= 0) return text + about_other_data(*at);
  if (s.uphill_term && std::isfinite(*s.uphill_term) && std::isfinite(*s.downhill_term))
    return text + about_overshoot(s, *at);
  if (!at->predicted_change || !at->actual_change)
    return text + " Where the rise began nothing could be measured any more.";
  return text + fmt::format(
                    " At step {} the update should have changed the loss of its own batch by {} to second order, and "
                    "changed it by {}.",
                    at->step, digits(*at->predicted_change), digits(*at->actual_change));
}

}  // namespace

std::string answers(const Explanation& e, const Screen& screen) {
  const std::optional<RunRecord>& run = e.summary.run;
  if (!run || !has_failed(run->outcome)) return "";
  return "\nThe two questions\n" + wrapped(about_magnitude(e), 0, screen) + wrapped(about_minimising(e), 0, screen);
}

}  // namespace lrscope
