#include "lrscope/record/fields.h"

#include <concepts>
#include <optional>
#include <type_traits>
#include <vector>

namespace lrscope {
namespace {

Value to_value(bool value) {
  return value;
}
Value to_value(double value) {
  return value;
}
Value to_value(Outcome outcome) {
  return std::string(outcome_name(outcome));
}
Value to_value(const std::string& text) {
  return text.empty() ? Value{Absent{}} : Value{text};
}
Value to_value(const NonfiniteAt& place) {
  return &place;
}
template <std::integral T>
Value to_value(T value) {
  return static_cast<std::int64_t>(value);
}
template <class T>
Value to_value(const std::optional<T>& value) {
  return value ? to_value(*value) : Value{Absent{}};
}

template <class Record, class Member>
Field<Record> field(std::string_view name, std::string_view unit, Member Record::*member,
                    std::string_view doc) {
  return {name, unit, doc, [member](const Record& record) { return to_value(record.*member); }};
}

}  // namespace

template <>
std::span<const Field<StepRecord>> fields<StepRecord>() {
  using R = StepRecord;
  static const std::vector<Field<R>> table = {
      field("run", "index", &R::run, "number of the run, from 0"),
      field("seed", "", &R::seed, "seed of initial weights and batch order"),
      field("step", "step", &R::step, "t: updates done so far"),
      field("epoch", "index", &R::epoch, "passes over the data finished so far"),
      field("lr", "", &R::lr, "η_t, the learning rate as used in this step"),
      field("loss", "loss", &R::loss, "L_B(θ_t) on this step's batch"),
      field("full_loss", "loss", &R::full_loss, "loss over all training rows at θ_t, where measured"),
      field("gradient_norm", "loss/θ", &R::gradient_norm, "‖g‖₂, overflow-safe"),
      field("gg", "(loss/θ)²", &R::gg, "gᵀg on this step's batch"),
      field("gHg", "loss³/θ⁴", &R::gHg, "gᵀHg on this step's batch"),
      field("directional_curvature", "loss/θ²", &R::directional_curvature, "gᵀHg / gᵀg"),
      field("critical_lr", "θ²/loss", &R::critical_lr,
            "2gᵀg / gᵀHg where gᵀHg > 0: beyond it the second-order model says uphill"),
      field("predicted_change", "loss", &R::predicted_change,
            "gᵀΔ + ½ΔᵀHΔ with the optimizer's actual Δ = θ_{t+1} − θ_t"),
      field("actual_change", "loss", &R::actual_change, "L_B(θ_{t+1}) − L_B(θ_t) on the same batch"),
      field("update_norm", "θ", &R::update_norm, "‖Δ‖₂"),
      field("parameter_norm", "θ", &R::parameter_norm, "‖θ_t‖₂"),
  };
  return table;
}

template <>
std::span<const Field<RunRecord>> fields<RunRecord>() {
  using R = RunRecord;
  static const std::vector<Field<R>> table = {
      field("run", "index", &R::run, "number of the run, from 0"),
      field("lr", "", &R::lr, "the learning rate η of the run, before its schedule"),
      field("seed", "", &R::seed, "seed of initial weights and batch order"),
      field("outcome", "", &R::outcome, "trained, spiked, stalled, diverged or nonfinite"),
      field("steps", "step", &R::steps, "updates done"),
      field("initial_loss", "loss", &R::initial_loss, "loss over all training rows at θ_0"),
      field("final_loss", "loss", &R::final_loss, "loss over all training rows at the end"),
      field("best_loss", "loss", &R::best_loss, "lowest loss over all training rows where it was measured"),
      field("best_step", "step", &R::best_step, "where it was"),
      field("first_rise_step", "step", &R::first_rise_step, "first step whose same-batch loss rose"),
      field("divergence_step", "step", &R::divergence_step, "start of the rise that never recovered"),
      field("loss_inf_step", "step", &R::loss_inf_step, "first t with an infinite L(θ_t)"),
      field("gradient_nonfinite_step", "step", &R::gradient_nonfinite_step,
            "first t with NaN or ±inf in g(θ_t)"),
      field("parameter_nonfinite_step", "step", &R::parameter_nonfinite_step,
            "first t with NaN or ±inf in θ_t"),
      field("nan_step", "step", &R::nan_step, "first t with a NaN in θ_t, L(θ_t) or g(θ_t)"),
      field("growth_per_step", "factor", &R::growth_per_step,
            "fitted factor of the loss per step over the final rise"),
      field("dead_units", "units", &R::dead_units,
            "hidden units whose slope is 0 on every training row at the end"),
      field("nonfinite_at", "", &R::nonfinite_at,
            "first non-finite tensor in order of computation: step, stage, layer, tensor, index, kind"),
      field("seconds", "s", &R::seconds, "wall-clock time of the run, with --timing"),
  };
  return table;
}

template <>
std::span<const Field<Summary>> fields<Summary>() {
  using R = Summary;
  static const std::vector<Field<R>> table = {
      field("runs", "runs", &R::runs, "number of runs"),
      field("failed", "runs", &R::failed, "runs that ended nonfinite or diverged"),
      field("largest_trained_lr", "", &R::largest_trained_lr, "largest η at which some run trained"),
      field("smallest_failed_lr", "", &R::smallest_failed_lr,
            "smallest η at which some run ended nonfinite or diverged"),
      field("monotone", "", &R::monotone, "no run trained at an η at or above one that failed"),
      field("fastest_lr", "", &R::fastest_lr,
            "η with the lowest final loss (mean over seeds, all of them trained)"),
      field("fastest_final_loss", "loss", &R::fastest_final_loss, "that loss"),
      field("suggested_lr", "", &R::suggested_lr, "η to start with"),
      field("suggestion_rule", "", &R::suggestion_rule, "the rule that chose it"),
  };
  return table;
}

}  // namespace lrscope
