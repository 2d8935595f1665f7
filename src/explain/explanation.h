// The results of `explain`: plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/data_facts.h"
#include "explain/suspect.h"
#include "lrscope/records.h"
#include "report/field.h"
#include "train/examination.h"

namespace lrscope {

/// Of d2: a run, or a cure, that explains less has learnt hardly anything.
inline constexpr double hardly_anything = 0.1;

/// The outcome of the explained run, and of the data.
enum class Verdict {
  healthy,
  nonfinite,
  diverged,
  stalled,
  no_skill,
  dying,
  disordered,
  late_rise,
  impaired,
  defective
};

constexpr std::string_view name_of(Verdict verdict) {
  constexpr std::string_view names[] = {"healthy", "nonfinite",  "diverged",  "stalled",  "no-skill",
                                        "dying",   "disordered", "late-rise", "impaired", "defective"};
  return names[static_cast<int>(verdict)];
}

enum class EventKind {
  beyond_critical_lr,
  stability_lost,
  first_rise,
  final_rise,
  loss_infinite,
  gradient_nonfinite,
  parameter_nonfinite,
  nan,
  rose_again
};

constexpr std::string_view name_of(EventKind kind) {
  constexpr std::string_view names[] = {
      "beyond the critical lr", "stability lost",       "first rise", "final rise", "loss infinite",
      "gradient not finite",    "parameter not finite", "NaN",        "rose again"};
  return names[static_cast<int>(kind)];
}

/// Something that happened for the first time, with what was measured at that step.
struct EventRecord {
  LRSCOPE_RECORD(EventRecord, "event", "events");
  LRSCOPE_FIELD(EventKind, event, "", "what happened for the first time");
  LRSCOPE_FIELD(std::int64_t, step, "step", "t");
  LRSCOPE_FIELD(std::optional<double>, lr, "", "η_t");
  LRSCOPE_FIELD(std::optional<double>, loss, "loss", "L_B(θ_t)");
  LRSCOPE_FIELD(std::optional<double>, critical_lr, "",
                "update_critical_lr of the step: beyond it the step goes uphill, to second order");
  LRSCOPE_FIELD(std::optional<double>, stability_ratio, "", "η·λmax(P⁻¹H) / threshold");
  LRSCOPE_FIELD(std::optional<double>, predicted_change, "loss", "of this batch's loss, to second order");
  LRSCOPE_FIELD(std::optional<double>, actual_change, "loss", "of this batch's loss");
  LRSCOPE_FIELD(std::optional<double>, next_batch_change, "loss", "from this batch's loss to that of the next step");
};

/// The learning rates between which runs begin to fail, to 10 %; an end is absent if no rate fails, or every rate does.
struct Boundary {
  std::optional<double> safe_lr;
  std::optional<double> failed_lr;

  /// Geometric; ∞ if no rate fails, 0 if every rate does.
  double middle() const;
};

/// A run for each seed, at one learning rate.
struct SeedRuns {
  RunRecord run;          // of the first seed that failed, else of the first that did not train, else of the first
  bool has_skill = true;  // every seed
  std::optional<double> mean_d2;     // on the held-out rows, where there are any; absent without a baseline
  std::optional<double> loss_share;  // loss_share_of(run)
  double largest_rise = 1;           // of rise_after_best over the seeds; ∞ where it is not finite
};

/// One run with one thing changed.
struct ChangeRecord {
  LRSCOPE_RECORD(ChangeRecord, "change", "changes");
  LRSCOPE_FIELD(std::optional<std::int64_t>, rank, "", "among the causes, from 1; absent where it is none");
  LRSCOPE_COMPUTED("change", "", "the one thing that was changed", remedy_text(r.suspect.remedy));
  LRSCOPE_COMPUTED("flags", "", "flags that change it", flags_text(r.suspect.change));
  Suspect suspect;
  SeedRuns runs = {};
  LRSCOPE_COMPUTED("outcome", "", "with it, at the same learning rate and from the same seed", r.runs.run.outcome);
  LRSCOPE_COMPUTED("steps", "step", "updates done", r.runs.run.steps);
  LRSCOPE_COMPUTED("final_loss", "loss", "over all rows", r.runs.run.final_loss);
  LRSCOPE_COMPUTED("loss_share", "share",
                   "final loss over that of the best constant prediction, on held-out rows where there are any",
                   r.runs.loss_share);
  Boundary boundary = {};
  LRSCOPE_COMPUTED("safe_lr", "", "largest η below the boundary at which no seed failed", r.boundary.safe_lr);
  LRSCOPE_COMPUTED("failed_lr", "", "smallest η at which one failed", r.boundary.failed_lr);
  LRSCOPE_FIELD(std::optional<double>, factor, "factor", "boundary after the change over boundary before");
  LRSCOPE_FIELD(std::optional<double>, gain, "factor", "loss_share before over loss_share after");
  LRSCOPE_FIELD(bool, is_sufficient, "", "whether all seeds train at this learning rate");
  LRSCOPE_COMPUTED("cause", "", "what it removes; absent where it treats symptoms", causes_text(r.suspect.removes));
  LRSCOPE_COMPUTED("is_suspected", "", "whether data or settings speak for it before any run", r.suspect.is_suspected);
  LRSCOPE_COMPUTED("evidence", "", "what speaks for it", r.suspect.evidence);
  LRSCOPE_FIELD(std::string, command, "", "the command line that runs it");
};

/// Steps of the final rise (or, without one, of the run) after which the next batch's loss was higher.
struct Rises {
  std::int64_t count = 0;
  std::int64_t overshoots = 0;  // those that raised the loss of their own batch, too
  std::int64_t nonfinite = 0;   // those to a loss that is not finite: in no sum
  double risen_by = 0;          // sum of the others
  double overshot_by = 0;       // the part of it that these steps did to their own batch

