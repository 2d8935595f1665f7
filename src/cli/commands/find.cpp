#include <memory>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output_files.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "find/find.h"
#include "find/find_record.h"
#include "find/find_table.h"
#include "lrscope/errors.h"
#include "lrscope/records.h"
#include "options/command_words.h"
#include "options/knob_option.h"
#include "options/option_groups.h"
#include "spec/find_spec.h"
#include "spec/rate_range.h"
#include "sweep/boundary.h"

namespace lrscope::cli {
namespace {

struct FindOptions {
  DataOptions data;
  RunSpec run;
  RunOptions runs;
  FindSpec find;
  StartOptions start;
  OutputOptions out;
  ShowOptions show;
};

/// A function has neither random weights nor batches: its seeds would all say the same.
bool has_seeds(const DataSource& source) { return !std::holds_alternative<const NamedFunction*>(source); }

/// Throws: UsageError unless the range rises, within what the precision of the run can hold.
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
  if (!(find.end_lr <= range.largest))  // never in float64: what it does not hold is no value of the option
    throw UsageError(About{"--end-lr", {"--precision"}},
                     " " + end + ": does not fit float32 (up to 3.4e38); use --precision float64.");
}

FindRequest request_of(const FindOptions& options) {
  Runs runs = runs_of(options.runs, options.run);
  if (runs.rates.boundary_tolerance)
    throw bad_value("--lr", runs.rates.text,
                    "find searches the boundary by itself where --lr is left out (--boundary-tolerance 0.01 to 1 %); "
                    "else give the learning rates of independent runs: --lr 1e-4,1e-3.");
  check_range(options.find, options.run.precision);
  CommandFiles files = files_of(options.data.data, runs.rates.files, options.start, options.out.files);
  files.seeds = runs.seeds.size();
  check_files(files);
  FindRequest request;
  request.base = options.run;
  request.find = options.find;
  request.seeds = std::move(runs.seeds);
  request.threads = runs.threads;
  request.learning_rates = std::move(runs.rates.values);
  return request;
}

int run_find(FindOptions options, bool asked_for_seed, const std::vector<std::string>& words) {
  const DataSource source = data_source(options.data.data);
  if (options.runs.seeds.empty() && !asked_for_seed && has_seeds(source)) options.runs.seeds = "0..4";
  const FindRequest request = request_of(options);
  const MemoryGuard guard(options.data.data, options.data.max_memory, request.threads);
  Loaded loaded = load(options.data, source, options.run, options.start.init_from, guard, options.show.quiet);
  Configuration config = configuration(options.runs, options.start.init_from, options.data.dataset, loaded.effective);
  append_knobs(config, options.find);
  begin_work(loaded, Work::find, words, std::move(config));

  save_initial_parameters(options.start.save_init, loaded.problem, options.run, request.seeds.front());
  Progress progress(progress_style(options.show), std::nullopt);
  const FindResult result =
      find_learning_rate(loaded.problem, request, [&](const RunRecord& run) { progress.add(run); });
  progress.clear();

  write_in_turn(all_targets(options.out), [&](Outputs& outputs) {
    outputs.begin(loaded.begin);
    outputs.write(result.steps);
    outputs.write(result.tests);
    outputs.write(result.runs);
    outputs.write(result.suggestions);
    outputs.write(result.find);
    outputs.text([&] { return find_table(result); });
  });
  return 0;
}

void add_options(Command& command, FindOptions& options) {
  const std::string group = "Range test";
  add_data(command, options.data);
  add_knobs(command, options.find);
  add_learning_rates(command, options.runs, "VALUES",
                     "learning rates of independent runs beside those suggested, in place of the search for the "
                     "boundary: 1e-4,1e-3 · log:1e-6:1:25 · dec:1e-6:1:4 · lin:.01:.2:20 · @file",
                     group);
  add_seeds(command, options.runs, group);
  add_threads(command, options.runs, group);
  add_start_options(command, options.start, group);
  add_knobs(command, options.data.dataset);
  add_knobs(command, options.run);
  command.option("seed").traits.by_default = "";  // one seed that was asked for takes the place of several
  add_format_options(command, options.out);
  add_rows(command, options.out, find_kinds());
  add_quiet_and_progress(command, options.show);
}

}  // namespace

Command find_command() {
  auto options = std::make_shared<FindOptions>();
  Command command{.name = "find", .doc = "the learning-rate range test and its suggestions, beside independent runs"};
  add_options(command, *options);
  command.footer =
      "Examples:\n"
      "  lrscope find data.csv --scale standard\n"
      "  lrscope find data.csv --optimizer adam --start-lr 1e-5 --end-lr 1 --seeds 0..9\n"
      "  lrscope find data.csv --lr dec:1e-5:1:2 --format csv --rows steps -o find.jsonl\n";
  command.run = [options](const Command& typed) {
    return run_find(*options, typed.is_given("seed"), result_words(typed));
  };
  return command;
}

}  // namespace lrscope::cli
