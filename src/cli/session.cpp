#include "cli/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/hash.h"
#include "base/streams.h"
#include "base/text.h"
#include "cli/commands/sweep_outputs.h"
#include "cli/commands/sweep_plan.h"
#include "cli/load.h"
#include "cli/output_files.h"
#include "cli/say.h"
#include "cli/scale_out.h"
#include "options/knob_option.h"
#include "options/option_groups.h"

namespace lrscope::cli {
namespace {

/// "7 of 25 runs finished"
std::string progress_text(const SweepSpec& spec, std::size_t finished) {
  if (spec.boundary_tolerance) return counted(finished, "run") + " finished";
  return fmt::format("{} of {} finished", finished, counted(planned_runs(spec).size(), "run"));
}

/// A trace measures the sharpness unless it is told not to: at every step where that is cheap.
void set_sharpness_cadence(CurvatureSpec& curvature, Index parameters) {
  constexpr Index cheap = 5000;
  if (!curvature.sharpness_every) curvature.sharpness_every = parameters <= cheap ? 1 : 10;
}

std::unique_ptr<Journal> open_journal(const SweepOptions& options, const SweepSpec& spec, const Loaded& loaded) {
  if (options.scale_out.journal.empty()) return nullptr;
  JournalHeader header = header_of(loaded);
  header.learning_rates = spec.learning_rates;
  header.seeds = spec.seeds;
  if (!options.start.init_from.empty())
    header.start_hash = hash_of(loaded.problem.initial_parameters(loaded.effective));
  header.holds_steps = spec.observe_steps;
  header.holds_seconds = spec.time_runs;
  return cli::open_journal(options.scale_out.journal, header, options.show.quiet);
}

SweepPlan planned(const SweepOptions& options, const SessionRequest& request) {
  SweepPlan plan = plan_of(options);
  if (options.scale_out.time_limit)
    limit_time(*options.scale_out.time_limit, options.scale_out.journal, progress_text(plan.spec, 0));
  plan.spec.observe_steps = request.is_trace || request.keep_steps || !options.steps.trajectories.empty();
  check_files(options, plan);
  return plan;
}

/// Completes what the runs of `spec` have in common, too: the cadence depends on the data.
Loaded open(const SweepOptions& options, const SessionRequest& request, SweepSpec& spec) {
  const MemoryGuard guard(options.data.data, options.data.max_memory, spec.threads);
  Loaded loaded = load(options.data, data_source(options.data.data), options.run, options.start.init_from, guard,
                       options.show.quiet);
  if (request.is_trace) set_sharpness_cadence(spec.base.curvature, loaded.problem.parameters(spec.base));
  loaded.effective.curvature = spec.base.curvature;
  begin_work(loaded, request.is_trace ? Work::trace : Work::sweep, request.command,
             configuration(options.runs, options.start.init_from, options.data.dataset, loaded.effective));
  loaded.begin.boundary_tolerance = spec.boundary_tolerance;
  return loaded;
}

std::vector<Target> targets_of(const SweepOptions& options, const SessionRequest& request) {
  OutputOptions out = options.out;
  out.rows = &kind_of<RunRecord>();
  if (request.is_trace) out.rows = &kind_of<StepRecord>();
  std::vector<Target> targets;
  if (!request.is_silent) targets.push_back(standard_target(out));
  for (const Target& file : file_targets(out)) targets.push_back(file);
  return with_trajectories(std::move(targets), options.steps.trajectories);
}

/// Says that these runs are a share.
void note_shard(const SweepSpec& spec, bool has_journal) {
  const auto all = spec.learning_rates.size() * spec.seeds.size();
  say(fmt::format(
      "shard {}/{}: {} of {}; there is no summary of a share{}\n", spec.shard.index, spec.shard.count,
      planned_runs(spec).size(), counted(all, "run"),
      has_journal ? ", lrscope merge joins the journals" : ", keep it with --journal FILE for lrscope merge"));
}

}  // namespace

void add_sweep_options(Command& command, SweepOptions& options) {
  const std::string group = "Sweep";
  add_data(command, options.data);
  add_learning_rates(command, options.runs, "VALUES",
                     "learning rates: 1e-4,1e-3 · log:1e-6:1:25 · dec:1e-6:1:4 · lin:.01:.2:20 · @file · auto: search "
                     "the divergence boundary to 1 %, auto:.002 to 0.2 %",
                     group);
  add_seeds(command, options.runs, group);
  add_threads(command, options.runs, group);
  add_print_every(command, options.steps);
  add_start_options(command, options.start, group);
  add_knobs(command, options.data.dataset);
  add_knobs(command, options.run);
  add_format_options(command, options.out);
  command.add_switch("--timing", options.timing, "add wall-clock seconds to the run records", "Output");
  add_fail_on(command, options.fail_on);
  add_color(command, options.out);
  add_quiet_and_progress(command, options.show);
}

SweepPlan plan_of(const SweepOptions& options) {
  if (options.runs.learning_rates.empty()) parse_learning_rates("");  // throws, with the right forms
  Runs runs = runs_of(options.runs, options.run);
  SweepPlan plan;
  plan.spec.base = options.run;
  plan.spec.learning_rates = std::move(runs.rates.values);
  plan.spec.seeds = std::move(runs.seeds);
  plan.spec.boundary_tolerance = runs.rates.boundary_tolerance;
  plan.spec.threads = runs.threads;
  plan.spec.time_runs = options.timing;
  plan.rate_files = std::move(runs.rates.files);
  if (!options.scale_out.shard.empty())
    plan.spec.shard = shard_of(options.scale_out.shard, plan.spec.boundary_tolerance.has_value(), options.show.quiet);
  return plan;
}

void check_files(const SweepOptions& options, const SweepPlan& plan) {
  CommandFiles files = files_of(options.data.data, plan.rate_files, options.start, options.out.files);
  files.seeds = plan.spec.seeds.size();
  files.journal = options.scale_out.journal;
  if (!options.steps.trajectories.empty()) files.records.push_back(options.steps.trajectories);
  check_files(files);
}

SweepSession run_session(const SweepOptions& options, const SessionRequest& request) {
  SweepSpec spec = planned(options, request).spec;
  const Loaded loaded = open(options, request, spec);
  const auto journal = open_journal(options, spec, loaded);
  spec.memory = journal.get();
  SweepOutputs outputs(targets_of(options, request), options.steps.print_every, progress_style(options.show), spec,
                       journal ? journal->known_runs() : 0);
  outputs.keeps_steps = request.keep_steps;
  save_initial_parameters(options.start.save_init, loaded.problem, options.run, spec.seeds.front());

  end_work_on_signals();
  outputs.begin(loaded.begin);
  SweepResult sweep = run_sweep(loaded.problem, spec, outputs);
  SweepSession session{.spec = loaded.effective,
                       .summary = summarise(sweep.runs, loaded.effective.model.hidden_units())};
  session.summary.search_note = sweep.search_note;
  const bool is_whole = sweep.is_complete() && spec.shard == Shard{};
  outputs.finish(is_whole ? &session.summary : nullptr);
  const std::string& journal_file = options.scale_out.journal;
  const bool may_keep_journal = !request.is_trace && !request.keep_steps;  // no trace and no demo
  if (!sweep.is_complete())
    session.stopped =
        report_stop(progress_text(spec, sweep.runs.size()), may_keep_journal ? how_to_go_on(journal_file) : "");
  else if (!is_whole && !options.show.quiet)
    note_shard(spec, !journal_file.empty());
  session.runs = std::move(sweep.runs);
  session.steps = std::move(outputs.steps);
  return session;
}

Progress::Style progress_style(const ShowOptions& options) {
  if (options.progress == When::never || (options.quiet && options.progress != When::always))
    return Progress::Style::off;
  return isatty(standard_streams().error) ? Progress::Style::terminal : Progress::Style::line;
}

int exit_status_of(const SweepSession& session, FailOn fail_on) {
  return session.stopped ? exit_status_of(*session.stopped) : exit_status_of(session.runs, fail_on);
}

int exit_status_of(const std::vector<RunRecord>& runs, FailOn fail_on) {
  const auto is_bad = [&](const RunRecord& run) {
    switch (fail_on) {
      case FailOn::nothing:
        return false;
      case FailOn::nonfinite:
        return run.outcome == Outcome::nonfinite;
      case FailOn::diverged:
        return has_failed(run.outcome);
      case FailOn::untrained:
        return !has_trained(run.outcome);
    }
    return false;
  };
  return std::ranges::any_of(runs, is_bad) ? 1 : 0;
}

}  // namespace lrscope::cli
