// What a journal keeps of a record: every member, named once, for writing and for reading. Private to this
// folder.
//
// members(with, record) calls with(name, member) for each.
#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>

#include "lrscope/record/records.h"
#include "lrscope/run/journal.h"

namespace lrscope::journal_members {

template <class With, class R>
requires std::same_as<std::remove_const_t<R>, Eigenvalue>
void members(With& with, R& r) {
  with("value", r.value);
  with("residual", r.residual);
  with("hvps", r.hvps);
  with("converged", r.converged);
}

template <class With, class R>
requires std::same_as<std::remove_const_t<R>, StartCurvature>
void members(With& with, R& r) {
  with("sharpness", r.sharpness);
  with("preconditioned_sharpness", r.preconditioned_sharpness);
  with("threshold", r.threshold);
  with("limit", r.limit);
  with("formula", r.formula);
  with("note", r.note);
  with("top_eigenvalues", r.top_eigenvalues);
  with("bottom_eigenvalues", r.bottom_eigenvalues);
}

template <class With, class R>
requires std::same_as<std::remove_const_t<R>, Magnitude>
void members(With& with, R& r) {
  with("stage", r.stage);
  with("layer", r.layer);
  with("tensor", r.tensor);
  with("max_abs", r.max_abs);
}

template <class With, class R>
requires std::same_as<std::remove_const_t<R>, NonfiniteAt>
void members(With& with, R& r) {
  with("step", r.step);
  with("stage", r.stage);
  with("layer", r.layer);
  with("tensor", r.tensor);
  with("row", r.row);
  with("col", r.col);
  with("kind", r.kind);
  with("last_finite", r.last_finite);
}

template <class With, class R>
requires std::same_as<std::remove_const_t<R>, RunRecord>
void members(With& with, R& r) {
  with("run", r.run);
  with("lr", r.lr);
  with("seed", r.seed);
  with("outcome", r.outcome);
  with("steps", r.steps);
  with("initial_loss", r.initial_loss);
  with("final_loss", r.final_loss);
  with("best_loss", r.best_loss);
  with("best_step", r.best_step);
  with("first_rise_step", r.first_rise_step);
  with("divergence_step", r.divergence_step);
  with("loss_inf_step", r.loss_inf_step);
  with("gradient_nonfinite_step", r.gradient_nonfinite_step);
  with("parameter_nonfinite_step", r.parameter_nonfinite_step);
  with("nan_step", r.nan_step);
  with("growth_per_step", r.growth_per_step);
  with("start", r.start);
  with("last_sharpness", r.last_sharpness);
  with("dead_units", r.dead_units);
  with("dead_layer", r.dead_layer);
  with("nonfinite_at", r.nonfinite_at);
  with("seconds", r.seconds);
  with("loss_curve", r.loss_curve);
}

template <class With, class R>
requires std::same_as<std::remove_const_t<R>, StepRecord>
void members(With& with, R& r) {
  with("run", r.run);
  with("seed", r.seed);
  with("step", r.step);
  with("epoch", r.epoch);
  with("lr", r.lr);
  with("loss", r.loss);
  with("full_loss", r.full_loss);
  with("gradient_norm", r.gradient_norm);
  with("gg", r.gg);
  with("gHg", r.gHg);
  with("directional_curvature", r.directional_curvature);
  with("critical_lr", r.critical_lr);
  with("predicted_change", r.predicted_change);
  with("actual_change", r.actual_change);
  with("update_norm", r.update_norm);
  with("parameter_norm", r.parameter_norm);
  with("sharpness", r.sharpness);
  with("preconditioned_sharpness", r.preconditioned_sharpness);
  with("stability_ratio", r.stability_ratio);
  with("stability_note", r.stability_note);
  with("top_eigenvalues", r.top_eigenvalues);
  with("bottom_eigenvalues", r.bottom_eigenvalues);
}

/// What of a header decides what a run is.
template <class With, class R>
requires std::same_as<std::remove_const_t<R>, JournalHeader>
void members(With& with, R& r) {
  with("version", r.version);
  with("learning_rates", r.learning_rates);
  with("boundary_tolerance", r.begin.boundary_tolerance);
  with("seeds", r.seeds);
  with("start_hash", r.start_hash);
  with("holds_steps", r.holds_steps);
  with("holds_seconds", r.holds_seconds);
  with("command", r.begin.command);
  with("config", r.begin.config);
  with("data_path", r.begin.data_path);
  with("data_hash", r.begin.data_hash);
  with("rows", r.begin.rows);
  with("features", r.begin.features);
  with("targets", r.begin.targets);
  with("task", r.begin.task);
  with("parameters", r.begin.parameters);
}

constexpr std::string_view name_of(Outcome outcome) {
  return outcome_name(outcome);
}
constexpr std::string_view name_of(Stage stage) {
  return stage_name(stage);
}
constexpr std::string_view name_of(NonfiniteKind kind) {
  return kind_name(kind);
}
constexpr int count_of(Outcome) {
  return static_cast<int>(Outcome::nonfinite) + 1;
}
constexpr int count_of(Stage) {
  return static_cast<int>(Stage::update) + 1;
}
constexpr int count_of(NonfiniteKind) {
  return static_cast<int>(NonfiniteKind::invalid) + 1;
}

}  // namespace lrscope::journal_members
