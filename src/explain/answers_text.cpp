#include <fmt/format.h>

#include <cmath>
#include <string>

#include "base/text.h"
#include "explain/explain.h"
#include "report/text_table.h"

namespace lrscope {
namespace {

bool has_failed(const ExplanationRecord& s) {
  return s.verdict == Verdict::nonfinite || s.verdict == Verdict::diverged;
}

std::string about_growth(const ExplanationRecord& s) {
  const std::string growth = digits(*s.error_growth, 3);
  if (*s.error_growth <= 1)
    return fmt::format(
        " At step {}, where the rise began, an error along the sharpest direction still shrank, by a factor of {} per "
        "step: the next point is sharper.",
        *s.error_growth_step, growth);
  std::string text = fmt::format(
      " At step {}, where the rise began, each step multiplies an error along the sharpest direction by {}: above 1 "
      "errors grow from step to step, below 1 they die out.",
      *s.error_growth_step, growth);
  if (s.error_growth_at_tenth && *s.error_growth_at_tenth < 1)
    text += fmt::format(" A tenth of the learning rate makes it {}.", digits(*s.error_growth_at_tenth, 3));
  return text;
}

std::string about_magnitude(const Explanation& e) {
  const ExplanationRecord& s = e.summary;
  std::string text = "Why does a single order of magnitude matter so much?";
  const auto& [safe, failed] = s.boundary;
  if (safe && failed)
    text += fmt::format(" Because training fails at an edge, between {} and {}, and not gradually.", digits(*safe, 3),
                        digits(*failed, 3));
  else if (failed)
    text += " Here it does not: every learning rate fails, so the learning rate is not to blame.";
  if (s.error_growth && std::isfinite(*s.error_growth) && has_failed(s)) text += about_growth(s);
  for (const ChangeRecord& change : e.changes)
    if (change.suspect.remedy.kind == ChangeKind::tenth_of_rate)
      text += fmt::format(" At lr {} the same run ended {}, with loss {}.", digits(s.lr / 10, 15),
                          name_of(change.runs.run.outcome), digits(change.runs.run.final_loss));
  return text;
}

std::string about_minimising(const Explanation& e) {
  const ExplanationRecord& s = e.summary;
  std::string text = "Why does minimising do the opposite?";
  if (s.uphill_term && std::isfinite(*s.uphill_term) && std::isfinite(*s.downhill_term)) {
    const bool is_uphill = *s.uphill_term > *s.downhill_term;
    return text + fmt::format(
                      " Where the rise began the gradient predicted a fall of ηgᵀg = {}; the curvature along it adds "
                      "½η²gᵀHg = {}. {}",
                      digits(*s.downhill_term), digits(*s.uphill_term),
                      is_uphill
                          ? "The step is longer than the valley is wide and ends on the other slope, higher up."
                          : "To second order it should have gone down: the curvature itself changed within the step.");
  }
  const EventRecord* rise = nullptr;  // the final one, else the first
  for (const EventRecord& event : e.events)
    if (event.event == EventKind::final_rise || event.event == EventKind::first_rise) rise = &event;
  if (rise && rise->predicted_change && rise->actual_change)
    return text + fmt::format(
                      " At step {} the update should have changed the loss of its own batch by {} to second order, and "
                      "changed it by {}.",
                      rise->step, digits(*rise->predicted_change), digits(*rise->actual_change));
  if (!std::isfinite(s.run->initial_loss))
    return text + fmt::format(" It did not: the loss is {} before the first step.", digits(s.run->initial_loss));
  return text + (rise ? " Where the loss first rose nothing could be measured any more."
                      : " Here it did not: no step raised the loss of its own batch.");
}

}  // namespace

std::string answers(const Explanation& e) {
  if (!e.summary.run) return "";
  return "\nThe two questions\n" + wrapped(about_magnitude(e)) + wrapped(about_minimising(e));
}

}  // namespace lrscope
