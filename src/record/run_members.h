// The members of step and run records, each listed once: fields of every output (run_fields.cpp), and what a
// journal holds and reads back.
#pragma once

#include "lrscope/record/records.h"
#include "report/members.h"

namespace lrscope {

constexpr std::string_view name_of(Stage stage) {
  return stage_name(stage);
}
constexpr std::string_view name_of(NonfiniteKind kind) {
  return kind_name(kind);
}
/// Declared for the fields of runs.
Value to_value(const NonfiniteAt& place);

inline constexpr std::tuple step_members{
    field("run", "index", &StepRecord::run, "number of the run, from 0"),
    field("seed", "", &StepRecord::seed, "seed of initial weights and batch order"),
    field("step", "step", &StepRecord::step, "t: updates done so far"),
    field("epoch", "index", &StepRecord::epoch, "passes over the data finished so far"),
    field("lr", "", &StepRecord::lr, "η_t, the learning rate as used in this step"),
    field("loss", "loss", &StepRecord::loss, "L_B(θ_t) on this step's batch"),
    field("full_loss", "loss", &StepRecord::full_loss, "loss over all training rows at θ_t, where measured"),
    field("gradient_norm", "loss/θ", &StepRecord::gradient_norm, "‖g‖₂, overflow-safe"),
    field("gg", "(loss/θ)²", &StepRecord::gg, "gᵀg on this step's batch"),
    field("gHg", "loss³/θ⁴", &StepRecord::gHg, "gᵀHg on this step's batch"),
    field("directional_curvature", "loss/θ²", &StepRecord::directional_curvature, "gᵀHg / gᵀg"),
    field("critical_lr", "θ²/loss", &StepRecord::critical_lr,
          "2gᵀg / gᵀHg where gᵀHg > 0: beyond it the second-order model says uphill"),
    field("predicted_change", "loss", &StepRecord::predicted_change,
          "gᵀΔ + ½ΔᵀHΔ with the optimizer's actual Δ = θ_{t+1} − θ_t"),
    field("actual_change", "loss", &StepRecord::actual_change, "L_B(θ_{t+1}) − L_B(θ_t) on the same batch"),
    field("update_norm", "θ", &StepRecord::update_norm, "‖Δ‖₂"),
    field("parameter_norm", "θ", &StepRecord::parameter_norm, "‖θ_t‖₂"),
};

/// Those that follow the two sharpnesses.
inline constexpr std::tuple step_stability_members{
    field("stability_ratio", "", &StepRecord::stability_ratio,
          "η·λmax(P⁻¹H) / threshold of the optimizer; above 1 locally unstable"),
    field("stability_note", "", &StepRecord::stability_note, "why there is no ratio"),
};

inline constexpr std::tuple run_members{
    field("run", "index", &RunRecord::run, "number of the run, from 0"),
    field("lr", "", &RunRecord::lr, "the learning rate η of the run, before its schedule"),
    field("seed", "", &RunRecord::seed, "seed of initial weights and batch order"),
    field("outcome", "", &RunRecord::outcome, "trained, spiked, stalled, diverged or nonfinite"),
    field("steps", "step", &RunRecord::steps, "updates done"),
    field("initial_loss", "loss", &RunRecord::initial_loss, "loss over all training rows at θ_0"),
    field("final_loss", "loss", &RunRecord::final_loss, "loss over all training rows at the end"),
    field("best_loss", "loss", &RunRecord::best_loss,
          "lowest loss over all training rows where it was measured"),
    field("best_step", "step", &RunRecord::best_step, "where it was"),
};

inline constexpr std::tuple run_sharpness_members{
    field("last_sharpness", "loss/θ²", &RunRecord::last_sharpness,
          "the last sharpness on the way, with --sharpness-every"),
};

inline constexpr std::tuple run_event_members{
    field("first_rise_step", "step", &RunRecord::first_rise_step, "first step whose same-batch loss rose"),
    field("divergence_step", "step", &RunRecord::divergence_step, "start of the rise that never recovered"),
    field("loss_inf_step", "step", &RunRecord::loss_inf_step, "first t with an infinite L(θ_t)"),
    field("gradient_nonfinite_step", "step", &RunRecord::gradient_nonfinite_step,
          "first t with NaN or ±inf in g(θ_t)"),
    field("parameter_nonfinite_step", "step", &RunRecord::parameter_nonfinite_step,
          "first t with NaN or ±inf in θ_t"),
    field("nan_step", "step", &RunRecord::nan_step, "first t with a NaN in θ_t, L(θ_t) or g(θ_t)"),
    field("growth_per_step", "factor", &RunRecord::growth_per_step,
          "fitted factor of the loss per step over the final rise"),
};

inline constexpr std::tuple run_end_members{
    field("dead_units", "units", &RunRecord::dead_units,
          "hidden units whose slope is 0 on every training row at the end"),
    field("dead_layer", "", &RunRecord::dead_layer,
          "first hidden layer (from 1) all of whose units are dead: nothing below it learns"),
    field("nonfinite_at", "", &RunRecord::nonfinite_at,
          "first non-finite tensor in order of computation: step, stage, layer, tensor, index, kind"),
    field("seconds", "s", &RunRecord::seconds, "wall-clock time of the run, with --timing"),
};

}  // namespace lrscope
