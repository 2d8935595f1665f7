#include "explain/explain.h"

#include <memory>

#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/load.h"
#include "cli/output_files.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "data/parameter_file.h"
#include "options/command_words.h"
#include "profile/data_profile.h"
#include "report/paragraphs.h"
#include "train/examination.h"

namespace lrscope::cli {
namespace {

/// explain takes every option of trace: a command needs one word changed.
struct ExplainOptions : SweepOptions {
  std::string along;           // file; empty: none
  bool no_boundaries = false;  // do not search them for every change
};

/// Everything that is written, to every output.
void write_all(const ExplainOptions& options, const BeginRecord& begin, const Explanation& e) {
  const auto report = [&](Outputs& outputs) {
    outputs.begin(begin);
    if (e.summary.run) outputs.write(*e.summary.run);
    outputs.write(e.defects, e.events, e.layers, e.batches, e.rows, e.changes, e.summary);
    outputs.text([&](const Target& target) { return explanation_table(e, begin.data_path, target.screen); });
  };
  const auto report_along = [&](Outputs& outputs) {
    outputs.begin(begin);
    outputs.write(e.along->points);
    outputs.text([&] { return along_drawing(*e.along); });
  };
  const std::string& path = options.along;
  write_each(3, [&](std::size_t part) {
    if (part == 0) return write_in_turn(file_targets(options, begin), report);
    if (part == 2) return write_in_turn({standard_target(options, begin)}, report);
    if (!path.empty() && e.along)
      write_in_turn({side_target(path, kind_of<AlongRecord>(), options, begin)}, report_along);
  });
}

/// The request for explain(), which refers to `options` and `progress`. Sets the learning rate of the run.
ExplainSpec plan(ExplainOptions& options, Progress& progress) {
  ExplainSpec spec;
  const std::string form = "lrscope explain " + shell_word(path_argument(options.data)) + " --lr 1e-3";
  if (options.learning_rates.empty()) throw UsageError("explain needs a learning rate: " + form);
  if (!options.batches.empty())
    throw UsageError(
        About{"--batches"},
        ": explain also trains on other rows and batches, and the row numbers of a file fit none of these; "
        "leave it out, or use trace or sweep.");
  Runs runs = runs_of(options);
  options.run.learning_rate = runs.rates.one("explain", ": " + form);
  settle_holdout(options.dataset, options);
  spec.request = {options.run, options.dataset};
  spec.seeds = std::move(runs.seeds);
  spec.threads = runs.threads;
  spec.searches_boundaries = !options.no_boundaries;
  spec.starts_from_file = !options.init_from.empty();
  spec.wants_along = !options.along.empty();
  spec.command_of = [&](const Request& request) {
    return command_line(request, options.data, options.seeds, options.init_from);
  };
  spec.on_run = [&](const RunRecord& run) { progress.add(run); };
  spec.on_plan = [&](std::int64_t more) { progress.expect(more, false); };
  CommandFiles files{.data = options.data, .start = options, .read = runs.rates.files, .outputs = options.files};
  files.along = options.along;
  check_files(files, spec.seeds.size());
  return spec;
}

/// The file is read once.
ProblemCache open_problems(const DataSource& source, const ExplainOptions& options, const MemoryGuard& guard) {
  if (const NamedFunction* function = function_of(source)) {
    refuse_data_options(*function, options.dataset);
    return ProblemCache(*function);
  }
  return ProblemCache(try_to_read([&] { return read_table(source, options.dataset, guard, options); }));
}

/// The data cannot be trained on: every defect, and which way of mending it helps.
int explain_data(const ExplainOptions& options, const ExplainSpec& spec, ProblemCache& problems,
                 const std::vector<std::string>& words) {
  const TableReading& reading = problems.reading();
  const DataResult profile = profile_data(reading, options.dataset, options.run);
  BeginRecord begin;
  begin.run = options.run;
  describe_work(begin, Work::explain, words, options.dataset, options, options.init_from);
  begin.data_path = shown_path(options.data);
  if (reading.table) begin.data_hash = reading.table->hash();
  write_all(options, begin, explain_defects(problems, spec, profile.defects));
  print_remark(defects_text(profile, begin.data_path));
  return exit_data;
}

int explain_run(const ExplainOptions& options, const ExplainSpec& spec, const DataSource& source,
                ProblemCache& problems, Progress& progress, const std::vector<std::string>& words) {
  auto problem = problems.problem_for(spec.request);
  BeginRecord begin = introduce(source, options.run, *problem, options.quiet);
  describe_work(begin, Work::explain, words, options.dataset, options, options.init_from);
  if (!options.init_from.empty()) {
    problems.start_from(
        read_parameters(options.init_from, begin.parameters, options.run.precision, shapes_text(begin)));
    problem = problems.problem_for(spec.request);
  }
  save_initial_parameters(options.save_init, options.run, *problem, spec.seeds.front());
  progress.measure(steps_of_run(begin.run, begin.rows));
  const Explanation explanation = explain(problems, spec);
  progress.clear();
  write_all(options, begin, explanation);
  return exit_status_of({*explanation.summary.run}, options.fail_on);
}

int run_explain(ExplainOptions options, const std::vector<std::string>& words) {
  Progress progress(options, std::nullopt);
  const ExplainSpec spec = plan(options, progress);
  const MemoryGuard guard(options);
  guard.check_runs(spec.seeds.size());
  const DataSource source = data_source(options.data);
  ProblemCache problems = open_problems(source, options, guard);
  if (!function_of(source)) {
    Encoding encoding =
        try_to_encode(problems.reading(), options.dataset, [&](const Shape& shape) { guard.check(shape); });
    if (!encoding.defects.empty()) return explain_data(options, spec, problems, words);
    guard.check_network(options.run, encoding.data.inputs.rows(), encoding.data.targets.rows());
    problems.keep(options.dataset, std::move(encoding.data));
  }
  return explain_run(options, spec, source, problems, progress, words);
}

}  // namespace

Command explain_command() {
  auto options = std::make_shared<ExplainOptions>();
  Command command{.name = "explain",
                  .doc = "diagnose one run: what happened, where and why, tested by changing one thing at a time"};
  const std::string group = "Explain";
  add_sweep_options(command, *options);
  command.add_switch("--no-boundaries", options->no_boundaries,
                     "test every change at this learning rate only, without searching how far it moves the boundary; "
                     "much faster on large data",
                     group);
  add_file_option(command, "--along", options->along,
                  "write the loss along the step before the rise to FILE; .txt draws it", group, false);
  add_rows(command, *options, explanation_kinds());
  command.option("print-every").traits.add_no_effect([] { return std::string("in explain, which writes no steps"); });
  command.examples =
      "  lrscope explain data.csv --target price --lr 1e-3\n"
      "  lrscope explain data.csv --lr 1e-3 --scale standard --seeds 0..2\n"
      "  lrscope explain data.csv --lr 1e-3 --along step.csv\n"
      "  lrscope explain data.csv --lr 1e-2 --optimizer adam --no-boundaries\n"
      "  lrscope explain data.csv --lr 1e-3 --along step.txt --format jsonl \\\n"
      "    | jq 'select(.type == \"change\")'\n";
  command.run = [options](const Command& typed) { return run_explain(*options, result_words(typed)); };
  return command;
}

}  // namespace lrscope::cli
