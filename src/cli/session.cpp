#include "cli/session.h"

#include <fmt/format.h>

#include <memory>

#include "base/hash.h"
#include "cli/commands/sweep_outputs.h"
#include "cli/load.h"
#include "cli/output_files.h"
#include "cli/print.h"
#include "cli/shard.h"
#include "lrscope/version.h"
#include "sweep/journal/journal.h"

namespace lrscope::cli {
namespace {

/// "7 of 25 runs finished"
std::string progress_text(const SweepSpec& spec, std::size_t finished) {
  if (spec.boundary_tolerance) return counted(finished, "run") + " finished";
  return fmt::format("{} of {} finished", finished, counted(planned_runs(spec).size(), "run"));
}

/// Null without --journal.
std::unique_ptr<Journal> open_journal(const SweepOptions& options, const SweepSpec& spec, const OpenProblem& opened) {
  if (options.journal.empty()) return nullptr;
  JournalHeader header;
  header.version = version;
  header.begin = opened.begin;
  header.learning_rates = spec.learning_rates;
  header.seeds = spec.seeds;
  if (!options.init_from.empty()) header.start_hash = hash_of(opened.problem.initial_parameters(opened.begin.run));
  header.holds_steps = spec.observe_steps;
  header.holds_seconds = spec.time_runs;
  auto journal = std::make_unique<Journal>(options.journal, header);
  if (!options.quiet)
    note_journal(options.journal, "run", journal->known_runs(), journal->was_torn(), "its run is repeated");
  return journal;
}

/// Completes spec.base: a trace measures the sharpness unless it is told not to, at every step where that is cheap.
OpenProblem open(const SweepOptions& options, const SessionRequest& request, SweepSpec& spec) {
  OpenProblem opened = open_problem(data_source(options.data), options.dataset, options,
                                    MemoryGuard(options, spec.threads), options.quiet);
  CurvatureSpec& curvature = spec.base.curvature;
  constexpr Index cheap = 5000;
  if (request.is_trace && !curvature.sharpness_every)
    curvature.sharpness_every = opened.begin.parameters <= cheap ? 1 : 10;
  opened.begin.run.curvature = curvature;
  describe_work(opened.begin, request.is_trace ? Work::trace : Work::sweep, request.command, options.dataset, options);
  opened.begin.boundary_tolerance = spec.boundary_tolerance;
  return opened;
}

/// Prints that these runs are a shard.
void note_shard(const SweepSpec& spec, bool has_journal) {
  const auto all = spec.learning_rates.size() * spec.seeds.size();
  print_note(fmt::format(
      "shard {}/{}: {} of {}; no summary: a shard holds only part of the sweep{}\n", spec.shard.index, spec.shard.count,
      planned_runs(spec).size(), counted(all, "run"),
      has_journal ? ", lrscope merge joins the journals" : ", keep it with --journal FILE for lrscope merge"));
}

}  // namespace

void add_sweep_options(Command& command, SweepOptions& options) {
  const std::string group = "Sweep";
  add_data(command, options);
  add_text_option(command, "--lr", "VALUES", options.learning_rates,
                  "learning rates: 1e-4,1e-3 · log:1e-6:1:25 · dec:1e-6:1:4 · lin:.01:.2:20 · @file · auto: search the "
                  "divergence boundary to 1 %, auto:.002 to 0.2 %",
                  group);
  add_run_options(command, options, group, {"--seeds", "--threads"});
  add_output_options(command, options, {"--print-every"});
  add_run_options(command, options, group, {"--init-from", "--save-init"});
  add_knobs(command, options.dataset);
  add_knobs(command, options.run);
  add_output_options(command, options, {"--format", "--output"});
  command.add_switch("--timing", options.timing, "add wall-clock seconds to the run records", output_group);
  add_fail_on(command, options.fail_on);
  add_output_options(command, options, {"--color", "--quiet", "--progress"});
}

SweepSpec plan_of(const SweepOptions& options) {
  if (options.learning_rates.empty()) parse_learning_rates("");  // throws, with the right forms
  Runs runs = runs_of(options);
  SweepSpec spec;
  spec.base = options.run;
  spec.learning_rates = std::move(runs.rates.values);
  spec.seeds = std::move(runs.seeds);
  spec.boundary_tolerance = runs.rates.boundary_tolerance;
  spec.threads = runs.threads;
  spec.time_runs = options.timing;
  if (!options.shard.empty()) spec.shard = shard_of(options.shard, spec.boundary_tolerance.has_value(), options.quiet);
  check_files(files_of(options, runs.rates.files), spec.seeds.size());
  return spec;
}

CommandFiles files_of(const SweepOptions& options, const std::vector<std::string>& rate_files) {
  return {.data = options.data,
          .init_from = options.init_from,
          .read = rate_files,
          .outputs = options.files,
          .trajectories = options.trajectories,
          .save_init = options.save_init,
          .journal = options.journal};
}

SweepSession run_session(const SweepOptions& options, const SessionRequest& request) {
  SweepSpec spec = plan_of(options);
  start_time_limit(options, progress_text(spec, 0));
  spec.observe_steps = request.is_trace || request.keep_steps || !options.trajectories.empty();
  const OpenProblem opened = open(options, request, spec);
  const RunSpec& run = opened.begin.run;
  const auto journal = open_journal(options, spec, opened);
  spec.memory = journal.get();
  const Kind& rows = request.is_trace ? static_cast<const Kind&>(kind_of<StepRecord>()) : kind_of<RunRecord>();
  SweepOutputs outputs(options, rows, request.is_silent, spec, journal ? journal->known_runs() : 0);
  outputs.keeps_steps = request.keep_steps;
  save_initial_parameters(options, opened.problem, spec.seeds.front());

  end_work_on_signals();
  outputs.begin(opened.begin);
  SweepResult sweep = run_sweep(opened.problem, spec, outputs);
  SweepSession session{.spec = run, .summary = summarise(sweep.runs, run.model.hidden_units())};
  session.summary.search_note = sweep.search_note;
  const bool is_whole = sweep.is_complete() && spec.shard == Shard{};
  outputs.finish(is_whole ? &session.summary : nullptr);
  const bool may_keep_journal = !request.is_trace && !request.keep_steps;  // no trace and no demo
  if (!sweep.is_complete())
    session.stopped =
        report_stop(progress_text(spec, sweep.runs.size()), may_keep_journal ? how_to_go_on(options.journal) : "");
  else if (!is_whole && !options.quiet)
    note_shard(spec, !options.journal.empty());
  session.runs = std::move(sweep.runs);
  session.steps = std::move(outputs.steps);
  return session;
}

int exit_status_of(const SweepSession& session, FailOn fail_on) {
  return session.stopped ? exit_status_of(session.stopped) : exit_status_of(session.runs, fail_on);
}

int exit_status_of(const std::vector<RunRecord>& runs, FailOn fail_on) {
  return std::ranges::any_of(runs, [&](const RunRecord& run) {
    return (fail_on == FailOn::nonfinite && run.outcome == Outcome::nonfinite) ||
           (fail_on == FailOn::diverged && has_failed(run.outcome)) ||
           (fail_on == FailOn::untrained && !has_trained(run.outcome));
  });
}

}  // namespace lrscope::cli
