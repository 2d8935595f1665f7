#include <memory>

#include "command_line.h"
#include "commands.h"
#include "load.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "lrscope/record/find.h"
#include "lrscope/record/records.h"
#include "lrscope/run/boundary.h"
#include "lrscope/run/find.h"
#include "lrscope/spec/knobs.h"
#include "output_files.h"
#include "progress.h"
#include "session.h"
#include "sink/find_table.h"

namespace lrscope::cli {
namespace {

const char* const default_seeds = "0..4";

/// A function has neither random weights nor batches: its seeds would all say the same.
bool has_seeds(const DataSource& source) {
  return !std::holds_alternative<const NamedFunction*>(source);
}

/// Throws: UsageError unless the range rises, within what the precision of the run can hold.
void check_range(const FindSpec& find, Precision precision) {
  const std::string start = number_text(find.start_lr), end = number_text(find.end_lr);
  if (!(find.start_lr < find.end_lr))
    throw UsageError(
        About{"--start-lr", {"--end-lr"}},
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

/// Throws: UsageError for anything but a list of learning rates.
std::vector<double> independent_rates(const Options& options) {
  if (options.learning_rates.empty()) return {};
  const LearningRates rates = learning_rates_of(options);
  if (rates.boundary_tolerance)
    throw bad_value(
        "--lr", rates.text,
        "find searches the boundary by itself where --lr is left out (--boundary-tolerance 0.01 to 1 "
        "%); else give the learning rates of independent runs: --lr 1e-4,1e-3.");
  return rates.values;
}

std::vector<std::pair<std::string, std::string>> whole_configuration(const Options& options,
                                                                     const RunSpec& effective) {
  auto config = configuration(options, effective);
  for (const auto& knob : knobs<FindSpec>()) config.emplace_back(knob.name, knob.get(options.find));
  return config;
}

int run_find(Options options, bool asked_for_seed, const std::vector<std::string>& words) {
  const DataSource source = data_source(options.data);
  if (options.seeds.empty() && !asked_for_seed && has_seeds(source)) options.seeds = default_seeds;
  FindRequest request;
  request.base = options.run;
  request.find = options.find;
  request.seeds = options.seeds.empty() ? std::vector{options.run.seed} : parse_seeds(options.seeds);
  request.threads = threads_of(options);
  check_range(options.find, options.run.precision);
  request.learning_rates = independent_rates(options);
  check_files_to_write(options, request.seeds.size());
  Loaded loaded = load(options, source);
  loaded.begin.command = words;
  loaded.begin.config = whole_configuration(options, loaded.effective);
  loaded.begin.work = Work::find;
  loaded.begin.run = loaded.effective;

  if (!options.save_init.empty()) save_initial_parameters(options, loaded.problem, request.seeds.front());
  Progress progress(progress_style(options), std::nullopt);
  const FindResult result =
      find_learning_rate(loaded.problem, request, [&](const RunRecord& run) { progress.add(run); });
  progress.clear();

  write_in_turn(all_targets(options, *options.rows), [&](Outputs& outputs) {
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

}  // namespace

Command find_command() {
  auto options = std::make_shared<Options>();
  Command command{.name = "find", .doc = "the learning-rate range test and its suggestions, beside independent runs"};
  add_find_options(command, *options);
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
