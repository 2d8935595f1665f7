#include "trace_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "lrscope/core/text.h"
#include "summary_text.h"

namespace lrscope {

void TraceText::step(const StepRecord& step) {
  if (!step.sharpness) return;
  ++measured_;
  bool all_converged = true;
  for (const auto* pair : {&step.sharpness, &step.preconditioned_sharpness}) {
    if (!*pair || (*pair)->converged || !std::isfinite((*pair)->value)) continue;
    all_converged = false;
    largest_residual_ = std::max(largest_residual_, (*pair)->residual);
  }
  unconverged_ += !all_converged;
  if (step.stability_note.empty()) return;
  if (without_ratio_++ == 0) note_ = step.stability_note;
}

std::string TraceText::take(const RunRecord& run, const std::string& rows) {
  const TraceText seen = std::exchange(*this, TraceText{});
  if (seen.measured_ == 0) return "";
  std::string text;
  if (!rows.empty()) text += " Sharpness" + rows + ", a random subset.";
  if (run.start.limit)
    text += fmt::format(
        " Stable at θ_0 up to lr {}{}, by {}.{}", short_number_text(*run.start.limit),
        unconverged_of(run.start) ? " (not converged)" : "", run.start.formula,
        run.start.is_preconditioned
            ? " P at θ_0 rests on one gradient: where that has elements near 0 this is far too low."
            : "");
  else if (!run.start.note.empty())
    text += fmt::format(" No limit at θ_0: {}.", run.start.note);
  if (seen.without_ratio_ > 0)
    text += fmt::format(" No stability ratio at {} of {} steps: {}.", seen.without_ratio_, seen.measured_,
                        seen.note_);
  if (seen.unconverged_ > 0)
    text += fmt::format(
        " At {} of {} steps the sharpness did not converge (marked ?), its largest residual was {}; give it "
        "more "
        "--max-hvps.",
        seen.unconverged_, seen.measured_, short_number_text(seen.largest_residual_));
  return text;
}

}  // namespace lrscope
