// What is kept of a run's steps, on steps made by hand.
#include "explain/step_history.h"

#include "test.h"

namespace {
StepRecord step_at(std::int64_t t, double loss) {
  StepRecord step;
  step.step = t;
  step.loss = loss;
  step.lr = 0.1;
  return step;
}

StepRecord with_ratio(std::int64_t t, double ratio) {
  StepRecord step = step_at(t, 1);
  step.stability_ratio = ratio;
  return step;
}

/// Losses of consecutive batches, each with the change of its own batch by the step.
void feed(StepHistory& history, const std::vector<std::pair<double, std::optional<double>>>& steps) {
  std::int64_t t = 0;
  for (const auto& [loss, actual_change] : steps) {
    StepRecord step = step_at(t++, loss);
    step.actual_change = actual_change;
    history.on_step(step);
  }
}

std::string names_of(const std::vector<EventRecord>& events) {
  std::string text;
  for (const EventRecord& event : events)
    text += std::to_string(event.step) + " " + std::string(name_of(event.event)) + "; ";
  return text;
}
}  // namespace

TEST_CASE("the first non-finite step is the smallest of four, the rise the final one if there is one") {
  RunRecord run;
  CHECK_EACH(!first_nonfinite_step(run), !rise_step(run));
  run.nan_step = 9;
  CHECK(first_nonfinite_step(run) == 9);
  run.loss_inf_step = 7;
  run.parameter_nonfinite_step = 8;
  CHECK(first_nonfinite_step(run) == 7);
  run.gradient_nonfinite_step = 5;
  CHECK(first_nonfinite_step(run) == 5);
  run.first_rise_step = 1;
  CHECK(rise_step(run) == 1);
  run.divergence_step = 3;
  CHECK(rise_step(run) == 3);
}

TEST_CASE("events come in the order of steps, with what was measured there") {
  RunRecord run;
  run.outcome = Outcome::nonfinite;
  run.first_rise_step = 1;
  run.divergence_step = 3;
  run.loss_inf_step = 4;
  run.nan_step = 5;
  StepHistory history(run);
  const double losses[] = {4, 2, 3, 8, infinity, not_a_number};
  for (std::int64_t t = 0; t < 6; ++t) {
    StepRecord step = step_at(t, losses[t]);
    step.lr = t < 2 ? 0.1 : 0.5;
    step.update_critical_lr = 0.4;
    step.stability_ratio = t < 3 ? 0.5 : 2;
    step.predicted_change = 10.0 + static_cast<double>(t);
    step.actual_change = 20.0 + static_cast<double>(t);
    if (t == 3) step.predicted_change.reset();
    history.on_step(step);
  }
  const std::vector<EventRecord> events = history.events();
  CHECK(names_of(events) ==
        "1 first rise; 2 beyond the critical lr; 3 stability lost; 3 final rise; 4 loss infinite; 5 NaN; ");
  CHECK_EACH(events[0].lr == 0.1, events[0].loss == 2, events[0].critical_lr == 0.4, events[0].stability_ratio == 0.5,
             events[0].predicted_change == 11, events[0].actual_change == 21, events[0].next_batch_change == 1,
             events[1].next_batch_change == 5, !events[3].predicted_change, events[3].next_batch_change == infinity);
  CHECK_FALSE(events[4].next_batch_change);  // from ∞ there is no change
  CHECK_FALSE(events[5].next_batch_change);  // nothing came after it
  REQUIRE(history.step(3));
  CHECK(history.step(3)->loss == 8);
  CHECK_FALSE(history.step(0));
}

TEST_CASE("an event whose step was not seen has no measurements") {
  RunRecord run;
  run.divergence_step = 3;
  const std::vector<EventRecord> events = StepHistory(run).events();
  REQUIRE(events.size() == 1);
  CHECK_EACH(events[0].event == EventKind::final_rise, !events[0].loss);
}

TEST_CASE("stability is lost at the first step from which the ratio stands above 1 without a break") {
  RunRecord run;
  run.outcome = Outcome::diverged;
  StepHistory history(run);
  CHECK_FALSE(history.stability_lost());
  const double ratios[] = {2, 1.5, 1, 1.1, 0.9, 1.2, 1.3};
  for (std::int64_t t = 0; t < 7; ++t) history.on_step(with_ratio(10 * t, ratios[t]));
  CHECK(history.stability_lost() == 50);
  history.on_step(step_at(70, 1));                // not measured: no break
  history.on_step(with_ratio(80, not_a_number));  // neither above nor below
  CHECK(history.stability_lost() == 50);
  CHECK(names_of(history.events()) == "50 stability lost; ");
  history.on_step(with_ratio(90, 1));
  CHECK_FALSE(history.stability_lost());
  run.outcome = Outcome::trained;
  history.on_step(with_ratio(100, 7));
  CHECK(history.events().empty());  // what did not fail did not lose it
}

