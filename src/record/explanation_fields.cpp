#include "lrscope/record/explanation.h"

#include <vector>

#include "lrscope/record/explanation_text.h"
#include "report/members.h"

namespace lrscope {
namespace {

template <class Text>
Field<ChangeRecord> suspect_field(std::string_view name, std::string_view doc, Text text) {
  return {name, "", doc, [text](const ChangeRecord& record) { return to_value(text(record.suspect)); }};
}

}  // namespace

const RecordKind<ExplanationRecord>& kind_of(const ExplanationRecord*) {
  using R = ExplanationRecord;
  static const std::vector<Field<R>> table = {
      field(
          "verdict", "", &R::verdict,
          "healthy, nonfinite, diverged, stalled, dying (ReLUs), disordered (sorted rows) or defective (the "
          "data)"),
      {"cause", "", "the first cause; absent where nothing is wrong, or none was found",
       [](const R& r) { return to_value(causes_text(r.causes)); }},
      {"evidence", "", "what in the data or the settings speaks for it",
       [](const R& r) { return to_value(evidence_text(r.evidence)); }},
      {"change", "", "the smallest change that is sufficient",
       [](const R& r) { return r.cure ? to_value(remedy_text(*r.cure)) : Value{Absent{}}; }},
      field("command", "", &R::command, "the command line that applies it"),
      field("lr", "", &R::lr, "η"),
      field("seed", "", &R::seed, "of the run that is explained: the first that failed, else the first"),
      field("outcome", "", &R::outcome, "of that run"),
      field("steps", "step", &R::steps, "updates done"),
      field("initial_loss", "loss", &R::initial_loss, "over all rows, at θ_0"),
      field("final_loss", "loss", &R::final_loss, "over all rows, at the end"),
      field("baseline_loss", "loss", &R::baseline_loss, "of predicting the mean, or the class frequencies"),
      field("safe_lr", "", &R::safe_lr, "largest η below the boundary at which no seed failed"),
      field("failed_lr", "", &R::failed_lr, "smallest η at which one failed"),
      field("lr_over_boundary", "factor", &R::lr_over_boundary, "η / √(safe_lr · failed_lr)"),
      field("stability_limit", "", &R::stability_limit, "the η at which stability_ratio is 1 at θ_0"),
      field("warning_step", "step", &R::warning_step, "from here on the stability ratio stood above 1"),
      field("warning_ahead", "steps", &R::warning_ahead,
            "from there to the first non-finite number, or the end"),
      field("growth_per_step", "factor", &R::growth_per_step,
            "fitted factor of the loss over the final rise"),
      field("error_growth", "factor", &R::error_growth,
            "predicted factor of the error per step, |1 − ηλ| for gd; the loss grows by its square"),
      field("error_growth_step", "step", &R::error_growth_step,
            "where λ was measured for it: the rise, or before"),
      field("error_growth_at_tenth", "factor", &R::error_growth_at_tenth, "the same at η/10"),
      field("predicted_overflow_step", "step", &R::predicted_overflow_step,
            "when a loss that grows so from the rise on would pass the largest number of the precision"),
      field("rises", "steps", &R::rises,
            "steps (of the final rise, if there is one) after which the next batch's loss was higher"),
      field("overshoots", "steps", &R::overshoots,
            "those of them that raised the loss of their own batch, too"),
      field("risen_by", "loss", &R::risen_by, "sum of the changes to the next batch's loss at these rises"),
      field(
          "overshot_by", "loss", &R::overshot_by,
          "sum of the rises of their own batch's loss at the overshoots: overshoot, if half of that or more"),
      field("uphill_term", "loss", &R::uphill_term, "½η²gᵀHg at the step where the rise began (gd)"),
      field("downhill_term", "loss", &R::downhill_term, "ηgᵀg there"),
  };
  static const RecordKind<R> kind("explanation", "explanation", table);
  return kind;
}

const RecordKind<EventRecord>& kind_of(const EventRecord*) {
  using R = EventRecord;
  static const std::vector<Field<R>> table = {
      field("event", "", &R::event, "what happened for the first time"),
      field("step", "step", &R::step, "t"),
      field("lr", "", &R::lr, "η_t"),
      field("loss", "loss", &R::loss, "L_B(θ_t)"),
      field("critical_lr", "", &R::critical_lr, "2gᵀg / gᵀHg"),
      field("stability_ratio", "", &R::stability_ratio, "η·λmax(P⁻¹H) / threshold"),
      field("predicted_change", "loss", &R::predicted_change, "of this batch's loss, to second order"),
      field("actual_change", "loss", &R::actual_change, "of this batch's loss"),
      field("next_batch_change", "loss", &R::next_batch_change,
            "from this batch's loss to that of the next step"),
  };
  static const RecordKind<R> kind("event", "events", table);
  return kind;
}

const RecordKind<LayerRecord>& kind_of(const LayerRecord*) {
  using R = LayerRecord;
  static const std::vector<Field<R>> table = {
      field("step", "step", &R::step, "t: of the last finite steps, else of the whole run"),
      field("layer", "", &R::layer, "from 1"),
      field("activation", "", &R::activation, "largest magnitude; of the output layer: pre-activation"),
      field("delta", "", &R::delta, "largest back-propagated ∂L/∂z"),
      field("gradient", "", &R::gradient, "largest element of the gradient"),
      field("weight", "", &R::weight, "largest weight or bias"),
      field("dead_fraction", "share", &R::dead_fraction, "units whose slope is 0 on every row"),
      field("loss", "loss", &R::loss, "L_B(θ_t)"),
  };
  static const RecordKind<R> kind("layer", "layers", table);
  return kind;
}

const RecordKind<BatchRecord>& kind_of(const BatchRecord*) {
  using R = BatchRecord;
  static const std::vector<Field<R>> table = {
      field("step", "step", &R::step, "whose batch it is"),
      field("at_step", "step", &R::at_step, "t of the θ at which all batches of the epoch were compared"),
      field("rows", "rows", &R::rows, "in the batch"),
      field("loss", "loss", &R::loss, "its loss there"),
      field("gradient_norm", "loss/θ", &R::gradient_norm, "its gradient's length there"),
      field("times_median", "factor", &R::times_median, "its loss over that of the median batch"),
      {"lines", "", "lines of the file on which its rows begin",
       [](const R& r) { return to_value(std::vector<double>(r.lines.begin(), r.lines.end())); }},
  };
  static const RecordKind<R> kind("batch", "batches", table);
  return kind;
}

const RecordKind<RowRecord>& kind_of(const RowRecord*) {
  using R = RowRecord;
  static const std::vector<Field<R>> table = {
      field("line", "", &R::line, "of the file on which the row begins"),
      field("at_step", "step", &R::at_step, "t of the θ at which all rows were compared"),
      field("loss", "loss", &R::loss, "of this row alone"),
      field("loss_share", "share", &R::loss_share, "of the sum over all rows"),
      field("gradient_norm", "loss/θ", &R::gradient_norm, "of this row alone"),
      field("times_median", "factor", &R::times_median, "its gradient norm over that of the median row"),
  };
  static const RecordKind<R> kind("row", "rows", table);
  return kind;
}

const RecordKind<ChangeRecord>& kind_of(const ChangeRecord*) {
  using R = ChangeRecord;
  static const std::vector<Field<R>> table = {
      field("rank", "", &R::rank, "among the causes, from 1; absent where it is none"),
      suspect_field("change", "the one thing that was changed",
                    [](const Suspect& s) { return remedy_text(s.remedy); }),
      suspect_field("flags", "flags that change it", [](const Suspect& s) { return flags_text(s.change); }),
      field("outcome", "", &R::outcome, "with it, at the same learning rate and from the same seed"),
      field("steps", "step", &R::steps, "updates done"),
      field("final_loss", "loss", &R::final_loss, "over all rows"),
      field("loss_share", "share", &R::loss_share, "final loss over that of predicting the mean"),
      field("safe_lr", "", &R::safe_lr, "largest η below the boundary at which no seed failed"),
      field("failed_lr", "", &R::failed_lr, "smallest η at which one failed"),
      field("factor", "factor", &R::factor, "boundary after the change over boundary before"),
      field("gain", "factor", &R::gain, "loss_share before over loss_share after"),
      field("is_sufficient", "", &R::is_sufficient, "whether all seeds train at this learning rate"),
      suspect_field("cause", "what it removes; absent where it treats symptoms",
                    [](const Suspect& s) { return causes_text(s.removes); }),
      suspect_field("is_suspected", "whether data or settings speak for it before any run",
                    [](const Suspect& s) { return s.is_suspected; }),
      suspect_field("evidence", "what speaks for it",
                    [](const Suspect& s) { return evidence_text(s.evidence); }),
      field("command", "", &R::command, "the command line that runs it"),
  };
  static const RecordKind<R> kind("change", "changes", table);
  return kind;
}

const RecordKind<AlongRecord>& kind_of(const AlongRecord*) {
  using R = AlongRecord;
  static const std::vector<Field<R>> table = {
      field("epsilon", "", &R::epsilon, "ε"),
      field("loss", "loss", &R::loss, "L_B(θ_t − εg)"),
      field("parabola", "loss", &R::parabola, "L_B − εgᵀg + ½ε²gᵀHg"),
      field("mark", "", &R::mark,
            "lr: the step taken; minimum: gᵀg/gᵀHg; critical lr: 2gᵀg/gᵀHg; 2/sharpness"),
  };
  static const RecordKind<R> kind("along", "along", table);
  return kind;
}

std::vector<const Kind*> explanation_kinds() {
  return {&kind_of<ChangeRecord>(), &kind_of<EventRecord>(), &kind_of<LayerRecord>(), &kind_of<BatchRecord>(), &kind_of<RowRecord>(), &kind_of<ExplanationRecord>()};
}

}  // namespace lrscope
