#include "explain/explain.h"
#include "data/table_reading.h"

#include <memory>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/load.h"
#include "cli/memory_guard.h"
#include "cli/output_files.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "cli/session.h"
#include "data/parameter_file.h"
#include "explain/explanation.h"
#include "explain/explanation_table.h"
#include "lrscope/errors.h"
#include "lrscope/records.h"
#include "options/command_words.h"
#include "options/option_groups.h"
#include "profile/data_profile.h"
#include "profile/data_record.h"
#include "profile/defects_text.h"
#include "train/examination.h"

namespace lrscope::cli {
namespace {

/// It takes every option of trace, so that a command needs one word changed.
struct ExplainOptions : SweepOptions {
  std::string along;       // file; empty: none
  bool boundaries = true;  // search them for every change
};

/// The file is read once.
ProblemCache open_problems(const DataOptions& options, const DataSource& source, const MemoryGuard& guard) {
  if (const auto* function = std::get_if<const NamedFunction*>(&source)) {
    refuse_data_options(options);
    return ProblemCache(**function);
  }
  return ProblemCache(
      try_to_read([&](const DefectSink& report) { return read_table(options.dataset, source, guard, report); }));
}

void write_explanation(Outputs& outputs, const BeginRecord& begin, const Explanation& e) {
  outputs.begin(begin);
  if (e.run) outputs.write(*e.run);
  outputs.write(e.defects);
  outputs.write(e.events);
  outputs.write(e.layers);
  outputs.write(e.batches);
  outputs.write(e.rows);
  outputs.write(e.changes);
  outputs.write(e.summary);
  outputs.text([&] { return explanation_table(e, begin.data_path); });
}

/// Everything that is written, to every output. `along`: the file of --along.
void write_all(const OutputOptions& out, const std::string& along, const BeginRecord& begin,
               const Explanation& explanation) {
  const auto report = [&](Outputs& outputs) { write_explanation(outputs, begin, explanation); };
  write_in_turn(file_targets(out), report);
  if (!along.empty() && explanation.along)
    write_in_turn({{.path = along, .format = format_of_path(along), .rows = &kind_of<AlongRecord>()}},
                  [&](Outputs& outputs) {
                    outputs.begin(begin);
                    outputs.write(explanation.along->points);
                    outputs.text([&] { return along_drawing(*explanation.along); });
                  });
  write_in_turn({standard_target(out)}, report);
}

/// What explain() is asked for; refers to `options` and `progress`.
ExplainSpec spec_of(const ExplainOptions& options, Progress& progress) {
  ExplainSpec spec;
  const std::string form = "lrscope explain " + shell_word(options.data.data) + " --lr 1e-3";
  if (options.runs.learning_rates.empty()) throw UsageError("explain needs a learning rate: " + form);
  Runs runs = runs_of(options.runs, options.run);
  spec.request = {options.run, options.data.dataset};
  spec.request.run.learning_rate = runs.rates.one("explain", ": " + form);
  spec.seeds = std::move(runs.seeds);
  spec.threads = runs.threads;
  spec.searches_boundaries = options.boundaries;
  spec.starts_from_file = !options.start.init_from.empty();
  spec.wants_along = !options.along.empty();
  spec.command_of = [&](const Request& request) {
    return command_line(request, options.data.data, options.runs.seeds, options.start.init_from);
  };
  spec.on_run = [&](const RunRecord& run) { progress.add(run); };
  CommandFiles files = files_of(options.data.data, runs.rates.files, options.start, options.out.files);
  files.seeds = spec.seeds.size();
  if (!options.along.empty()) files.records.push_back(options.along);
  check_files(files);
  return spec;
}

/// The data cannot be trained on: every defect, and which way of mending it helps.
int explain_data(const ExplainOptions& options, const ExplainSpec& spec, ProblemCache& problems,
                 const std::vector<std::string>& words) {
  const TableReading& reading = problems.reading();
  const DataResult profile = profile_data(reading, spec.request.data, spec.request.run);
  BeginRecord begin;
  begin.command = words;
  begin.config = configuration(options.runs, options.start.init_from, spec.request.data, spec.request.run);
  begin.data_path = shown_path(options.data.data);
  if (reading.table) begin.data_hash = reading.table->hash();
  write_all(options.out, options.along, begin, explain_defects(problems, spec, profile.defects));
  say(defects_text(profile, begin.data_path));
  return exit_data;
}

int explain_run(const ExplainOptions& options, const ExplainSpec& spec, const DataSource& source,
                ProblemCache& problems, Progress& progress, const std::vector<std::string>& words) {
  const RunSpec& run = spec.request.run;
  const std::string& init_from = options.start.init_from;
  auto problem = problems.problem_for(spec.request);
  if (!options.show.quiet) print_notes(options.data.data, source, run, *problem);
  BeginRecord begin = begin_of(options.data.data, run, *problem);
  begin.command = words;
  begin.config = configuration(options.runs, init_from, spec.request.data, effective_spec(run, *problem));
  if (!init_from.empty()) {
    problems.start_from(read_parameters(init_from, problem->parameters(run), run.precision));
    problem = problems.problem_for(spec.request);
  }
  save_initial_parameters(options.start.save_init, *problem, run, spec.seeds.front());
  const Explanation explanation = explain(problems, spec);
  progress.clear();
  write_all(options.out, options.along, begin, explanation);
  return exit_status_of({*explanation.run}, options.fail_on);
}

int run_explain(const ExplainOptions& options, const std::vector<std::string>& words) {
  Progress progress(progress_style(options.show), std::nullopt);
  const ExplainSpec spec = spec_of(options, progress);
  const Request& request = spec.request;
  const DataSource source = data_source(options.data.data);
  const MemoryGuard guard(options.data.data, options.data.max_memory, spec.threads);
  ProblemCache problems = open_problems(options.data, source, guard);
  if (!std::holds_alternative<const NamedFunction*>(source)) {
    Encoding encoding =
        try_to_encode(problems.reading(), request.data, [&](const Shape& shape) { guard.check(shape); });
    if (!encoding.defects.empty()) return explain_data(options, spec, problems, words);
    guard.check_network(request.run, encoding.data.inputs.rows(), encoding.data.targets.rows());
    problems.keep(request.data, std::move(encoding.data));
  }
  return explain_run(options, spec, source, problems, progress, words);
}

void add_options(Command& command, ExplainOptions& options) {
  const std::string group = "Explain";
  add_sweep_options(command, options);
  command.add_switch("--no-boundaries",
                     "re-run every change at the same learning rate only, without searching how far it moves the "
                     "boundary: much faster on large data",
                     group, [&options] { options.boundaries = false; });
  add_file_option(command, "--along", options.along,
                  "write the loss along the step before the rise to FILE; .txt draws it", group, false);
  add_rows(command, options.out, explanation_kinds());
}

}  // namespace

Command explain_command() {
  auto options = std::make_shared<ExplainOptions>();
  Command command{.name = "explain",
                  .doc = "diagnose one run: what happened, where, and why, decided by changing one thing at a time"};
  add_options(command, *options);
  command.footer =
      "Examples:\n"
      "  lrscope explain data.csv --target price --lr 1e-3\n"
      "  lrscope explain data.csv --lr 1e-3 --along step.txt --format jsonl | jq 'select(.type == \"change\")'\n";
  command.run = [options](const Command& typed) { return run_explain(*options, result_words(typed)); };
  return command;
}

}  // namespace lrscope::cli
