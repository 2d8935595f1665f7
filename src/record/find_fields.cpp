#include <vector>

#include "field_rows.h"
#include "lrscope/record/fields.h"

namespace lrscope {
namespace {

using field_rows::field;
using field_rows::to_value;

template <class Record>
Field<Record> spread_field(std::string_view name, std::string_view unit,
                           std::optional<Spread> Record::*member, double Spread::*part,
                           std::string_view doc) {
  return {name, unit, doc, [=](const Record& record) {
            const std::optional<Spread>& spread = record.*member;
            return spread ? to_value((*spread).*part) : Value{Absent{}};
          }};
}

Field<RangeTestRecord> of_method(std::string_view name, SuggestionMethod method, std::string_view doc) {
  return {name, "", doc, [method](const RangeTestRecord& record) {
            return to_value(record.suggestions[static_cast<int>(method)].lr);
          }};
}

}  // namespace

template <>
std::span<const Field<RangeStepRecord>> fields<RangeStepRecord>() {
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
  return table;
}

template <>
std::span<const Field<RangeTestRecord>> fields<RangeTestRecord>() {
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
  return table;
}

template <>
std::span<const Field<SuggestionRecord>> fields<SuggestionRecord>() {
  using R = SuggestionRecord;
  static const std::vector<Field<R>> table = {
      {"method", "", "minimum/10, steep, valley or slide",
       [](const R& r) { return Value{std::string(method_name(r.method))}; }},
      field("seeds", "seeds", &R::seeds, "range tests made"),
      field("found", "seeds", &R::found, "those in which the method found a learning rate"),
      spread_field("median", "", &R::suggested, &Spread::median, "of these, the median"),
      spread_field("min", "", &R::suggested, &Spread::min, "the smallest"),
      spread_field("max", "", &R::suggested, &Spread::max, "the largest"),
      field("note", "", &R::note, "why there was none, for the first seed without one"),
      field("lr", "", &R::lr, "the median to three digits: η of the independent runs below"),
      field("trained", "runs", &R::trained, "independent runs that trained, one for each seed"),
      field("spiked", "runs", &R::spiked, "that trained after a spike"),
      field("stalled", "runs", &R::stalled, "that stalled"),
      field("failed", "runs", &R::failed, "that ended nonfinite or diverged"),
      spread_field("final_loss_median", "loss", &R::final_loss, &Spread::median,
                   "their final loss over all rows; NaN counts as larger than any number"),
      spread_field("final_loss_min", "loss", &R::final_loss, &Spread::min, "the smallest"),
      spread_field("final_loss_max", "loss", &R::final_loss, &Spread::max, "the largest"),
      field("lr_over_boundary", "factor", &R::lr_over_boundary, "lr / boundary of the independent runs"),
  };
  return table;
}

template <>
std::span<const Field<FindRecord>> fields<FindRecord>() {
  using R = FindRecord;
  static const std::vector<Field<R>> table = {
      field("seeds", "seeds", &R::seeds, "range tests made"),
      field("start_lr", "", &R::start_lr, "η of their first step"),
      field("end_lr", "", &R::end_lr, "η of their last step"),
      field("steps", "step", &R::steps, "steps from one to the other"),
      field("smoothing", "", &R::smoothing, "β of the moving average"),
      field("stop_factor", "factor", &R::stop_factor, "F of the stop rule"),
      field("tests_stopped", "seeds", &R::tests_stopped, "tests that stopped before the end"),
      spread_field("stop_lr_median", "", &R::stop_lr, &Spread::median,
                   "η at which these stopped, the median"),
      spread_field("stop_lr_min", "", &R::stop_lr, &Spread::min, "the smallest"),
      spread_field("stop_lr_max", "", &R::stop_lr, &Spread::max, "the largest"),
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
  return table;
}

}  // namespace lrscope