  /// By the sums; where a loss is not finite, by how many they are.
  bool are_overshoot() const { return nonfinite > 0 ? 2 * overshoots >= count : 2 * overshot_by >= risen_by; }
};

struct ExplanationRecord {
  LRSCOPE_RECORD(ExplanationRecord, "explanation", "explanation");
  LRSCOPE_FIELD(Verdict, verdict, "",
                "healthy, nonfinite, diverged, stalled, no-skill, dying (ReLUs), disordered (sorted rows), late-rise, "
                "impaired (it learns, but much less than with one thing changed) or defective (the data)");
  LRSCOPE_COMPUTED("cause", "", "the first cause; absent where nothing is wrong, or none was found",
                   causes_text(r.causes));
  LRSCOPE_FIELD(std::string, evidence, "", "what in the data or the settings speaks for it");
  LRSCOPE_COMPUTED("change", "", "the cure: with these changes every seed has skill", remedies_text(r.cure));
  LRSCOPE_FIELD(std::string, command, "", "the command line that applies it, at a learning rate that suits it");
  LRSCOPE_FIELD(std::optional<double>, d2, "",
                "what that command reaches, on the held-out rows if there are any: mean over the seeds");
  LRSCOPE_FIELD(std::optional<double>, cure_lr, "", "η of that command");
  LRSCOPE_FIELD(std::optional<double>, cure_failed_lr, "", "with the cure, smallest η at which a seed failed");
  LRSCOPE_FIELD(std::optional<double>, other_lr, "", "the best of other learning rates, with nothing else changed");
  LRSCOPE_FIELD(std::optional<double>, other_d2, "", "what it reaches: mean over the seeds");
  LRSCOPE_FIELD(double, lr, "", "η");
  LRSCOPE_FIELD(std::uint64_t, seed, "", "of the run that is explained: the first that failed, else the first");
  std::string_view score;        // what d2 is called with this loss
  bool has_holdout = false;      // then d2 and other_d2 are those of the held-out rows
  std::optional<RunRecord> run;  // absent for data that cannot be trained on
  LRSCOPE_COMPUTED("outcome", "", "of that run", part_of(r.run, &RunRecord::outcome));
  LRSCOPE_COMPUTED("steps", "step", "updates done", part_of(r.run, &RunRecord::steps));
  LRSCOPE_COMPUTED("initial_loss", "loss", "over all rows, at θ_0", part_of(r.run, &RunRecord::initial_loss));
  LRSCOPE_COMPUTED("final_loss", "loss", "over all rows, at the end", part_of(r.run, &RunRecord::final_loss));
  LRSCOPE_COMPUTED("run_d2", "", "1 − final_loss / baseline_loss", r.run ? r.run->d2 : std::nullopt);
  LRSCOPE_COMPUTED("baseline_loss", "loss", "of the best constant prediction",
                   r.run ? r.run->baseline_loss : std::nullopt);
  LRSCOPE_COMPUTED("holdout_loss", "loss", "over the held-out rows, at the end",
                   r.run ? r.run->holdout_loss : std::nullopt);
  LRSCOPE_COMPUTED("holdout_d2", "", "the same as d2, on the held-out rows", r.run ? r.run->holdout_d2 : std::nullopt);
  Boundary boundary;
  LRSCOPE_COMPUTED("safe_lr", "", "largest η below the boundary at which no seed failed", r.boundary.safe_lr);
  LRSCOPE_COMPUTED("failed_lr", "", "smallest η at which one failed", r.boundary.failed_lr);
  LRSCOPE_FIELD(std::optional<double>, lr_over_boundary, "factor", "η / √(safe_lr · failed_lr)");
  LRSCOPE_COMPUTED("stability_limit", "", "the η at which stability_ratio is 1 at θ_0",
                   r.run ? r.run->start.limit : std::nullopt);
  LRSCOPE_COMPUTED("warning_step", "step", "the first whose loss was above 10 times the largest of the first ten",
                   part_of(r.run, &RunRecord::warning_step));
  LRSCOPE_FIELD(std::optional<std::int64_t>, warning_ahead, "steps",
                "of a run that failed: from there to the first non-finite number, or the end");
  std::optional<std::int64_t> unstable_step;  // from here on the stability ratio stood above 1
  LRSCOPE_COMPUTED("growth_per_step", "factor", "fitted factor of the loss over the final rise",
                   part_of(r.run, &RunRecord::growth_per_step));
  LRSCOPE_FIELD(std::optional<double>, error_growth, "factor",
                "predicted factor of the error per step, |1 − ηλ| for gd; the loss grows by its square");
  LRSCOPE_FIELD(std::optional<std::int64_t>, error_growth_step, "step", "where λ was measured: at the rise, or before");
  LRSCOPE_FIELD(std::optional<double>, error_growth_at_tenth, "factor", "the same at η/10");
  LRSCOPE_FIELD(std::optional<std::int64_t>, predicted_overflow_step, "step",
                "the first at which a loss that grows so from the rise on would be above the largest number of the "
                "precision");
  Rises rises;
  LRSCOPE_COMPUTED("rises", "steps",
                   "steps (of the final rise, if there is one) after which the next batch's loss was higher",
                   r.rises.count);
  LRSCOPE_COMPUTED("overshoots", "steps", "those of them that raised the loss of their own batch, too",
                   r.rises.overshoots);
  LRSCOPE_COMPUTED("nonfinite_rises", "steps",
                   "those of them to a loss that is not finite: in none of the next two sums", r.rises.nonfinite);
  LRSCOPE_COMPUTED("risen_by", "loss", "sum of the changes to the next batch's loss at these rises", r.rises.risen_by);
  LRSCOPE_COMPUTED(
      "overshot_by", "loss",
      "the part of it by which the overshoots raised the loss of their own batch: overshoot, if half or more",
      r.rises.overshot_by);
  LRSCOPE_FIELD(std::optional<double>, uphill_term, "loss", "½η²gᵀHg at the step where the rise began (gd)");
  LRSCOPE_FIELD(std::optional<double>, downhill_term, "loss", "ηgᵀg there");
  LRSCOPE_FIELD(std::optional<std::int64_t>, trial_steps, "steps",
                "of the runs with one thing changed, where all steps of hundreds of them would take too long");
  LRSCOPE_COMPUTED("rose_again_step", "step",
                   "from here on the loss of a run that did not fail stood above twice a low that it had held",
                   part_of(r.run, &RunRecord::rose_again_step));
  LRSCOPE_FIELD(std::optional<std::int64_t>, forecast_step, "step",
                "where the stability ratio reaches 1, by its growth of β₂^−½ a step at the end");
  LRSCOPE_FIELD(std::optional<std::int64_t>, forecast_from, "step", "where that ratio was measured");
  std::optional<double> forecast_ratio;
  Causes causes;
  Remedies cure;
  LRSCOPE_FIELD(std::optional<double>, safe_limit, "",
                "the lowest limit on the way of a slow run of this seed: batches and momentum considered");
  LRSCOPE_FIELD(std::optional<double>, safe_limit_lr, "", "η of that slow run");
  LRSCOPE_FIELD(std::optional<std::int64_t>, safe_limit_step, "step", "where on its way the limit was met");
  LRSCOPE_FIELD(std::optional<double>, safe_limit_sharpness, "loss/θ²", "λmax(H) there");
};

struct Explanation {
  ExplanationRecord summary;
  std::vector<EventRecord> events;    // in order
  std::vector<LayerRecord> layers;    // by step, by layer
  std::vector<BatchRecord> batches;   // the worst, where single ones stand out
  std::vector<RowRecord> rows;        // the worst, where single ones stand out
  std::vector<ChangeRecord> changes;  // causes by rank, then the others
  std::vector<Defect> defects;        // of data that cannot be trained on
  std::optional<AlongCurve> along;
};

/// Those that --rows may name, the default first.
inline std::vector<const Kind*> explanation_kinds() {
  return {&kind_of<ChangeRecord>(), &kind_of<EventRecord>(),       &kind_of<LayerRecord>(), &kind_of<BatchRecord>(),
          &kind_of<RowRecord>(),    &kind_of<ExplanationRecord>(), &kind_of<RunRecord>(),   &kind_of<Defect>()};
}

}  // namespace lrscope
