// What a journal keeps of a record: every member, for writing and for reading. Those of runs and steps are
// listed in record/run_members.h. Private to this folder.
//
// members(with, record) calls with(name, member) for each.
#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>

#include "lrscope/run/journal.h"
#include "record/run_members.h"

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
  visit_members(run_members, with, r);
  visit_members(run_event_members, with, r);
  with("start", r.start);
  visit_members(run_sharpness_members, with, r);
  visit_members(run_end_members, with, r);
  with("loss_curve", r.loss_curve);
}

template <class With, class R>
requires std::same_as<std::remove_const_t<R>, StepRecord>
void members(With& with, R& r) {
  visit_members(step_members, with, r);
  with("sharpness", r.sharpness);
  with("preconditioned_sharpness", r.preconditioned_sharpness);
  visit_members(step_stability_members, with, r);
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
