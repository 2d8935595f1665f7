// The members of step and run records, listed once for fields (run_fields.cpp) and journals (sweep/journal/journal_text.h).
#pragma once

#include "lrscope/records.h"
#include "report/field.h"

// clang-format off: a row a field.
namespace lrscope {

/// Declared for the fields of runs.
Value to_value(const NonfiniteAt& place);

inline constexpr auto step_members = [] {
  using R = StepRecord;
  return std::tuple{
      FIELD(run, "index", "number of the run, from 0"),
      FIELD(seed, "", "seed of initial weights and batch order"),
      FIELD(step, "step", "t: updates done so far"),
      FIELD(epoch, "index", "passes over the data finished so far"),
      FIELD(lr, "", "η_t, the learning rate as used in this step"),
      FIELD(loss, "loss", "L_B(θ_t) on this step's batch"),
      FIELD(full_loss, "loss", "loss over all training rows at θ_t, where measured"),
      FIELD(gradient_norm, "loss/θ", "‖g‖₂, overflow-safe"),
      FIELD(gg, "(loss/θ)²", "gᵀg on this step's batch"),
      FIELD(gHg, "loss³/θ⁴", "gᵀHg on this step's batch"),
      FIELD(directional_curvature, "loss/θ²", "gᵀHg / gᵀg"),
      FIELD(critical_lr, "θ²/loss", "2gᵀg / gᵀHg where gᵀHg > 0: beyond it the second-order model says uphill"),
      FIELD(predicted_change, "loss", "gᵀΔ + ½ΔᵀHΔ with the optimizer's actual Δ = θ_{t+1} − θ_t"),
      FIELD(actual_change, "loss", "L_B(θ_{t+1}) − L_B(θ_t) on the same batch"),
      FIELD(update_norm, "θ", "‖Δ‖₂"),
      FIELD(parameter_norm, "θ", "‖θ_t‖₂")};
}();

inline constexpr auto step_stability_members = [] {
  using R = StepRecord;
  return std::tuple{FIELD(stability_ratio, "", "η·λmax(P⁻¹H) / threshold of the optimizer; above 1 locally unstable"),
                    FIELD(stability_note, "", "why there is no ratio")};
}();

// Later fields: the others keep their places.
inline constexpr auto step_late_members = [] {
  using R = StepRecord;
  return std::tuple{
      FIELD(theta, "θ", "θ_t, of models with up to four parameters, with --theta"),
      FIELD(update_critical_lr, "",
            "η·(−2gᵀΔ/ΔᵀHΔ) where ΔᵀHΔ > 0: beyond it the optimizer's own step goes uphill, by the second-order model"),
      FIELD(measured_critical_lr, "",
            "η·c, where the same batch's loss at θ_t + cΔ has come back to that at θ_t, with --measured-critical-lr"),
      FIELD(forecast_step, "step",
            "where a stability_ratio below 1 that grows by β₂^−½ a step, as v forgets (adam, adamw, rmsprop), reaches "
            "1"),
      FIELD(epoch_loss, "loss",
            "mean of the losses of this epoch's batches so far, by their sizes, each at its own θ: what Keras prints")};
}();

inline constexpr auto run_members = [] {
  using R = RunRecord;
  return std::tuple{
      FIELD(run, "index", "number of the run, from 0"),
      FIELD(lr, "", "the learning rate η of the run, before its schedule"),
      FIELD(seed, "", "seed of initial weights and batch order"),
      FIELD(outcome, "", "trained, spiked, no-skill, stalled, diverged or nonfinite"),
      FIELD(steps, "step", "updates done"),
      FIELD(initial_loss, "loss", "loss over all training rows at θ_0"),
      FIELD(final_loss, "loss", "loss over all training rows at the end"),
      FIELD(best_loss, "loss", "lowest loss over all training rows where it was measured"),
      FIELD(best_step, "step", "where it was"),
      FIELD(rise_after_best, "factor", "final_loss / best_loss; of poisson both less the loss of a perfect prediction"),
      FIELD(baseline_loss, "loss", "of the best constant prediction, over all training rows"),
      FIELD(d2, "",
            "1 − final_loss / baseline_loss: R² for mse, McFadden's R² for cross-entropy; of poisson both less the "
            "loss of a perfect prediction"),
      FIELD(accuracy, "share", "of the training rows, those whose class is predicted, at the end"),
      FIELD(holdout_loss, "loss", "loss over the held-out rows at the end, with --holdout"),
      FIELD(holdout_baseline_loss, "loss",
            "of the best constant prediction for the training rows, over the held-out rows"),
      FIELD(holdout_d2, "", "1 − holdout_loss / holdout_baseline_loss"),
      FIELD(holdout_chance, "",
            "what holdout_d2 must be above to be skill and no chance: 9 / held-out rows, with classes 4.5 / "
            "(rows · holdout_baseline_loss), at most 1/2"),
      FIELD(holdout_accuracy, "share", "of the held-out rows, those whose class is predicted, at the end")};
}();

inline constexpr auto run_sharpness_members = [] {
  using R = RunRecord;
  return std::tuple{FIELD(last_sharpness, "loss/θ²", "the last sharpness on the way, with --sharpness-every")};
}();

inline constexpr auto run_event_members = [] {
  using R = RunRecord;
  return std::tuple{FIELD(first_rise_step, "step", "first step whose same-batch loss rose"),
                    FIELD(divergence_step, "step", "start of the rise that never recovered"),
                    FIELD(loss_inf_step, "step", "first t with an infinite L(θ_t)"),
                    FIELD(gradient_nonfinite_step, "step", "first t with NaN or ±inf in g(θ_t)"),
                    FIELD(parameter_nonfinite_step, "step", "first t with NaN or ±inf in θ_t"),
                    FIELD(nan_step, "step", "first t with a NaN in θ_t, L(θ_t) or g(θ_t)"),
                    FIELD(growth_per_step, "factor", "fitted factor of the loss per step over the final rise")};
}();

inline constexpr auto run_end_members = [] {
  using R = RunRecord;
  return std::tuple{
      FIELD(dead_units, "units", "hidden units whose slope is 0 on every training row at the end"),
      FIELD(dead_layer, "", "first hidden layer (from 1) all of whose units are dead: nothing below it learns"),
      FIELD(nonfinite_at, "",
            "first non-finite tensor in order of computation: step, stage, layer, tensor, index, kind"),
      FIELD(seconds, "s", "wall-clock time of the run, with --timing")};
}();

// Later fields: the others keep their places.
inline constexpr auto run_late_members = [] {
  using R = RunRecord;
  return std::tuple{
      FIELD(rose_again_step, "step",
            "of a run that did not fail: from here on the loss over all rows, wherever it was measured, "
            "stood above twice a low that it had held for two measurements, and visibly: by a millionth of "
            "the initial loss"),
      FIELD(warning_step, "step",
            "the first whose batch loss was finite and above 10 times the largest of the first ten: most runs "
            "that fail do so before, few others")};
}();

constexpr auto members_of(const ColumnCoding&) {
  using R = ColumnCoding;
  return std::tuple{KEPT(column), KEPT(is_target), KEPT(shift), KEPT(scale), KEPT(fill), KEPT(earliest)};
}

constexpr auto members_of(const Eigenvalue&) {
  using R = Eigenvalue;
  return std::tuple{KEPT(value), KEPT(residual), KEPT(hvps), KEPT(converged)};
}

constexpr auto members_of(const StartCurvature&) {
  using R = StartCurvature;
  return std::tuple{KEPT(sharpness),         KEPT(preconditioned_sharpness),
                    KEPT(threshold),         KEPT(limit),
                    KEPT(formula),           KEPT(note),
                    KEPT(top_eigenvalues),   KEPT(bottom_eigenvalues),
                    KEPT(batch_limit),       KEPT(batch_rule),
                    KEPT(almost_sure_limit), KEPT(almost_sure_error),
                    KEPT(almost_sure_steps)};
}

constexpr auto members_of(const Magnitude&) {
  using R = Magnitude;
  return std::tuple{KEPT(stage), KEPT(layer), KEPT(tensor), KEPT(max_abs)};
}

constexpr auto members_of(const NonfiniteAt&) {
  using R = NonfiniteAt;
  return std::tuple{KEPT(step), KEPT(stage), KEPT(layer), KEPT(tensor),
                    KEPT(row),  KEPT(col),   KEPT(kind),  KEPT(last_finite)};
}

constexpr auto members_of(const RunRecord&) {
  using R = RunRecord;
  return std::tuple_cat(run_members, run_event_members, std::tuple{KEPT(start)}, run_sharpness_members, run_end_members,
                        std::tuple{KEPT(loss_curve)}, run_late_members);
}

constexpr auto members_of(const StepRecord&) {
  using R = StepRecord;
  return std::tuple_cat(step_members, std::tuple{KEPT(sharpness), KEPT(preconditioned_sharpness)},
                        step_stability_members, std::tuple{KEPT(top_eigenvalues), KEPT(bottom_eigenvalues)},
                        step_late_members);
}

}  // namespace lrscope
