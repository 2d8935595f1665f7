// What a journal keeps of a record: every member, for writing and for reading. Most of those of runs and steps are
// listed in train/run_members.h, with what they mean. Private to this folder.
#pragma once

#include <tuple>

#include "sweep/journal/journal.h"
#include "train/run_members.h"

namespace lrscope {

constexpr auto members_of(const Eigenvalue&) {
  using R = Eigenvalue;
  return std::tuple{KEPT(value), KEPT(residual), KEPT(hvps), KEPT(converged)};
}

constexpr auto members_of(const StartCurvature&) {
  using R = StartCurvature;
  return std::tuple{
      KEPT(sharpness), KEPT(preconditioned_sharpness), KEPT(threshold),         KEPT(limit), KEPT(formula),
      KEPT(note),      KEPT(top_eigenvalues),          KEPT(bottom_eigenvalues)};
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
                        std::tuple{KEPT(loss_curve)});
}

constexpr auto members_of(const StepRecord&) {
  using R = StepRecord;
  return std::tuple_cat(step_members, std::tuple{KEPT(sharpness), KEPT(preconditioned_sharpness)},
                        step_stability_members, std::tuple{KEPT(top_eigenvalues), KEPT(bottom_eigenvalues)});
}

/// Calls with(name, member of `record`) for each.
template <class With, class Record>
void visit(With& with, Record& record) {
  visit_members(members_of(record), with, record);
}

/// What of a header decides what a run is.
template <class With, class Header>
requires std::same_as<std::remove_const_t<Header>, JournalHeader>
void visit(With& with, Header& header) {
  auto& begin = header.begin;
  with("version", header.version);
  with("learning_rates", header.learning_rates);
  with("boundary_tolerance", begin.boundary_tolerance);
  with("seeds", header.seeds);
  with("start_hash", header.start_hash);
  with("holds_steps", header.holds_steps);
  with("holds_seconds", header.holds_seconds);
  with("command", begin.command);
  with("config", begin.config);
  with("data_path", begin.data_path);
  with("data_hash", begin.data_hash);
  with("rows", begin.rows);
  with("features", begin.features);
  with("targets", begin.targets);
  with("task", begin.task);
  with("parameters", begin.parameters);
}

/// The last of the values of an enumeration.
template <class E>
constexpr E last{};
template <>
inline constexpr Outcome last<Outcome> = Outcome::nonfinite;
template <>
inline constexpr Stage last<Stage> = Stage::update;
template <>
inline constexpr NonfiniteKind last<NonfiniteKind> = NonfiniteKind::invalid;

}  // namespace lrscope
