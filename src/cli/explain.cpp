#include "cli11.h"
#include "lrscope/run/explain.h"

#include <memory>
#include <mutex>

#include "command_line.h"
#include "commands.h"
#include "exit_status.h"
#include "load.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "lrscope/data/parameter_file.h"
#include "lrscope/model/functions.h"
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

Workload workload_of(const Options& options) {
  Workload load;
  load.use = DataUse::explain;
  load.runs = threads_of(options);
  return load;
}

/// Makes what a request trains. The file is read once; data that are encoded as before are shared.
class Subjects {
 public:
  explicit Subjects(const Options& options)
      : options_(options),
        guard_(options, workload_of(options), options.run),
        function_(find_function(options.data)) {
    if (function_) return;
    reading_ = try_to_read([&](const DefectSink& report) { return read_table(options, guard_, report); });
  }

  /// Null for a function.
  const TableReading* reading() const { return function_ ? nullptr : &reading_; }

  Subject make(const Request& request) {
    Subject subject;
    if (function_) {
      subject.problem = make_problem(*function_, request.run);
    } else {
      subject.data = data_of(request.data);
      subject.problem = make_problem(*subject.data, request.run);
    }
    if (!options_.init_from.empty())
      subject.problem->start_from(
          read_parameters(options_.init_from, subject.problem->parameters(), request.run.precision));
    return subject;
  }

 private:
  std::shared_ptr<const Dataset> data_of(const DataSpec& spec) {
    const std::string key = key_of(spec);
    const std::lock_guard lock(mutex_);
    if (!first_ || key == key_) {
      const auto watch = [&](const Shape& shape) { guard_.check(shape); };
      if (!first_) first_ = std::make_shared<const Dataset>(encode(reading_.sound(), spec, refuse, watch));
      key_ = key;
      return first_;
    }
    return std::make_shared<const Dataset>(encode(reading_.sound(), spec));
  }

  const Options& options_;
  MemoryGuard guard_;
  const NamedFunction* function_;
  TableReading reading_;
  std::mutex mutex_;
  std::string key_;
  std::shared_ptr<const Dataset> first_;
};

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

/// What explain() is asked for; refers to `options` and `subjects`.
ExplainSpec spec_of(const Options& options, Subjects& subjects, Progress& progress) {
  ExplainSpec spec;
  spec.request = {options.run, options.dataset};
  spec.seeds = seeds_of(options);
  spec.threads = threads_of(options);
  spec.searches_boundaries = options.boundaries;
  spec.starts_from_file = !options.init_from.empty();
  spec.wants_along = !options.along.empty();
  spec.make_subject = [&](const Request& request) { return subjects.make(request); };
  spec.command_of = [&](const Request& request) { return command_line(options, request); };
  spec.on_run = [&](const RunRecord& run) { progress.add(run); };
  return spec;
}

/// The data cannot be trained on: every defect, and which way of mending it helps.
int explain_data(const Options& options, const ExplainSpec& spec, const TableReading& reading,
                 BeginRecord begin) {
  const DataResult profile = profile_data(reading, options.dataset, options.run);
  if (profile.defects.empty()) return exit_ok;
  begin.data_path = shown_path(options);
  if (reading.table) begin.data_hash = reading.table->hash();
  write_all(options, begin, explain_defects(spec, profile.defects));
  say(defects_text(profile, shown_path(options)));
  return exit_data;
}

int run_explain(Options options, const std::vector<std::string>& words) {
  options.run.learning_rate = the_learning_rate(options);
  Options all_files = options;
  if (!options.along.empty()) all_files.outputs.push_back(options.along);
  check_files_to_write(all_files, seeds_of(options).size());
  Subjects subjects(options);
  Progress progress(progress_style(options), std::nullopt);
  const ExplainSpec spec = spec_of(options, subjects, progress);
  BeginRecord begin;
  begin.command = words;
  begin.config = configuration(options, options.run);
  begin.work = Work::explain;
  begin.run = options.run;
  try {
    const TableReading* reading = subjects.reading();
    const Loaded loaded = load(options, reading ? &reading->sound() : nullptr);
    if (!options.save_init.empty()) save_initial_parameters(options, *loaded.problem, spec.seeds.front());
    begin = loaded.begin;
    begin.command = words;
    begin.config = configuration(options, loaded.effective);
    begin.work = Work::explain;
    begin.run = loaded.effective;
  } catch (const DataError&) {
    if (!subjects.reading() || explain_data(options, spec, *subjects.reading(), begin) == exit_ok) throw;
    return exit_data;
  }
  const Explanation explanation = explain(spec);
  progress.clear();
  write_all(options, begin, explanation);
  return exit_status_of({*explanation.run}, options.fail_on);
}

}  // namespace

Command add_explain(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      add_command(app, "explain",
                  "diagnose one run: what happened, where, and why, decided by changing one thing at a time");
  add_explain_options(*command, *options);
  command->footer(
      "Examples:\n"
      "  lrscope explain data.csv --target price --lr 1e-3\n"
      "  lrscope explain data.csv --lr 1e-3 --along step.txt --format jsonl | jq 'select(.type == "
      "\"change\")'\n");
  return {command, [options, command] { return run_explain(*options, result_words(*command)); }};
}

}  // namespace lrscope::cli
