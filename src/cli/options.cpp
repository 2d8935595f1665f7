#include "options.h"

#include <algorithm>

#include "lrscope/core/text.h"
#include "lrscope/model/activation.h"
#include "lrscope/model/initialiser.h"
#include "lrscope/model/loss.h"
#include "lrscope/optim/optimizer.h"
#include "lrscope/optim/schedule.h"
#include "lrscope/spec/knobs.h"
#include "memory_limit.h"

namespace lrscope::cli {
namespace {

template <class Row, class Doc>
std::vector<Choice> rows_of(std::span<const Row> rows, Doc doc) {
  std::vector<Choice> choices;
  for (const Row& row : rows) choices.push_back({std::string(row.name), std::string(row.*doc)});
  return choices;
}

/// One option for one knob; the last use of a flag wins, lists of columns and targets add up.
template <class Spec>
void add_knob(CLI::App& command, const Knob<Spec>& knob, Spec& spec) {
  const std::string flag = "--" + std::string(knob.name);
  std::string doc(knob.doc);
  std::vector<std::string> names;
  for (const Choice& choice : choices_of(knob.name)) names.push_back(choice.name);
  if (!names.empty()) doc += ": " + join(names, ", ");
  if (const std::string value = knob.get(spec); !knob.is_switch && !value.empty()) doc += " [" + value + "]";
  if (knob.is_switch) {
    command
        .add_flag_callback(
            flag, [&knob, &spec] { knob.set(spec, ""); }, doc)
        ->group(std::string(knob.group));
    return;
  }
  const auto set = [&knob, &spec, names](const std::vector<std::string>& values) {
    for (const std::string& value : values) {
      if (!names.empty() && std::find(names.begin(), names.end(), value) == names.end())
        throw UsageError("--" + std::string(knob.name) + " " + in_quotes(value) + ": unknown name" +
                         did_you_mean(value, names) + " One of: " + join(names, ", ") + ".");
      knob.set(spec, value);
    }
  };
  command.add_option_function<std::vector<std::string>>(flag, set, doc)
      ->type_name(std::string(knob.metavar))
      ->group(std::string(knob.group))
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

template <class T>
void add_choice(CLI::App& command, const std::string& flag, T& member,
                std::vector<std::pair<std::string, T>> values, const std::string& doc,
                const std::string& group) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) names.push_back(name);
  const auto set = [flag, values, names, &member](const std::string& text) {
    for (const auto& [name, value] : values) {
      if (name != text) continue;
      member = value;
      return;
    }
    throw UsageError(flag + " " + in_quotes(text) + ": unknown value" + did_you_mean(text, names) +
                     " One of: " + join(names, ", ") + ".");
  };
  command.add_option_function<std::string>(flag, set, doc)
      ->type_name(join(names, "|"))
      ->group(group)
      ->take_last();
}

void add_data(CLI::App& command, Options& options) {
  command
      .add_option("DATA", options.data,
                  "CSV file, - for standard input, or case:NAME (diabetes, alpha, line, chebyshev, square, "
                  "half-square, quartic, canyon, catapult)")
      ->required()
      ->type_name("");
  const auto set_memory = [&options](const std::string& text) {
    options.max_memory = parse_bytes(text);
    if (!options.max_memory)
      throw UsageError("--max-memory " + in_quotes(text) +
                       ": expected a size such as 500M, 4G or 2GiB (M is 1000000, Mi 1048576).");
  };
  command
      .add_option_function<std::string>("--max-memory", set_memory,
                                        "refuse data that need more memory than SIZE: 500M, 4G, 2GiB "
                                        "(default: 85 % of what this process may use)")
      ->type_name("SIZE")
      ->group("Data")
      ->take_last();
}

void add_start_options(CLI::App& command, Options& options, const std::string& group) {
  command
      .add_option("--init-from", options.init_from,
                  "start every run from the parameters in FILE, one number a line")
      ->type_name("FILE")
      ->group(group);
  command.add_option("--save-init", options.save_init, "write the initial parameters to FILE")
      ->type_name("FILE")
      ->group(group);
}

void add_format_options(CLI::App& command, Options& options, const std::string& group) {
  const auto set_format = [&options](const std::string& text) { options.format = parse_format(text); };
  command.add_option_function<std::string>("--format", set_format, "what standard output holds [table]")
      ->type_name("table|csv|tsv|jsonl|markdown")
      ->group(group)
      ->take_last();
  command
      .add_option("-o,--output", options.outputs,
                  "also write to FILE; .csv .tsv .jsonl .md .txt decides the format; repeatable")
      ->type_name("FILE")
      ->group(group)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_seeds_and_threads(CLI::App& command, Options& options, const std::string& group) {
  command.add_option("--seeds", options.seeds, "several seeds: 0..4 or 1,5,9")
      ->type_name("LIST")
      ->group(group)
      ->take_last();
  const auto set_threads = [&options](const std::string& text) {
    const auto threads = parse_integer(text);
    if (!threads || *threads < 1 || *threads > 1024)
      throw UsageError("--threads " + in_quotes(text) + ": expected a whole number from 1 to 1024.");
    options.threads = static_cast<int>(*threads);
  };
  command
      .add_option_function<std::string>(
          "--threads", set_threads,
          "runs at the same time (default: the processors that this process may use)")
      ->type_name("N")
      ->group(group)
      ->take_last();
}

std::vector<std::pair<std::string, When>> when_values() {
  return {{"auto", When::automatic}, {"always", When::always}, {"never", When::never}};
}

void add_quiet_and_progress(CLI::App& command, Options& options, const std::string& group) {
  command.add_flag("-q,--quiet", options.quiet, "only records and errors")->group(group);
  add_choice<When>(command, "--progress", options.progress, when_values(),
                   "progress on standard error [auto]", group);
}

void add_sweep_options(CLI::App& command, Options& options) {
  const std::string group = "Sweep";
  command
      .add_option("--lr", options.learning_rates,
                  "learning rates: 1e-4,1e-3 · log:1e-6:1:25 · dec:1e-6:1:4 · lin:.01:.2:20 · @file · auto: "
                  "search the divergence boundary to 1 %, auto:.002 to 0.2 %")
      ->type_name("VALUES")
      ->group(group)
      ->take_last();
  add_seeds_and_threads(command, options, group);
  const auto set_every = [&options](const std::string& text) {
    const auto every = parse_integer(text);
    if (!every || *every < 1)
      throw UsageError("--print-every " + in_quotes(text) + ": expected a whole number from 1 up.");
    options.print_every = *every;
  };
  command
      .add_option_function<std::string>("--print-every", set_every,
                                        "of the steps, write every Nth only (all are measured) [1]")
      ->type_name("N")
      ->group("Output")
      ->take_last();
  add_start_options(command, options, group);
}

}  // namespace

std::vector<Choice> choices_of(std::string_view knob) {
  if (knob == "activation") return rows_of(activations(), &Activation::doc);
  if (knob == "init") return rows_of(initialisers(), &Initialiser::doc);
  if (knob == "loss") return rows_of(losses(), &LossRow::doc);
  if (knob == "optimizer") return rows_of(optimizers(), &OptimizerRow::equation);
  if (knob == "schedule") return rows_of(schedules(), &ScheduleRow::formula);
  return {};
}

void add_output_options(CLI::App& command, Options& options) {
  const std::string group = "Output";
  add_format_options(command, options, group);
  command.add_flag("--timing", options.timing, "add wall-clock seconds to the run records")->group(group);
  add_choice<FailOn>(
      command, "--fail-on", options.fail_on,
      {{"nonfinite", FailOn::nonfinite}, {"diverged", FailOn::diverged}, {"untrained", FailOn::untrained}},
      "exit with status 1 if some run ended so (or worse)", group);
  add_quiet_and_progress(command, options, group);
  add_choice<When>(command, "--color", options.color, when_values(),
                   "colours in the table [auto]; NO_COLOR turns them off", group);
}

void add_options(CLI::App& command, Options& options) {
  add_data(command, options);
  add_sweep_options(command, options);
  for (const auto& knob : knobs<DataSpec>()) add_knob(command, knob, options.dataset);
  for (const auto& knob : knobs<RunSpec>()) add_knob(command, knob, options.run);
  add_output_options(command, options);
}

void add_explain_options(CLI::App& command, Options& options) {
  const std::string group = "Explain";
  add_options(command, options);
  const auto no_boundaries = [&options] { options.boundaries = false; };
  command
      .add_flag_callback(
          "--no-boundaries", no_boundaries,
          "re-run every change at the same learning rate only, without searching how far it moves "
          "the boundary: much faster on large data")
      ->group(group);
  command
      .add_option("--along", options.along,
                  "write the loss along the step before the rise to FILE; .txt draws it")
      ->type_name("FILE")
      ->group(group);
  const auto set_rows = [&options](const std::string& text) {
    options.explanation_rows = parse_explanation_rows(text);
  };
  command
      .add_option_function<std::string>("--rows", set_rows,
                                        "which records csv, tsv and markdown hold [changes]")
      ->type_name("changes|events|layers|batches|rows|explanation")
      ->group("Output")
      ->take_last();
}

bool is_data_knob(std::string_view name) {
  return name == "loss" || name == "huber-delta" || name == "batch-size" || name == "no-bias";
}

void add_data_options(CLI::App& command, Options& options) {
  const std::string output = "Output";
  add_data(command, options);
  for (const auto& knob : knobs<DataSpec>()) add_knob(command, knob, options.dataset);
  for (const auto& knob : knobs<RunSpec>())
    if (is_data_knob(knob.name)) add_knob(command, knob, options.run);
  add_format_options(command, options, output);
  const auto set_rows = [&options](const std::string& text) { options.data_rows = parse_data_rows(text); };
  command
      .add_option_function<std::string>("--rows", set_rows,
                                        "which records csv, tsv and markdown hold [columns]")
      ->type_name("columns|pairs|classes|remarks|defects|data")
      ->group(output)
      ->take_last();
  command.add_flag("-q,--quiet", options.quiet, "only records and errors")->group(output);
}

void add_spectrum_options(CLI::App& command, Options& options) {
  const std::string group = "Spectrum", output = "Output";
  add_data(command, options);
  command.add_option("--lr", options.learning_rates, "learning rate of the run, with --at-step")
      ->type_name("X")
      ->group(group)
      ->take_last();
  for (const auto& knob : knobs<SpectrumSpec>()) add_knob(command, knob, options.spectrum);
  add_start_options(command, options, group);
  for (const auto& knob : knobs<DataSpec>()) add_knob(command, knob, options.dataset);
  for (const auto& knob : knobs<RunSpec>())
    if (knob.name != "sharpness-every") add_knob(command, knob, options.run);
  add_format_options(command, options, output);
  const auto set_rows = [&options](const std::string& text) {
    options.spectrum_rows = parse_spectrum_rows(text);
  };
  command
      .add_option_function<std::string>("--rows", set_rows,
                                        "which records csv, tsv and markdown hold [eigenvalues]")
      ->type_name("eigenvalues|density|shares|spectrum")
      ->group(output)
      ->take_last();
  command.add_flag("-q,--quiet", options.quiet, "only records and errors")->group(output);
}

void add_find_options(CLI::App& command, Options& options) {
  const std::string group = "Range test", output = "Output";
  add_data(command, options);
  for (const auto& knob : knobs<FindSpec>()) add_knob(command, knob, options.find);
  command
      .add_option("--lr", options.learning_rates,
                  "learning rates of independent runs beside those suggested, in place of the search for the "
                  "boundary: 1e-4,1e-3 · log:1e-6:1:25 · dec:1e-6:1:4 · lin:.01:.2:20 · @file")
      ->type_name("VALUES")
      ->group(group)
      ->take_last();
  add_seeds_and_threads(command, options, group);
  add_start_options(command, options, group);
  for (const auto& knob : knobs<DataSpec>()) add_knob(command, knob, options.dataset);
  for (const auto& knob : knobs<RunSpec>()) add_knob(command, knob, options.run);
  add_format_options(command, options, output);
  const auto set_rows = [&options](const std::string& text) { options.find_rows = parse_find_rows(text); };
  command
      .add_option_function<std::string>("--rows", set_rows,
                                        "which records csv, tsv and markdown hold [suggestions]")
      ->type_name("suggestions|tests|steps|runs|find")
      ->group(output)
      ->take_last();
  add_quiet_and_progress(command, options, output);
}

}  // namespace lrscope::cli
