#include "session.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "load.h"
#include "lrscope/core/text.h"
#include "lrscope/spec/axis.h"
#include "output_files.h"
#include "processors.h"

namespace lrscope::cli {
namespace {

SweepSpec sweep_spec(const Options& options) {
  SweepSpec spec;
  spec.base = options.run;
  const LearningRates asked = learning_rates_of(options);
  spec.learning_rates = asked.values;
  spec.boundary_tolerance = asked.boundary_tolerance;
  spec.seeds = seeds_of(options);
  spec.threads = threads_of(options);
  spec.time_runs = options.timing;
  return spec;
}

/// A trace measures the sharpness unless it is told not to: at every step where that is cheap.
void set_sharpness_cadence(SweepSpec& spec, const Problem& problem, const SessionRequest& request) {
  constexpr Index cheap = 5000;  // parameters
  auto& every = spec.base.curvature.sharpness_every;
  if (request.rows == Rows::steps && !every) every = problem.parameters() <= cheap ? 1 : 10;
}

bool wants_color(When when) {
  if (when != When::automatic) return when == When::always;
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) && !(no_color && *no_color);
}

/// How many runs there will be; a search does not know.
std::optional<std::int64_t> total_runs(const SweepSpec& spec) {
  if (spec.boundary_tolerance) return std::nullopt;
  return static_cast<std::int64_t>(spec.learning_rates.size() * spec.seeds.size());
}

/// Hands the records to every output.
class Distributor final : public SweepObserver {
 public:
  Distributor(const Options& options, const SessionRequest& request, const SweepSpec& spec)
      : progress_(progress_style(options), total_runs(spec)),
        keep_steps_(request.keep_steps),
        print_every_(options.print_every) {
    SinkOptions style{request.rows, spec.seeds.size() > 1, wants_color(options.color)};
    std::vector<std::pair<std::string, Rows>> files;
    for (const std::string& path : options.outputs) files.emplace_back(path, request.rows);
    if (!options.trajectories.empty()) files.emplace_back(options.trajectories, Rows::steps);
    if (!request.is_silent) sinks_.push_back(make_sink(options.format, std::make_unique<Output>(), style));
    style.color = false;
    for (const auto& [path, rows] : files) {
      style.rows = rows;
      sinks_.push_back(make_sink(format_of_path(path), std::make_unique<Output>(path), style));
      if (rows == Rows::steps && request.rows == Rows::runs) trajectories_ = sinks_.back().get();
    }
  }

  void begin(const BeginRecord& record) {
    for (auto& sink : sinks_) sink->begin(record);
  }
  void on_step(const StepRecord& step) override {
    if (keep_steps_) steps.push_back(step);
    if (step.step % print_every_ != 0) return;
    if (trajectories_) return trajectories_->step(step);  // `sweep` itself reports runs, not steps
    for (auto& sink : sinks_) sink->step(step);
  }
  void on_run(const RunRecord& run) override {
    progress_.clear();
    for (auto& sink : sinks_) sink->run(run);
  }
  void on_progress(const RunRecord& run) override { progress_.add(run); }
  void finish(const Summary& summary) {
    progress_.clear();
    for (auto& sink : sinks_) sink->summary(summary);
    for (auto& sink : sinks_) sink->finish();
  }

  std::vector<StepRecord> steps;

 private:
  Progress progress_;
  bool keep_steps_;
  std::int64_t print_every_;
  std::vector<std::unique_ptr<Sink>> sinks_;
  Sink* trajectories_ = nullptr;
};

}  // namespace

std::vector<std::uint64_t> seeds_of(const Options& options) {
  return options.seeds.empty() ? std::vector{options.run.seed} : parse_seeds(options.seeds);
}

int threads_of(const Options& options) {
  return options.threads > 0 ? options.threads : usable_processors();
}

SessionResult run_session(const Options& options, const SessionRequest& request) {
  SweepSpec spec = sweep_spec(options);
  spec.observe_steps = request.rows == Rows::steps || request.keep_steps || !options.trajectories.empty();
  check_files_to_write(options, spec.seeds.size());
  Intent intent;
  intent.runs = spec.seeds.size() * std::max<std::size_t>(1, spec.learning_rates.size());
  intent.hessians = spec.seeds.size();
  intent.traces = spec.observe_steps;
  Loaded loaded = load(options, intent);
  set_sharpness_cadence(spec, *loaded.problem, request);
  loaded.effective.curvature = spec.base.curvature;
  Distributor distributor(options, request, spec);
  if (!options.save_init.empty()) save_initial_parameters(options, *loaded.problem, spec.seeds.front());

  loaded.begin.command = request.command;
  loaded.begin.config = configuration(options, loaded.effective);
  distributor.begin(loaded.begin);
  SessionResult result;
  result.spec = loaded.effective;
  SweepResult sweep = run_sweep(*loaded.problem, spec, distributor);
  result.summary = summarise(sweep.runs);
  result.summary.search_note = sweep.search_note;
  result.runs = std::move(sweep.runs);
  distributor.finish(result.summary);
  result.steps = std::move(distributor.steps);
  return result;
}

Progress::Style progress_style(const Options& options) {
  if (options.progress == When::never || (options.quiet && options.progress != When::always))
    return Progress::Style::off;
  return isatty(STDERR_FILENO) ? Progress::Style::terminal : Progress::Style::line;
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
