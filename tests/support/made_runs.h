// A journal's contents made by hand, for tests.
#pragma once

#include "lrscope/fields.h"
#include "lrscope/records.h"
#include "lrscope/version.h"
#include "report/writer.h"
#include "sweep/journal/journal.h"
#include "test.h"

namespace lrscope::test {

inline JournalHeader header() {
  JournalHeader header;
  header.version = version;
  header.begin.command = {"lrscope", "sweep", "a b.csv"};
  header.begin.config = {{"lr", "1e-3,1"}, {"hidden", "64,64"}, {"delimiter", "\t"}};
  header.begin.data_path = "a b.csv";
  header.begin.data_hash = "00ff";
  header.begin.rows = 3;
  header.begin.features = {"x", "\xff\xfe", "ä\n"};
  header.begin.targets = {"y"};
  header.begin.task = "regression";
  header.begin.parameters = 7;
  header.learning_rates = {1e-3, 1};
  header.seeds = {0, std::numeric_limits<std::uint64_t>::max()};
  header.holds_steps = true;
  return header;
}

/// What `open` says where it refuses a journal, with what differs, a line each; empty where it does not.
template <class Open>
std::string refusal_of(const Open& open) {
  try {
    open();
  } catch (const UsageError& error) {
    std::string text = error.what();
    for (const std::string& line : error.details) text += "\n" + line;
    return text;
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

/// A run and all of its steps.
struct FinishedRun {
  RunRecord run;
  std::vector<StepRecord> steps;
};

inline void remember(RunMemory& memory, const FinishedRun& finished) {
  memory.remember_steps(finished.run.lr, finished.run.seed, finished.steps);
  memory.remember(finished.run);
}

inline std::optional<FinishedRun> recalled(const RunMemory& memory, double lr, std::uint64_t seed) {
  const auto run = memory.recall(lr, seed);
  if (!run) return std::nullopt;
  FinishedRun finished{*run, {}};
  memory.recall_steps(lr, seed, [&](const StepRecord& step) { finished.steps.push_back(step); });
  return finished;
}

/// Nothing of it is absent, and nothing is the same as something else.
inline FinishedRun everything(double lr = 1e-3, std::uint64_t seed = std::numeric_limits<std::uint64_t>::max()) {
  const Eigenvalue one{1.5, 5e-324, 3, true}, other{-0.0, infinity, 4, false};
  FinishedRun finished;
  RunRecord& run = finished.run;
  run.run = 5;
  run.lr = lr;
  run.seed = seed;
  run.outcome = Outcome::spiked;
  run.steps = 11;
  run.initial_loss = 0.1;
  run.final_loss = std::nan("");
  run.best_loss = -infinity;
  run.best_step = 2;
  run.baseline_loss = 0.7;
  run.d2 = -infinity;
  run.accuracy = 0.6;
  run.holdout_loss = std::nan("");
  run.holdout_baseline_loss = 0.8;
  run.holdout_d2 = -infinity;
  run.holdout_chance = 0.05;
  run.holdout_accuracy = 0.4;
  run.rise_after_best = 1e300;
  run.first_rise_step = 3;
  run.divergence_step = 4;
  run.loss_inf_step = 5;
  run.gradient_nonfinite_step = 6;
  run.parameter_nonfinite_step = 7;
  run.nan_step = 8;
  run.growth_per_step = 1.7976931348623157e308;
  run.start = {one, other, 2.0, 0.3, "η·λmax(H) = 2", "a \"note\"\n", {one, other}, {other}};
  run.last_sharpness = 1.0 / 3;
  run.dead_units = 9;
  run.dead_layer = 1;
  run.nonfinite_at = NonfiniteAt{8,
                                 Stage::backward,
                                 2,
                                 "delta",
                                 1,
                                 299,
                                 NonfiniteKind::invalid,
                                 {{Stage::input, 0, "input \xff", 3.5}, {Stage::update, 2, "weight", infinity}}};
  run.start.batch_limit = 0.5;
  run.start.batch_rule = BatchRule::linear_bound;
  run.start.almost_sure_limit = 0.75;
  run.start.almost_sure_error = 0.125;
  run.start.almost_sure_steps = 500;
  run.seconds = 0.25;
  run.rose_again_step = 19;
  run.warning_step = 21;
  run.loss_curve = {1, infinity, std::nan("")};
  StepRecord step;
  step.run = 5;
  step.seed = seed;
  step.step = 0;
  step.epoch = 2;
  step.lr = lr / 3;
  step.loss = 3;
  step.full_loss = 4;
  step.gradient_norm = 5;
  step.gg = 6;
  step.gHg = -7;
  step.directional_curvature = 8;
  step.critical_lr = 9;
  step.predicted_change = 10;
  step.actual_change = -infinity;
  step.update_norm = 12;
  step.parameter_norm = 13;
  step.sharpness = one;
  step.preconditioned_sharpness = other;
  step.stability_ratio = 14;
  step.stability_note = "why";
  step.theta = std::vector{1.5, -infinity};
  step.update_critical_lr = 15;
  step.measured_critical_lr = 16;
  step.forecast_step = 17;
  step.epoch_loss = 18;
  step.top_eigenvalues = {one};
  step.bottom_eigenvalues = {other, one};
  finished.steps = {step};
  for (StepRecord other_step; other_step.step + 1 < run.steps;) {
    ++other_step.step;
    finished.steps.push_back(other_step);
  }
  return finished;
}

template <class Record>
std::string text_of(const Record& record) {
  std::string text;
  for (const auto& field : kind_of<Record>().fields)
    text += std::string(field.name) + "=" + value_text(field.get(record), "absent") + "\n";
  return text;
}

/// Everything, what is no field included.
inline std::string text_of(const FinishedRun& finished) {
  std::string text = text_of<RunRecord>(finished.run);
  for (const double loss : finished.run.loss_curve) text += value_text({loss}, "") + " ";
  if (finished.run.nonfinite_at)
    for (const Magnitude& m : finished.run.nonfinite_at->last_finite)
      text += std::string(name_of(m.stage)) + std::to_string(m.layer) + m.tensor + value_text({m.max_abs}, "");
  for (const StepRecord& step : finished.steps) text += text_of<StepRecord>(step);
  return text;
}

}  // namespace lrscope::test
