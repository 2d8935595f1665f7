// The results of a learning-rate range test, and of independent runs (RunRecord) at its suggestions: plain data.
//
// An absent optional did not happen or could not be measured; the note beside it says why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/records.h"
#include "report/field.h"
#include "spec/question_specs.h"

namespace lrscope {

/// One step of a range test, its loss measured at θ_t, before the step with η_t.
struct RangeStepRecord {
  LRSCOPE_RECORD(RangeStepRecord, "range_step", "steps");
  LRSCOPE_FIELD(std::uint64_t, seed, "", "seed of initial weights and batch order");
  LRSCOPE_FIELD(std::int64_t, step, "step", "t: updates done so far");
  LRSCOPE_FIELD(double, lr, "", "η_t, used by the step after this loss");
  LRSCOPE_FIELD(double, loss, "loss", "L_B(θ_t) on this step's batch");
  LRSCOPE_FIELD(double, smoothed_loss, "loss", "bias-corrected exponential moving average of it");
  LRSCOPE_FIELD(std::optional<double>, stop_limit, "loss", "what the smoothed loss must not exceed");
  LRSCOPE_FIELD(bool, used, "", "whether the suggestions use it: not the first tenth, not the last five");
  LRSCOPE_FIELD(std::optional<double>, critical_lr, "θ²/loss", "2gᵀg / gᵀHg where gᵀHg > 0, on this step's batch");
  LRSCOPE_FIELD(std::optional<double>, actual_change, "loss", "L_B(θ_{t+1}) − L_B(θ_t) on the same batch");
};

/// Why a range test ended.
enum class StopReason { end_reached, loss_rose, loss_infinite, loss_nan, parameter_nonfinite };

constexpr std::string_view name_of(StopReason reason) {
  constexpr std::string_view names[] = {"end-reached", "loss-rose", "loss-infinite", "loss-nan", "parameter-nonfinite"};
  return names[static_cast<int>(reason)];
}

/// The four classic suggestions, as fastai calls them.
enum class SuggestionMethod { minimum, steep, valley, slide };
inline constexpr int suggestion_methods = 4;

constexpr std::string_view name_of(SuggestionMethod method) {
  constexpr std::string_view names[] = {"minimum/10", "steep", "valley", "slide"};
  return names[static_cast<int>(method)];
}

/// The suggestion of one method for one curve, or the reason why there is none.
struct Suggestion {
  std::optional<double> lr;
  std::string note;
};

struct RangeTestRecord {
  LRSCOPE_RECORD(RangeTestRecord, "range_test", "tests");
  LRSCOPE_FIELD(std::uint64_t, seed, "", "seed of initial weights and batch order");
  LRSCOPE_FIELD(std::int64_t, steps, "step", "losses measured, the one that stopped the test included");
  LRSCOPE_FIELD(StopReason, stop_reason, "", "end-reached, loss-rose, loss-infinite, loss-nan or parameter-nonfinite");
  LRSCOPE_FIELD(std::int64_t, stop_step, "step", "t at which that was seen");
  LRSCOPE_FIELD(double, stop_lr, "", "η_t of that step; η_{t−1} led there");
  LRSCOPE_FIELD(std::optional<double>, loss, "loss", "L_B(θ_t) there");
  LRSCOPE_FIELD(std::optional<double>, smoothed_loss, "loss", "the smoothed loss there");
  LRSCOPE_FIELD(std::optional<double>, stop_limit, "loss", "what it must not exceed");
  LRSCOPE_FIELD(std::optional<double>, best_smoothed_loss, "loss", "lowest smoothed loss of the test");
  LRSCOPE_FIELD(std::optional<std::int64_t>, best_step, "step", "where that was");
  LRSCOPE_FIELD(std::optional<double>, best_lr, "", "η_t there");
  LRSCOPE_COMPUTED("minimum", "", "a tenth of η at the lowest smoothed loss", r.suggestions[0].lr);
  LRSCOPE_COMPUTED("steep", "", "η where the smoothed loss falls fastest over log η", r.suggestions[1].lr);
  LRSCOPE_COMPUTED("valley", "", "η about halfway down the longest descent", r.suggestions[2].lr);
  LRSCOPE_COMPUTED("slide", "", "η where a window sliding down from the right comes to rest", r.suggestions[3].lr);
  Suggestion suggestions[suggestion_methods];  // by SuggestionMethod
};

/// Order statistics over the seeds.
struct Spread {
  double median = 0;
  double min = 0;
  double max = 0;
};

struct SuggestionRecord {
  LRSCOPE_RECORD(SuggestionRecord, "suggestion", "suggestions");
  LRSCOPE_FIELD(SuggestionMethod, method, "", "minimum/10, steep, valley or slide");
  LRSCOPE_FIELD(std::int64_t, seeds, "seeds", "range tests made");
  LRSCOPE_FIELD(std::int64_t, found, "seeds", "those in which the method found a learning rate");
  LRSCOPE_COMPUTED("median", "", "of these, the median (of an even number the mean of the middle two)",
                   part_of(r.suggested, &Spread::median));
  LRSCOPE_COMPUTED("min", "", "the smallest", part_of(r.suggested, &Spread::min));
  LRSCOPE_COMPUTED("max", "", "the largest", part_of(r.suggested, &Spread::max));
  std::optional<Spread> suggested;
  LRSCOPE_FIELD(std::string, note, "", "why there was none, for the first seed without one");
  LRSCOPE_FIELD(std::optional<double>, lr, "", "the median to three digits: η of the independent runs below");
  LRSCOPE_FIELD(std::int64_t, trained, "runs", "independent runs that trained, one for each seed");
  LRSCOPE_FIELD(std::int64_t, spiked, "runs", "that trained after a spike");
  LRSCOPE_FIELD(std::int64_t, no_skill, "runs", "that ended no better than a constant prediction");
  LRSCOPE_FIELD(std::int64_t, stalled, "runs", "that stalled");
  LRSCOPE_FIELD(std::int64_t, failed, "runs", "that ended nonfinite or diverged");
  LRSCOPE_COMPUTED("final_loss_median", "loss", "their final loss over all rows; NaN counts as larger than any number",
                   part_of(r.final_loss, &Spread::median));
  LRSCOPE_COMPUTED("final_loss_min", "loss", "the smallest", part_of(r.final_loss, &Spread::min));
  LRSCOPE_COMPUTED("final_loss_max", "loss", "the largest", part_of(r.final_loss, &Spread::max));
  std::optional<Spread> final_loss;
  LRSCOPE_COMPUTED("holdout_loss_median", "loss", "their loss on the held-out rows, with --holdout",
                   part_of(r.holdout_loss, &Spread::median));
  std::optional<Spread> holdout_loss;
  std::int64_t with_skill = 0;  // of these runs, on held-out rows where there are any
  LRSCOPE_FIELD(std::optional<double>, lr_over_boundary, "factor", "lr / boundary of the independent runs");
};

struct FindRecord {
  LRSCOPE_RECORD(FindRecord, "find", "find");
  LRSCOPE_FIELD(std::int64_t, seeds, "seeds", "range tests made");
  FindSpec spec;
  LRSCOPE_COMPUTED("start_lr", "", "η of their first step", r.spec.start_lr);
  LRSCOPE_COMPUTED("end_lr", "", "η of their last step", r.spec.end_lr);
  LRSCOPE_COMPUTED("steps", "step", "steps from one to the other", r.spec.steps);
  LRSCOPE_COMPUTED("smoothing", "", "β of the moving average", r.spec.smoothing);
  LRSCOPE_COMPUTED("stop_factor", "factor", "F of the stop rule", r.spec.stop_factor);
  LRSCOPE_FIELD(std::int64_t, tests_stopped, "seeds", "tests that stopped before the end");
  LRSCOPE_COMPUTED("stop_lr_median", "", "η at which these stopped, the median", part_of(r.stop_lr, &Spread::median));
  LRSCOPE_COMPUTED("stop_lr_min", "", "the smallest", part_of(r.stop_lr, &Spread::min));
  LRSCOPE_COMPUTED("stop_lr_max", "", "the largest", part_of(r.stop_lr, &Spread::max));
  std::optional<Spread> stop_lr;
  Summary runs;
  LRSCOPE_COMPUTED("runs", "runs", "independent runs", r.runs.runs);
  LRSCOPE_COMPUTED("runs_failed", "runs", "that ended nonfinite or diverged", r.runs.failed);
  LRSCOPE_COMPUTED("smallest_failed_lr", "", "smallest η at which one did", r.runs.smallest_failed_lr);
  LRSCOPE_COMPUTED("largest_safe_lr", "", "largest η below that; no run failed there", r.runs.largest_safe_lr);
  LRSCOPE_FIELD(std::optional<double>, boundary, "", "√(largest_safe_lr · smallest_failed_lr)");
  LRSCOPE_COMPUTED("predicted_limit", "", "smallest stability_limit of the seeds, at θ_0", r.runs.predicted_limit);
  LRSCOPE_FIELD(std::optional<double>, stop_over_boundary, "factor",
                "stop_lr_median / boundary: how far the range test is off");
  LRSCOPE_COMPUTED("search_note", "", "what the search of the boundary lacked", r.runs.search_note);
  LRSCOPE_FIELD(std::string, best_method, "",
                "the method at whose lr all runs have skill, with the lowest median final loss, or held-out loss");
  LRSCOPE_FIELD(std::optional<double>, best_lr, "", "that lr");
  LRSCOPE_FIELD(std::optional<double>, best_final_loss, "loss", "the median final loss there");
  LRSCOPE_FIELD(std::optional<double>, best_holdout_loss, "loss", "the median held-out loss there, with --holdout");
  LRSCOPE_COMPUTED("fastest_lr", "",
                   "of all independent runs, η with the lowest final loss (mean over seeds, all of them with skill)",
                   r.runs.fastest_lr);
  LRSCOPE_COMPUTED("fastest_final_loss", "loss", "that loss", r.runs.fastest_final_loss);
  LRSCOPE_COMPUTED(
      "suggested_lr", "",
      "of all independent runs, η with the lowest held-out loss, with --holdout: all seeds have skill there",
      r.suggested_lr());
  std::optional<double> suggested_lr() const { return runs.suggested_holdout_d2 ? runs.suggested_lr : std::nullopt; }
};

struct FindResult {
  FindRecord find;
  std::vector<SuggestionRecord> suggestions;  // by SuggestionMethod
  std::vector<RangeTestRecord> tests;         // seed by seed
  std::vector<RangeStepRecord> steps;         // seed by seed, up to where the test stopped
  std::vector<RunRecord> runs;                // the independent ones
};

}  // namespace lrscope
