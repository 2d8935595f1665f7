// Explanations made by hand, for the tests of how they are written.
#pragma once

#include "explain/explanation.h"
#include "lrscope/records.h"
#include "test.h"

namespace lrscope::test {

inline BeginRecord begin_record() {
  BeginRecord begin;
  begin.data_path = "data.csv";
  return begin;
}
inline Explanation healthy() {
  Explanation e;
  ExplanationRecord& s = e.summary;
  s.lr = 0.001;
  s.seed = 3;
  RunRecord& run = s.run.emplace();
  run.steps = 20;
  run.initial_loss = 3;
  run.final_loss = 0.5;
  run.baseline_loss = 2;
  run.d2 = 0.75;
  s.score = "R²";
  s.boundary = {0.1, 0.4};
  s.lr_over_boundary = 0.005;
  return e;
}

inline Explanation failed() {
  Explanation e = healthy();
  ExplanationRecord& s = e.summary;
  s.verdict = Verdict::nonfinite;
  s.lr = 2;
  s.run->outcome = Outcome::nonfinite;
  s.run->final_loss = not_a_number;
  s.lr_over_boundary = 10;
  s.causes = {Cause::unscaled_features};
  s.evidence = "column 'a' has a root mean square of 1000";
  s.cure = {Remedy{ChangeKind::standard_features}};
  s.command = "lrscope sweep data.csv --scale standard --lr 2";
  s.run->warning_step = 4;
  s.unstable_step = 4;
  s.warning_ahead = 1;
  s.run->growth_per_step = 9;
  s.run->divergence_step = 4;
  s.error_growth = 3;
  s.error_growth_step = 4;
  s.error_growth_at_tenth = 0.6;
  s.predicted_overflow_step = 45;
  s.rises = {4, 2, 1, 40, 25};
  s.uphill_term = 4.5;
  s.downhill_term = 3;
  EventRecord event;
  event.event = EventKind::final_rise;
  event.step = 4;
  event.loss = 12;
  event.critical_lr = 0.5;
  event.actual_change = not_a_number;
  e.events = {event};
  e.layers = {{4, 1, 1.5, 0.25, infinity, 2, 0.5, 12}, {4, 2, 7, 0.125, 3, 4, std::nullopt, 12}};
  e.batches = {{6, 4, 2, 100, 5, 20, {3, 17}}};
  e.rows = {{17, 0, 80, 0.4, 9, 30}};
  ChangeRecord scale;
  scale.suspect = {.remedy = {ChangeKind::standard_features},
                   .removes = {Cause::unscaled_features},
                   .change = {{"scale", "standard"}}};
  scale.runs.loss_share = 0.25;
  scale.boundary = {100, 110};
  scale.factor = 51234.5;
  scale.is_sufficient = true;
  scale.rank = 1;
  ChangeRecord clip;
  clip.suspect = {.remedy = {ChangeKind::clipping}, .change = {{"clip-norm", "5"}}};
  clip.runs.run.outcome = Outcome::stalled;
  clip.runs.loss_share = 1;
  clip.boundary.safe_lr = 1e30;
  clip.factor = infinity;
  e.changes = {scale, clip};
  return e;
}

}  // namespace lrscope::test
