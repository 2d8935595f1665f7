#include "find/find.h"

#include <memory>

#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/load.h"
#include "cli/output_files.h"
#include "cli/session.h"
#include "find/warmup.h"
#include "lrscope/run_spec.h"
#include "options/command_words.h"
#include "spec/knobs.h"

namespace lrscope::cli {
namespace {

struct FindOptions : ProblemOptions {
  FindSpec find;
};

/// Throws: UsageError unless the range rises and the precision of the run can represent it.
void check_range(const FindSpec& find, Precision precision) {
  const std::string start = number_text(find.start_lr), end = number_text(find.end_lr);
  if (!(find.start_lr < find.end_lr))
    throw UsageError(About{"--start-lr", {"--end-lr"}},
                     " " + start + " --end-lr " + end + ": the range must rise, as in --start-lr 1e-7 --end-lr 10.");
  const RateRange range = representable_rates(precision);
  const bool is_single = precision == Precision::float32;
  if (!(find.start_lr / 10 >= range.smallest))
    throw UsageError(About{"--start-lr", {"--precision"}},
                     " " + start + ": " + (is_single ? "float32" : "float64") +
                         " cannot hold a tenth of it, which minimum/10 may suggest; use " +
                         (is_single ? "--precision float64." : "a larger one, such as 1e-300."));
  if (!(find.end_lr <= range.largest))  // never in float64, which represents every value of the option
    throw UsageError(About{"--end-lr", {"--precision"}},
                     " " + end + ": does not fit float32 (up to 3.4e38); use --precision float64.");
}

/// A search of the warm-up has no range test and sets the warm-up itself.
void add_warmup_remarks(Command& command, const FindOptions& options) {
  const auto with_warmup = [&find = options.find] { return std::string(find.warmup ? "with --warmup" : ""); };
  for (const Knob<FindSpec>& knob : knobs<FindSpec>())
    if (knob.name != "warmup") command.option(knob.name).traits.add_no_effect(with_warmup);
  for (const char* key : {"lr", "warmup-steps"}) command.option(key).traits.add_no_effect(with_warmup);
}

FindRequest request_of(const FindOptions& options) {
  Runs runs = runs_of(options);
  if (runs.rates.boundary_tolerance)
    throw bad_value("--lr", runs.rates.text,
                    "find searches the boundary by itself where --lr is left out (--boundary-tolerance 0.01 to 1 %); "
                    "else give the learning rates of independent runs: --lr 1e-4,1e-3.");
  check_range(options.find, options.run.precision);
  check_files({.data = options.data, .start = options, .read = runs.rates.files, .outputs = options.files},
              runs.seeds.size());
  return {options.run, options.find, std::move(runs.seeds), std::move(runs.rates.values), runs.threads};
}

/// The records of a find, written to every output.
void write_results(const FindOptions& options, const BeginRecord& begin, const FindResult& result) {
  write_in_turn(all_targets(options, begin), [&](Outputs& outputs) {
    outputs.begin(begin);
    outputs.write(result.steps, result.tests, result.runs, result.suggestions, result.find);
    outputs.text([&](const Target& target) { return find_table(result, target.screen); });
  });
}

void write_results(const FindOptions& options, const BeginRecord& begin, const WarmupResult& result) {
  write_in_turn(all_targets(options, begin), [&](Outputs& outputs) {
    outputs.begin(begin);
    outputs.write(result.runs, result.trials, result.warmup);
    outputs.text([&](const Target& target) { return warmup_table(result, target.screen); });
  });
}

/// A search of the warm-up has no suggestions: their place is that of its trials.
const Kind& rows_of(const FindOptions& options) {
  const bool are_usual = options.rows == find_kinds().front();
  return options.find.warmup && are_usual ? kind_of<WarmupTrialRecord>() : *options.rows;
}

/// The seeds that are run where none were asked for: how many train with a warm-up is a fraction, and needs more of them.
std::string usual_seeds(const FindSpec& find) { return find.warmup ? "0..19" : "0..4"; }

int run_find(FindOptions options, const Command& typed) {
  // A function has neither random weights nor batches: all seeds would give the same run.
  const DataSource source = data_source(options.data);
  if (options.seeds.empty() && !typed.is_given("seed") && !function_of(source))
    options.seeds = usual_seeds(options.find);
  options.rows = &rows_of(options);
  settle_holdout(options.dataset, options);
  settle_batches(options.run, options);
  const FindRequest request = request_of(options);
  OpenProblem opened =
      open_problem(source, options.dataset, options.run, MemoryGuard(options), options.init_from, options);
  describe_work(opened.begin, Work::find, result_words(typed), options.dataset, options, options.init_from);
  append_knobs(opened.begin.config, options.find);

  save_initial_parameters(options.save_init, options.run, opened.problem, request.seeds.front());
  Progress progress(options, std::nullopt);
  progress.measure(steps_of_run(opened.begin.run, opened.begin.rows));
  ProgressObserver observer(progress);
  if (options.find.warmup) {
    RunSpec base = request.base;
    base.learning_rate = *options.find.warmup;
    const WarmupResult result = find_warmup(opened.problem, {base, request.seeds, request.threads}, observer);
    progress.clear();
    write_results(options, opened.begin, result);
  } else {
    const FindResult result = find_learning_rate(opened.problem, request, observer);
    progress.clear();
    write_results(options, opened.begin, result);
  }
  return exit_ok;
}

}  // namespace

Command find_command() {
  auto options = std::make_shared<FindOptions>();
  Command command{.name = "find",
                  .doc = "run the learning-rate range test and check its suggestions against independent runs"};
  const std::string group = "Range test";
  add_data(command, *options);
  add_knobs(command, options->find);
  add_text_option(command, "--lr", "VALUES", options->learning_rates,
                  "learning rates of independent runs beside those suggested, in place of the search for the boundary: "
                  "1e-4,1e-3 · log:1e-6:1:25 · dec:1e-6:1:4 · lin:.01:.2:20 · @file",
                  group);
  add_seeds(command, options->seeds, group);
  add_threads(command, options->threads, group);
  add_start_options(command, *options, group);
  add_knobs(command, options->dataset);
  add_like(command, options->run);
  add_knobs(command, options->run);
  command.option("seed").traits.by_default = "";  // one seed that was asked for takes the place of several
  command.option("boundary-tolerance").traits.add_no_effect([&rates = options->learning_rates] {
    return std::string(rates.empty() ? "" : "with --lr");
  });
  add_warmup_remarks(command, *options);
  add_report_options(command, *options, {"--format", "--output"});
  add_rows(command, *options, find_kinds());
  for (const char* key : {"fields", "label"})
    command.option(key).traits.check = [&options = *options] {
      static_cast<void>(selection_of(options, rows_of(options)));
    };
  add_report_options(command, *options, {"--quiet", "--progress"});
  command.examples =
      "  lrscope find data.csv --scale standard\n"
      "  lrscope find data.csv --scale standard --scale-target standard --target price\n"
      "  lrscope find data.csv --holdout .25 --seeds 0..2\n"
      "  lrscope find data.csv --optimizer adam --start-lr 1e-5 --end-lr 1 --seeds 0..9\n"
      "  lrscope find data.csv --lr 1e-3,1e-2 --format csv --rows steps -o find.jsonl\n"
      "  lrscope find data.csv --scale standard --warmup .1 --epochs 50\n";
  command.run = [options](const Command& typed) { return run_find(*options, typed); };
  return command;
}

}  // namespace lrscope::cli
