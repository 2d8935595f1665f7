#include "lrscope/record/find.h"

#include <vector>

#include "report/members.h"

namespace lrscope {
namespace {

Field<RangeTestRecord> of_method(std::string_view name, SuggestionMethod method, std::string_view doc) {
  return {name, "", doc, [method](const RangeTestRecord& record) {
            return to_value(record.suggestions[static_cast<int>(method)].lr);
          }};
}

}  // namespace

const RecordKind<RangeStepRecord>& kind_of(const RangeStepRecord*) {
  using R = RangeStepRecord;
  static const std::vector<Field<R>> table = {
      field("seed", "", &R::seed, "seed of initial weights and batch order"),
      field("step", "step", &R::step, "t: updates done so far"),
      field("lr", "", &R::lr, "η_t, with which the step after this loss was made"),
      field("loss", "loss", &R::loss, "L_B(θ_t) on this step's batch"),
      field("smoothed_loss", "loss", &R::smoothed_loss, "bias-corrected exponential moving average of it"),
      field("stop_limit", "loss", &R::stop_limit, "what the smoothed loss must not exceed"),
      field("used", "", &R::used,
            "whether the suggestions look at it: not the first tenth, not the last five"),
      field("critical_lr", "θ²/loss", &R::critical_lr, "2gᵀg / gᵀHg where gᵀHg > 0, on this step's batch"),
      field("actual_change", "loss", &R::actual_change, "L_B(θ_{t+1}) − L_B(θ_t) on the same batch"),
  };
  static const RecordKind<R> kind("range_step", "steps", table);
  return kind;
}

const RecordKind<RangeTestRecord>& kind_of(const RangeTestRecord*) {
  using R = RangeTestRecord;
  using M = SuggestionMethod;
  static const std::vector<Field<R>> table = {
      field("seed", "", &R::seed, "seed of initial weights and batch order"),
      field("steps", "step", &R::steps, "losses measured, the one that stopped the test included"),
      {"stop_reason", "", "end-reached, loss-rose, loss-infinite, loss-nan or parameter-nonfinite",
       [](const R& r) { return Value{std::string(stop_reason_name(r.stop_reason))}; }},
      field("stop_step", "step", &R::stop_step, "t at which that was seen"),
      field("stop_lr", "", &R::stop_lr, "η_t of that step; η_{t−1} led there"),
      field("loss", "loss", &R::loss, "L_B(θ_t) there"),
      field("smoothed_loss", "loss", &R::smoothed_loss, "the smoothed loss there"),
      field("stop_limit", "loss", &R::stop_limit, "what it must not exceed"),
      field("best_smoothed_loss", "loss", &R::best_smoothed_loss, "lowest smoothed loss of the test"),
      field("best_step", "step", &R::best_step, "where that was"),
      field("best_lr", "", &R::best_lr, "η_t there"),
      of_method("minimum", M::minimum, "a tenth of η at the lowest smoothed loss"),
      of_method("steep", M::steep, "η where the smoothed loss falls fastest over log η"),
      of_method("valley", M::valley, "η about halfway down the longest descent"),
      of_method("slide", M::slide, "η where a window that slides down from the right comes to rest"),
  };
  static const RecordKind<R> kind("range_test", "tests", table);
  return kind;
}

const RecordKind<SuggestionRecord>& kind_of(const SuggestionRecord*) {
  using R = SuggestionRecord;
  static const std::vector<Field<R>> table = {
      {"method", "", "minimum/10, steep, valley or slide",
       [](const R& r) { return Value{std::string(method_name(r.method))}; }},
      field("seeds", "seeds", &R::seeds, "range tests made"),
      field("found", "seeds", &R::found, "those in which the method found a learning rate"),
      part("median", "", "of these, the median", &R::suggested, &Spread::median),
      part("min", "", "the smallest", &R::suggested, &Spread::min),
      part("max", "", "the largest", &R::suggested, &Spread::max),
      field("note", "", &R::note, "why there was none, for the first seed without one"),
      field("lr", "", &R::lr, "the median to three digits: η of the independent runs below"),
      field("trained", "runs", &R::trained, "independent runs that trained, one for each seed"),
      field("spiked", "runs", &R::spiked, "that trained after a spike"),
      field("stalled", "runs", &R::stalled, "that stalled"),
      field("failed", "runs", &R::failed, "that ended nonfinite or diverged"),
      part("final_loss_median", "loss",
           "their final loss over all rows; NaN counts as larger than any number", &R::final_loss,
           &Spread::median),
      part("final_loss_min", "loss", "the smallest", &R::final_loss, &Spread::min),
      part("final_loss_max", "loss", "the largest", &R::final_loss, &Spread::max),
      field("lr_over_boundary", "factor", &R::lr_over_boundary, "lr / boundary of the independent runs"),
  };
  static const RecordKind<R> kind("suggestion", "suggestions", table);
  return kind;
}

const RecordKind<FindRecord>& kind_of(const FindRecord*) {
  using R = FindRecord;
  static const std::vector<Field<R>> table = {
      field("seeds", "seeds", &R::seeds, "range tests made"),
      field("start_lr", "", &R::start_lr, "η of their first step"),
      field("end_lr", "", &R::end_lr, "η of their last step"),
      field("steps", "step", &R::steps, "steps from one to the other"),
      field("smoothing", "", &R::smoothing, "β of the moving average"),
      field("stop_factor", "factor", &R::stop_factor, "F of the stop rule"),
      field("tests_stopped", "seeds", &R::tests_stopped, "tests that stopped before the end"),
      part("stop_lr_median", "", "η at which these stopped, the median", &R::stop_lr, &Spread::median),
      part("stop_lr_min", "", "the smallest", &R::stop_lr, &Spread::min),
      part("stop_lr_max", "", "the largest", &R::stop_lr, &Spread::max),
      field("runs", "runs", &R::runs, "independent runs"),
      field("runs_failed", "runs", &R::runs_failed, "that ended nonfinite or diverged"),
      field("smallest_failed_lr", "", &R::smallest_failed_lr, "smallest η at which one did"),
      field("largest_safe_lr", "", &R::largest_safe_lr, "largest η below that; no run failed there"),
      field("boundary", "", &R::boundary, "√(largest_safe_lr · smallest_failed_lr)"),
      field("predicted_limit", "", &R::predicted_limit, "smallest stability_limit of the seeds, at θ_0"),
      field("stop_over_boundary", "factor", &R::stop_over_boundary,
            "stop_lr_median / boundary: how far the range test is off"),
      field("search_note", "", &R::search_note, "what the search of the boundary lacked"),
      field("best_method", "", &R::best_method,
            "the method at whose lr all runs trained, with the lowest median final loss"),
      field("best_lr", "", &R::best_lr, "that lr"),
      field("best_final_loss", "loss", &R::best_final_loss, "that loss"),
      field("fastest_lr", "", &R::fastest_lr,
            "of all independent runs, η with the lowest final loss (mean over seeds, all of them trained)"),
      field("fastest_final_loss", "loss", &R::fastest_final_loss, "that loss"),
  };
  static const RecordKind<R> kind("find", "find", table);
  return kind;
}

std::vector<const Kind*> find_kinds() {
  return {&kind_of<SuggestionRecord>(), &kind_of<RangeTestRecord>(), &kind_of<RangeStepRecord>(),
          &kind_of<RunRecord>(), &kind_of<FindRecord>()};
}

}  // namespace lrscope
