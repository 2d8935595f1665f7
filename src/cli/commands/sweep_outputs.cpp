#include "cli/commands/sweep_outputs.h"

#include <utility>

#include "cli/output_files.h"
#include "lrscope/records.h"

namespace lrscope::cli {
namespace {

/// How many runs will be computed; a search does not know.
std::optional<std::int64_t> runs_to_do(const SweepSpec& spec, std::size_t known_runs) {
  if (spec.boundary_tolerance) return std::nullopt;
  const auto planned = static_cast<std::int64_t>(planned_runs(spec).size());
  return std::max<std::int64_t>(planned - static_cast<std::int64_t>(known_runs), 0);
}

std::vector<Target> targets_of(const OutputOptions& options, const Kind& rows, bool is_silent) {
  std::vector<Target> targets = file_targets(options);
  if (!is_silent) targets.insert(targets.begin(), standard_target(options));
  for (Target& target : targets) target.rows = &rows;
  if (options.trajectories.empty()) return targets;
  for (Target& other : targets) other.left_out = &kind_of<StepRecord>();
  targets.push_back(
      {.path = options.trajectories, .format = format_of_path(options.trajectories), .rows = &kind_of<StepRecord>()});
  return targets;
}

}  // namespace

SweepOutputs::SweepOutputs(const OutputOptions& options, const Kind& rows, bool is_silent, const SweepSpec& spec,
                           std::size_t known_runs)
    : progress_(options, runs_to_do(spec, known_runs)),
      print_every_(options.print_every),
      is_search_(spec.boundary_tolerance.has_value()),
      several_seeds_(spec.seeds.size() > 1),
      outputs_(targets_of(options, rows, is_silent)) {}

void SweepOutputs::begin(const BeginRecord& record) {
  begin_ = record;
  run_table_.emplace(several_seeds_, lr_digits(record));
  step_table_.emplace(sharpness_rows(record));
  outputs_.begin(record);
  outputs_.text<RunRecord>([&](bool) { return run_table_->header(); });
}

void SweepOutputs::on_step(const StepRecord& step) {
  if (keeps_steps) steps.push_back(step);
  if (step.step % print_every_ != 0) return;
  step_table_->add(step);
  outputs_.write(step);
  outputs_.text<StepRecord>([&](bool is_colored) { return step_table_->row(step, is_colored); });
}

void SweepOutputs::on_run(const RunRecord& run) {
  progress_.clear();
  outputs_.write(run);
  outputs_.text<RunRecord>([&](bool is_colored) { return run_table_->row(run, is_colored); });
  outputs_.text<StepRecord>([&](bool is_colored) { return step_table_->verdict(run, is_colored); });
  step_table_->end_run();
  outputs_.flush();
}

void SweepOutputs::finish(const Summary* summary) {
  progress_.clear();
  if (summary) {
    const auto in_words = [&](bool) { return "\n" + summary_text(begin_, *summary); };
    outputs_.write(*summary);
    outputs_.text<RunRecord>(in_words);
    if (is_search_) outputs_.text<StepRecord>(in_words);
  }
  outputs_.finish();
}

}  // namespace lrscope::cli
