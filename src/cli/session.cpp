#include "session.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include "load.h"
#include "lrscope/core/text.h"
#include "lrscope/spec/axis.h"
#include "output_files.h"
#include "lrscope/record/records.h"
#include "resources.h"
#include "scale_out.h"
#include "sink/summary_text.h"
#include "sweep_outputs.h"

namespace lrscope::cli {
namespace {

/// A trace measures the sharpness unless it is told not to: at every step where that is cheap.
void set_sharpness_cadence(SweepSpec& spec, const Problem& problem, const SessionRequest& request) {
  constexpr Index cheap = 5000;  // parameters
  auto& every = spec.base.curvature.sharpness_every;
  if (request.is_trace && !every) every = problem.parameters(spec.base) <= cheap ? 1 : 10;
}

}  // namespace

SweepSpec sweep_spec(const Options& options) {
  SweepSpec spec;
  spec.base = options.run;
  const LearningRates asked = learning_rates_of(options);
  spec.learning_rates = asked.values;
  spec.boundary_tolerance = asked.boundary_tolerance;
  spec.seeds = seeds_of(options);
  spec.threads = threads_of(options);
  spec.time_runs = options.timing;
  if (!options.shard.empty()) spec.shard = shard_of(options, spec.boundary_tolerance.has_value());
  return spec;
}

std::vector<std::uint64_t> seeds_of(const Options& options) {
  return options.seeds.empty() ? std::vector{options.run.seed} : parse_seeds(options.seeds);
}

int threads_of(const Options& options) {
  // Results do not depend on it, so that fewer than were asked for are better than none.
  return std::min(options.threads > 0 ? options.threads : usable_processors(), threads_within_limits());
}

SessionResult run_session(const Options& options, const SessionRequest& request) {
  SweepSpec spec = sweep_spec(options);
  if (options.time_limit) limit_time(*options.time_limit, stop_text_before_work(options, spec));
  spec.observe_steps = request.is_trace || request.keep_steps || !options.trajectories.empty();
  check_files_to_write(options, spec.seeds.size());
  Loaded loaded = load(options, data_source(options.data));
  set_sharpness_cadence(spec, loaded.problem, request);
  loaded.effective.curvature = spec.base.curvature;
  loaded.begin.command = request.command;
  loaded.begin.config = configuration(options, loaded.effective);
  loaded.begin.work = request.is_trace ? Work::trace : Work::sweep;
  loaded.begin.run = loaded.effective;
  loaded.begin.boundary_tolerance = spec.boundary_tolerance;
  const auto journal = open_journal(options, spec, loaded);
  spec.memory = journal.get();
  const Kind& rows = request.is_trace ? static_cast<const Kind&>(kind_of<StepRecord>()) : kind_of<RunRecord>();
  SweepOutputs outputs(options, rows, request.is_silent, spec, journal ? journal->known_runs() : 0);
  outputs.keeps_steps = request.keep_steps;
  if (!options.save_init.empty()) save_initial_parameters(options, loaded.problem, spec.seeds.front());

  end_work_on_signals();
  outputs.begin(loaded.begin);
  SessionResult result;
  result.spec = loaded.effective;
  SweepResult sweep = run_sweep(loaded.problem, spec, outputs);
  result.summary = summarise(sweep.runs, loaded.begin.run.model.hidden_units());
  result.summary.search_note = sweep.search_note;
  const bool is_whole = sweep.is_complete() && spec.shard == Shard{};
  outputs.finish(is_whole ? &result.summary : nullptr);
  const bool is_sweep = !request.is_trace && !request.keep_steps;  // no trace and no demo
  if (!sweep.is_complete()) result.stopped = report_stop(options, spec, sweep, is_sweep);
  if (sweep.is_complete() && !is_whole) note_shard(options, spec);
  result.runs = std::move(sweep.runs);
  result.steps = std::move(outputs.steps);
  return result;
}

Progress::Style progress_style(const Options& options) {
  if (options.progress == When::never || (options.quiet && options.progress != When::always))
    return Progress::Style::off;
  return isatty(STDERR_FILENO) ? Progress::Style::terminal : Progress::Style::line;
}

bool wants_color(When when) {
  if (when != When::automatic) return when == When::always;
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) && !(no_color && *no_color);
}

int exit_status_of(const SessionResult& result, FailOn fail_on) {
  return result.stopped ? exit_status_of(*result.stopped) : exit_status_of(result.runs, fail_on);
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
  return std::any_of(runs.begin(), runs.end(), is_bad) ? 1 : 0;
}

}  // namespace lrscope::cli
