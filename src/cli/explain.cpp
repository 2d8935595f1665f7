#include "lrscope/run/explain.h"

#include <memory>

#include "command_line.h"
#include "commands.h"
#include "exit_status.h"
#include "load.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "lrscope/data/parameter_file.h"
#include "lrscope/record/data_profile.h"
#include "lrscope/record/explanation.h"
#include "lrscope/record/records.h"
#include "lrscope/run/data_profile.h"
#include "memory_guard.h"
#include "output_files.h"
#include "progress.h"
#include "say.h"
#include "session.h"
#include "sink/defects_text.h"
#include "sink/explanation_table.h"

namespace lrscope::cli {
namespace {

/// Throws: UsageError unless there is one learning rate exactly.
double the_learning_rate(const Options& options) {
  const std::string form = "lrscope explain " + shell_word(options.data) + " --lr 1e-3";
  if (options.learning_rates.empty()) throw UsageError("explain needs a learning rate: " + form);
  return learning_rates_of(options).one("explain", ": " + form);
}

/// The file is read once.
ProblemCache open_problems(const Options& options, const DataSource& source, const MemoryGuard& guard) {
  if (const auto* function = std::get_if<const NamedFunction*>(&source)) {
    refuse_data_options(options);
    return ProblemCache(**function);
  }
  return ProblemCache(
      try_to_read([&](const DefectSink& report) { return read_table(options, source, guard, report); }));
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

/// Everything that is written, to every output.
void write_all(const Options& options, const BeginRecord& begin, const Explanation& explanation) {
  const auto report = [&](Outputs& outputs) { write_explanation(outputs, begin, explanation); };
  write_in_turn(file_targets(options, *options.rows), report);
  if (!options.along.empty() && explanation.along)
    write_in_turn(
        {{.path = options.along, .format = format_of_path(options.along), .rows = &kind_of<AlongRecord>()}},
        [&](Outputs& outputs) {
          outputs.begin(begin);
          outputs.write(explanation.along->points);
          outputs.text([&] { return along_drawing(*explanation.along); });
        });
  write_in_turn({standard_target(options, *options.rows)}, report);
}

/// What explain() is asked for; refers to `options` and `progress`.
ExplainSpec spec_of(const Options& options, Progress& progress) {
  ExplainSpec spec;
  spec.request = {options.run, options.dataset};
  spec.seeds = seeds_of(options);
  spec.threads = threads_of(options);
  spec.searches_boundaries = options.boundaries;
  spec.starts_from_file = !options.init_from.empty();
  spec.wants_along = !options.along.empty();
  spec.command_of = [&](const Request& request) { return command_line(options, request); };
  spec.on_run = [&](const RunRecord& run) { progress.add(run); };
  return spec;
}

/// The data cannot be trained on: every defect, and which way of mending it helps.
int explain_data(const Options& options, const ExplainSpec& spec, ProblemCache& problems,
                 const std::vector<std::string>& words) {
  const TableReading& reading = problems.reading();
  const DataResult profile = profile_data(reading, options.dataset, options.run);
  BeginRecord begin;
  begin.command = words;
  begin.config = configuration(options, options.run);
  begin.data_path = shown_path(options);
  if (reading.table) begin.data_hash = reading.table->hash();
  write_all(options, begin, explain_defects(problems, spec, profile.defects));
  say(defects_text(profile, shown_path(options)));
  return exit_data;
}

int explain_run(const Options& options, const ExplainSpec& spec, const DataSource& source, ProblemCache& problems,
                Progress& progress, const std::vector<std::string>& words) {
  auto problem = problems.problem_for(spec.request);
  print_notes(options, source, *problem);
  BeginRecord begin = begin_of(options, *problem);
  begin.command = words;
  begin.config = configuration(options, effective_spec(options, *problem));
  if (!options.init_from.empty()) {
    problems.start_from(
        read_parameters(options.init_from, problem->parameters(options.run), options.run.precision));
    problem = problems.problem_for(spec.request);
  }
  if (!options.save_init.empty()) save_initial_parameters(options, *problem, spec.seeds.front());
  const Explanation explanation = explain(problems, spec);
  progress.clear();
  write_all(options, begin, explanation);
  return exit_status_of({*explanation.run}, options.fail_on);
}

int run_explain(Options options, const std::vector<std::string>& words) {
  options.run.learning_rate = the_learning_rate(options);
  Options all_files = options;
  if (!options.along.empty()) all_files.outputs.push_back(options.along);
  check_files_to_write(all_files, seeds_of(options).size());
  const DataSource source = data_source(options.data);
  const MemoryGuard guard(options);
  ProblemCache problems = open_problems(options, source, guard);
  Progress progress(progress_style(options), std::nullopt);
  const ExplainSpec spec = spec_of(options, progress);
  if (!std::holds_alternative<const NamedFunction*>(source)) {
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
  auto options = std::make_shared<Options>();
  Command command{.name = "explain", .doc = "diagnose one run: what happened, where, and why, decided by changing one thing at a time"};
  add_explain_options(command, *options);
  command.footer =
      "Examples:\n"
      "  lrscope explain data.csv --target price --lr 1e-3\n"
      "  lrscope explain data.csv --lr 1e-3 --along step.txt --format jsonl | jq 'select(.type == "
      "\"change\")'\n";
  command.run = [options](const Command& typed) { return run_explain(*options, result_words(typed)); };
  return command;
}

}  // namespace lrscope::cli
