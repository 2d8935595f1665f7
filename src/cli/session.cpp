#include "cli/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/hash.h"
#include "cli/advice.h"
#include "cli/edges.h"
#include "cli/exit_status.h"
#include "cli/load.h"
#include "cli/output_files.h"
#include "lrscope/version.h"
#include "report/paragraphs.h"
#include "sweep/journal/journal.h"
#include "sweep/sweep_table.h"

namespace lrscope::cli {
namespace {

/// How many runs will be computed; a search does not know.
std::optional<std::int64_t> runs_to_do(const SweepSpec& spec, std::size_t known_runs) {
  if (spec.boundary_tolerance) return std::nullopt;
  const auto planned = static_cast<std::int64_t>(count_planned(spec));
  return std::max<std::int64_t>(planned - static_cast<std::int64_t>(known_runs), 0);
}

std::vector<Target> targets_of(const ReportOptions& options, const BeginRecord& begin, const OutputUse& use) {
  std::vector<Target> targets = file_targets(options, begin);
  if (!use.is_silent) targets.insert(targets.begin(), standard_target(options, begin));
  for (Target& target : targets)
    if (target.format == Format::table && !target.fields.names_fields()) target.rows = &use.table_rows;
  if (options.trajectories.empty()) return targets;
  for (Target& other : targets)
    if (options.rows != &kind_of<StepRecord>()) other.left_out = &kind_of<StepRecord>();
  targets.push_back(side_target(options.trajectories, kind_of<StepRecord>(), options, begin));
  return targets;
}

/// "7 of 25 runs finished"
std::string progress_text(const SweepSpec& spec, std::size_t finished) {
  if (spec.boundary_tolerance) return counted(finished, "run") + " finished";
  return fmt::format("{} of {} finished", finished, counted(count_planned(spec), "run"));
}

/// Null without --journal.
std::unique_ptr<Journal> open_journal(const std::string& path, const SweepSpec& spec, const OpenProblem& opened,
                                      bool has_own_start, bool quiet) {
  if (path.empty()) return nullptr;
  const std::string start_hash = has_own_start ? hash_of(opened.problem.initial_parameters(opened.begin.run)) : "";
  const JournalHeader header{std::string(version), opened.begin,       spec.learning_rates, spec.seeds,
                             start_hash,           spec.observe_steps, spec.time_runs};
  auto journal = std::make_unique<Journal>(path, header);
  if (!quiet) note_journal(path, "run", journal->known_runs(), journal->was_torn(), "its run is repeated");
  return journal;
}

/// Nothing for a network with hidden layers, or a function.
std::optional<LinearModel> linear_model(const OpenProblem& opened) {
  const Dataset* data = opened.problem.data();
  return data ? LinearModel::of(*data, opened.begin.run) : std::nullopt;
}

/// Completes spec.base: a trace measures the sharpness unless it is told not to, at every step where that is cheap.
OpenProblem open(const SweepOptions& options, const SessionRequest& request, const MemoryGuard& guard,
                 SweepSpec& spec) {
  OpenProblem opened = open_problem(data_source(options.data), options.dataset, options.run, guard, options.init_from,
                                    options, request.advises && !options.no_trial);
  constexpr std::int64_t most_parameters = 4;
  if (spec.base.keeps_theta && opened.begin.parameters > most_parameters)
    throw UsageError(About{"--theta"},
                     fmt::format(": this model has {} parameters, and steps carry at most {}; try --hidden "
                                 "none with few columns, or a function such as case:canyon.",
                                 opened.begin.parameters, most_parameters));
  CurvatureSpec& curvature = spec.base.curvature;
  constexpr Index cheap = 5000;
  if (request.is_trace && !curvature.sharpness_every)
    curvature.sharpness_every = opened.begin.parameters <= cheap ? 1 : 10;
  if (request.is_trace && !curvature.batch_products) curvature.batch_products = 500;
  opened.begin.run.curvature = curvature;
  spec.base.keeps_end = request.is_trace && linear_model(opened);
  if (options.rows == &kind_of<CoefficientRecord>() && !spec.base.keeps_end && !options.quiet)
    print_remark("--rows coefficients: only a model of data without hidden layers has them; try --hidden none\n");
  describe_work(opened.begin, request.is_trace ? Work::trace : Work::sweep, request.command, options.dataset, options,
                options.init_from);
  if (spec.base.keeps_theta) opened.begin.config.emplace_back("theta", "yes");
  if (spec.base.measures_critical_lr) opened.begin.config.emplace_back("measured-critical-lr", "yes");
  if (!options.edge_at.empty()) opened.begin.config.emplace_back("edge-at", options.edge_at);
  opened.begin.boundary_tolerance = spec.boundary_tolerance;
  return opened;
}

/// Prints that these runs are a shard.
void note_shard(const SweepSpec& spec, bool has_journal) {
  const auto all = spec.learning_rates.size() * spec.seeds.size();
  print_remark(fmt::format(
      "shard {}/{}: {} of {}; no summary: a shard holds only part of the sweep{}\n", spec.shard.index, spec.shard.count,
      count_planned(spec), counted(all, "run"),
      has_journal ? ", lrscope merge joins the journals" : ", keep it with --journal FILE for lrscope merge"));
}

}  // namespace

std::vector<const Kind*> sweep_kinds() { return {&kind_of<RunRecord>(), &kind_of<Summary>(), &kind_of<StepRecord>()}; }

std::vector<const Kind*> trace_kinds() {
  return {&kind_of<StepRecord>(), &kind_of<RunRecord>(), &kind_of<Summary>(), &kind_of<CoefficientRecord>(),
          &kind_of<EdgeRecord>()};
}

void add_sweep_options(Command& command, SweepOptions& options) {
  const std::string group = "Sweep";
  add_data(command, options);
  add_text_option(command, "--lr", "VALUES", options.learning_rates,
                  "learning rates: 1e-4,1e-3 · log:1e-6:1:25 · dec:1e-6:1:4 · lin:.01:.2:20 · @file · auto: search the "
                  "boundary to 1 % and scan half to twice it, auto:.002 to 0.2 %",
                  group);
  add_seeds(command, options.seeds, group);
  add_threads(command, options.threads, group);
  add_report_options(command, options, {"--print-every"});
  command.add_switch("--theta", options.run.keeps_theta, "steps carry θ_t, of models with up to four parameters",
                     group);
  command.add_switch("--measured-critical-lr", options.run.measures_critical_lr,
                     "steps carry the η at which their loss comes back to what it was, by forward passes", group);
  add_start_options(command, options, group);
  add_knobs(command, options.dataset);
  add_like(command, options.run);
  add_knobs(command, options.run);
  add_report_options(command, options,
                     {"--format", "--output", "--timing", "--fail-on", "--color", "--quiet", "--progress"});
}

SweepPlan plan_of(const SweepOptions& options) {
  if (options.learning_rates.empty()) parse_learning_rates("");  // throws, with the right forms
  Runs runs = runs_of(options);
  SweepPlan plan{.spec = {}, .rate_files = std::move(runs.rates.files)};
  SweepSpec& spec = plan.spec;
  spec.base = options.run;
  spec.learning_rates = std::move(runs.rates.values);
  spec.seeds = std::move(runs.seeds);
  spec.boundary_tolerance = runs.rates.boundary_tolerance;
  spec.threads = runs.threads;
  spec.time_runs = options.timing;
  if (!options.shard.empty()) spec.shard = shard_of(options.shard, spec.boundary_tolerance.has_value(), options.quiet);
  CommandFiles files{.data = options.data, .start = options, .read = plan.rate_files, .outputs = options.files};
  files.trajectories = options.trajectories;
  files.journal = options.journal;
  check_files(files, spec.seeds.size());
  return plan;
}

SweepOutputs::SweepOutputs(const ReportOptions& options, const BeginRecord& begin, const OutputUse& use,
                           const SweepSpec& spec, std::size_t known_runs)
    : progress_(options, runs_to_do(spec, known_runs)),
      print_every_(options.print_every),
      is_search_(spec.boundary_tolerance.has_value()),
      explains_(!options.quiet),
      warns_(use.warns),
      outputs_(targets_of(options, begin, use), use.has_other_purpose || options.fail_on != FailOn::nothing),
      begin_(begin),
      run_table_(spec.seeds.size() > 1, begin.held_rows.has_value(), lr_digits(begin), screen_of_output()),
      step_table_(sharpness_rows(begin), screen_of_output()) {
  progress_.measure(steps_of_run(begin.run, begin.rows));
}

void SweepOutputs::begin() {
  outputs_.begin(begin_);
  outputs_.text<RunRecord>([&](const Target& target) { return run_table_.header(target.screen); });
}

void SweepOutputs::on_step(const StepRecord& step) {
  if (warns_) warn(step);
  if (keeps_steps) steps.push_back(step);
  if (step.step % print_every_ != 0) return;
  step_table_.add(step);
  outputs_.write(step);
  outputs_.text<StepRecord>([&](const Target& t) { return step_table_.row(step, t.is_colored, t.screen); });
}

/// As soon as it happens, also where no table of steps is shown.
void SweepOutputs::warn(const StepRecord& step) {
  if (step.step == 0) warning_ = {};
  if (!warning_.see(step.step, step.loss)) return;
  progress_.clear();
  print_remark(fmt::format(
      "warning: lr {}, seed {}, step {}: the loss {} stands above {} × {}, the largest of the first ten: most runs "
      "that do "
      "so fail\n",
      number_text(step.lr), step.seed, step.step, digits(step.loss), EarlyWarning::factor, digits(warning_.base())));
}

void SweepOutputs::on_run(const RunRecord& run) {
  progress_.clear();
  legend_.add(run);
  outputs_.write(run);
  outputs_.text<RunRecord>([&](const Target& t) { return run_table_.row(run, t.is_colored, t.screen); });
  outputs_.text<StepRecord>([&](const Target& t) { return step_table_.verdict(run, t.is_colored, t.screen); });
  step_table_.end_run();
  if (linear) {
    const std::vector<CoefficientRecord> coefficients = linear->coefficients(run);
    outputs_.write(coefficients);
    outputs_.text<StepRecord>(
        [&](const Target& t) { return coefficient_text(coefficients, t.screen, linear->is_of_logarithms()); });
  }
  outputs_.flush();
}

/// Below a table: the columns that it has no room for; where it is read at once, what its words mean.
template <class Record, class Table, class Legend>
void SweepOutputs::write_notes(const Table& table, const Legend& legend) {
  outputs_.text<Record>([&](const Target& target) {
    const TextTable& shown = table.on(target.screen);
    return shown.left_out_text() +
           (explains_ && target.is_terminal ? "\n" + legend(shown, target.screen) : std::string());
  });
}

void SweepOutputs::on_edges(const std::vector<EdgeRecord>& edges) {
  outputs_.write(edges);
  outputs_.text<StepRecord>([&](const Target& t) { return edge_text(edges, t.screen); });
}

void SweepOutputs::finish(const Summary* summary) {
  progress_.clear();
  write_notes<RunRecord>(run_table_, [&](const auto&... shown) { return legend_.text(shown...); });
  write_notes<StepRecord>(step_table_, step_legend);
  if (summary) {
    const auto in_words = [&](const Target& target) { return "\n" + summary_text(begin_, *summary, target.screen); };
    outputs_.write(*summary);
    outputs_.text<RunRecord>(in_words);
    if (is_search_) outputs_.text<StepRecord>(in_words);
  }
  outputs_.finish();
}

SweepSession run_session(SweepOptions options, const SessionRequest& request) {
  settle_holdout(options.dataset, options);
  settle_batches(options.run, options);
  SweepSpec spec = plan_of(options).spec;
  start_time_limit(options, progress_text(spec, 0));
  const Kind& table_rows = request.is_trace ? static_cast<const Kind&>(kind_of<StepRecord>()) : kind_of<RunRecord>();
  if (!options.rows) options.rows = &table_rows;
  spec.observe_steps =
      request.is_trace || request.keep_steps || !options.trajectories.empty() || options.rows == &kind_of<StepRecord>();
  const MemoryGuard guard(options);
  guard.check_runs(count_planned(spec));
  const OpenProblem opened = open(options, request, guard, spec);
  const RunSpec& run = opened.begin.run;
  const auto steps_at_edge = edge_steps(options.edge_at, run, opened.problem, steps_of_run(run, opened.begin.rows));
  const auto journal = open_journal(options.journal, spec, opened, !options.init_from.empty(), options.quiet);
  spec.memory = journal.get();
  spec.steps_in_hand = std::min(spec.steps_in_hand, guard.steps_to_spare());
  SweepOutputs outputs(options, opened.begin,
                       {table_rows, request.is_silent, journal || request.keep_steps, request.warns}, spec,
                       journal ? journal->known_runs() : 0);
  outputs.keeps_steps = request.keep_steps;
  if (spec.base.keeps_end) outputs.linear = linear_model(opened);
  save_initial_parameters(options.save_init, options.run, opened.problem, spec.seeds.front());

  end_work_on_signals();
  outputs.begin();
  SweepResult sweep = run_sweep(opened.problem, spec, outputs);
  SweepSession session{.spec = run, .summary = summarise(sweep.runs, run.model.hidden_units())};
  session.summary.search_note = sweep.search_note;
  bool is_complete = sweep.is_complete();
  if (is_complete && !steps_at_edge.empty()) {
    if (auto edges = edges_of(opened.problem, run, sweep.runs, steps_at_edge))
      outputs.on_edges(session.edges = std::move(*edges));
    else
      is_complete = false;
  }
  const bool is_whole = is_complete && spec.shard == Shard{};
  if (is_whole && request.advises) {
    ProgressObserver trial = outputs.progress_only();
    const AdviceSource source{options, guard, opened.begin, opened.table};
    add_safe_limit(source, &opened.problem, spec, sweep.runs, session.summary);
    advise(source, spec, session.summary, trial);
  }
  outputs.finish(is_whole ? &session.summary : nullptr);
  if (journal) journal->require_kept();
  const bool may_keep_journal = !request.is_trace && !request.keep_steps;  // no trace and no demo
  if (!is_complete)
    session.stopped =
        report_stop(progress_text(spec, sweep.runs.size()), may_keep_journal ? how_to_go_on(options.journal) : "");
  else if (!is_whole && !options.quiet)
    note_shard(spec, !options.journal.empty());
  session.runs = std::move(sweep.runs);
  session.steps = std::move(outputs.steps);
  return session;
}

int exit_status_of(const SweepSession& session, FailOn fail_on) {
  return session.stopped ? session.stopped->exit_status : exit_status_of(session.runs, fail_on);
}

int exit_status_of(const std::vector<RunRecord>& runs, FailOn fail_on) {
  const auto is_bad = [&](const RunRecord& run) {
    return (fail_on == FailOn::nonfinite && run.outcome == Outcome::nonfinite) ||
           (fail_on == FailOn::diverged && has_failed(run.outcome)) ||
           (fail_on == FailOn::untrained && !has_skill(run));
  };
  const auto first = std::ranges::find_if(runs, is_bad);
  if (first == runs.end()) return exit_ok;
  const auto count = static_cast<std::size_t>(std::ranges::count_if(runs, is_bad));
  print_remark(fmt::format(
      "lrscope: --fail-on {}: lr {}, seed {} ended {}{}{}\n", name_of(fail_on), number_text(first->lr), first->seed,
      name_of(first->outcome),
      has_skill(first->outcome) && fail_on == FailOn::untrained ? " without skill on the held-out rows" : "",
      count > 1 ? fmt::format("; the first of {}", counted(count, "run")) : ""));
  return exit_failed;
}

}  // namespace lrscope::cli