TEST_CASE("a ratio above 1 at or after the first non-finite number is no warning") {
  RunRecord run;
  run.outcome = Outcome::nonfinite;
  run.nan_step = 5;
  run.loss_inf_step = 3;
  StepHistory late(run), early(run);
  late.on_step(with_ratio(2, 0.5));
  late.on_step(with_ratio(3, infinity));
  CHECK_EACH(!late.stability_lost(), names_of(late.events()) == "3 loss infinite; 5 NaN; ");
  early.on_step(with_ratio(2, 1.5));
  early.on_step(with_ratio(3, infinity));
  CHECK(early.stability_lost() == 2);
}

TEST_CASE("ratios and sharpnesses are the last measured ones up to a step") {
  RunRecord run;
  StepHistory history(run);
  CHECK_FALSE(history.ratio_at(100));
  history.on_step(with_ratio(3, 0.5));
  history.on_step(with_ratio(4, not_a_number));
  history.on_step(with_ratio(6, 2));
  StepRecord step = step_at(7, 1);
  step.sharpness = Eigenvalue{42, 0, 1, true};
  history.on_step(step);
  step.step = 8;
  step.sharpness->value = infinity;
  history.on_step(step);
  CHECK_FALSE(history.ratio_at(2));
  CHECK(history.ratio_at(3) == std::pair<std::int64_t, double>(3, 0.5));
  CHECK(history.ratio_at(5) == std::pair<std::int64_t, double>(3, 0.5));
  CHECK(history.ratio_at(99) == std::pair<std::int64_t, double>(6, 2));
  CHECK_FALSE(history.sharpness_at(6));
  CHECK(history.sharpness_at(7) == std::pair<std::int64_t, double>(7, 42));
  CHECK(history.sharpness_at(9) == std::pair<std::int64_t, double>(7, 42));
}

TEST_CASE("a rise is a next batch with a higher loss, an overshoot one whose own batch went up, too") {
  RunRecord run;
  StepHistory history(run);
  feed(history, {{1, 0.5},           // next batch higher, own too
                 {2, -0.5},          // next batch higher, own lower
                 {3, 0.5},           // next batch equal
                 {3, 0.5},           // next batch lower
                 {2, std::nullopt},  // next batch higher, own unknown
                 {4, 0.0},           // next batch higher, own unchanged
                 {5, not_a_number},  // next batch ∞, own unknowable: not provably lower
                 {infinity, 1.0},    // after ∞ there is no higher
                 {not_a_number, not_a_number}});
  const Rises& rises = history.rises();
  CHECK_EACH(rises.count == 5, rises.overshoots == 2, rises.nonfinite == 1);
  // 1 + 1 + 2 + 1, of which the first by .5 on its own batch; the one to ∞ is in no sum.
  CHECK_EACH(rises.risen_by == 5, rises.overshot_by == 0.5, !rises.are_overshoot());
}

TEST_CASE("a step's own part of a rise is no more than the rise, and losses that are not finite are in no sum") {
  RunRecord run;
  StepHistory history(run), to_infinity(run);
  feed(history, {{1, 7.0}, {4, -1.0}, {6, not_a_number}, {7, 0.0}});  // rises of 3, 2 and 1
  const Rises& rises = history.rises();
  CHECK_EACH(rises.risen_by == 6, rises.overshot_by == 4, rises.are_overshoot(), rises.nonfinite == 0);
  feed(to_infinity, {{1, 1.0}, {2, 1.0}, {3, -1.0}, {400, 1.0}, {infinity, 1.0}});
  const Rises& more = to_infinity.rises();
  CHECK_EACH(more.count == 4, more.overshoots == 3, more.nonfinite == 1, more.risen_by == 399, more.overshot_by == 2);
  CHECK(more.are_overshoot());  // three of four
}

TEST_CASE("a next batch whose loss is NaN counts as a rise") {
  RunRecord run;
  StepHistory history(run);
  feed(history, {{1, 2.0}, {not_a_number, not_a_number}, {not_a_number, not_a_number}});
  CHECK(history.rises().count == 1);
  CHECK(history.rises().overshoots == 1);
}

TEST_CASE("rises before the final rise do not count") {
  RunRecord run;
  run.divergence_step = 2;
  StepHistory history(run);
  feed(history, {{1, 1.0}, {2, 1.0}, {3, 1.0}, {4, -1.0}, {5, 1.0}});
  CHECK(history.rises().count == 2);
  CHECK(history.rises().overshoots == 1);
}

TEST_CASE("the first gradient's length is that of step 0") {
  RunRecord run;
  StepHistory history(run);
  CHECK_FALSE(history.first_gradient_norm());
  StepRecord step = step_at(0, 1);
  step.gradient_norm = 3;
  history.on_step(step);
  step.step = 1;
  step.gradient_norm = 5;
  history.on_step(step);
  CHECK(history.first_gradient_norm() == 3);
}
