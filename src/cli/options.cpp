#include "options.h"

#include "knob_option.h"
#include "lrscope/core/text.h"
#include "lrscope/data/source.h"
#include "lrscope/model/functions.h"
#include "lrscope/spec/knobs.h"
#include "memory_limit.h"

namespace lrscope::cli {
namespace {

template <class T>
void add_choice(CLI::App& command, const std::string& flag, T& member,
                std::vector<std::pair<std::string, T>> values, const std::string& doc,
                const std::string& group) {
  std::vector<std::string> names;
  std::string by_default;
  for (const auto& [name, value] : values) {
    names.push_back(name);
    if (value == member) by_default = name;
  }
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
      ->take_last()
      ->default_str(by_default);
}

/// DATA is asked for once environment and configuration file have been read: require_data().
void add_data(CLI::App& command, Options& options) {
  std::string forms = "FILE";
  for (const BuiltinFile& file : builtin_files()) forms += "|case:" + std::string(file.name);
  for (const NamedFunction& function : functions()) forms += "|case:" + std::string(function.name);
  command
      .add_option("DATA", options.data,
                  "CSV file, - for standard input, or case:NAME (diabetes, alpha, line, chebyshev, square, "
                  "half-square, quartic, canyon, catapult)")
      ->type_name(forms);
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
  add_file_option(command, "--init-from", options.init_from,
                  "start every run from the parameters in FILE, one number a line", group);
  add_file_option(command, "--save-init", options.save_init, "write the initial parameters to FILE", group);
}

void add_format_options(CLI::App& command, Options& options, const std::string& group) {
  const auto set_format = [&options](const std::string& text) { options.format = parse_format(text); };
  command.add_option_function<std::string>("--format", set_format, "what standard output holds [table]")
      ->type_name("table|csv|tsv|jsonl|markdown")
      ->group(group)
      ->take_last()
      ->default_str("table");
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

void add_print_every(CLI::App& command, Options& options) {
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
      ->take_last()
      ->default_str("1");
}

void add_fail_on_and_color(CLI::App& command, Options& options, const std::string& group) {
  add_choice<FailOn>(
      command, "--fail-on", options.fail_on,
      {{"nonfinite", FailOn::nonfinite}, {"diverged", FailOn::diverged}, {"untrained", FailOn::untrained}},
      "exit with status 1 if some run ended so (or worse)", group);
  add_choice<When>(command, "--color", options.color, when_values(),
                   "colours in the table [auto]; NO_COLOR turns them off", group);
}

void add_sweep_options(CLI::App& command, Options& options) {
  const std::string group = "Sweep";
  command
      .add_option("--lr", options.learning_rates,
                  "learning rates: 1e-4,1e-3 · log:1e-6:1:25 · dec:1e-6:1:4 · lin:.01:.2:20 · @file · auto: "
                  "search the divergence boundary to 1 %, auto:.002 to 0.2 %")
      ->type_name("VALUES")
      ->group(group)
      ->take_last()
      ->default_str(options.learning_rates);
  add_seeds_and_threads(command, options, group);
  add_print_every(command, options);
  add_start_options(command, options, group);
}

}  // namespace

void add_file_option(CLI::App& command, const std::string& flag, std::string& member, const std::string& doc,
                     const std::string& group) {
  const auto set = [flag, &member](const std::string& path) {
    if (path.empty())
      throw UsageError(flag + " '': the name of a file is empty (a shell variable that is not set?).");
    member = path;
  };
  command.add_option_function<std::string>(flag, set, doc)->type_name("FILE")->group(group)->take_last();
}

void add_options(CLI::App& command, Options& options) {
  add_data(command, options);
  add_sweep_options(command, options);
  for (const auto& knob : knobs<DataSpec>()) add_knob(command, knob, options.dataset);
  for (const auto& knob : knobs<RunSpec>()) add_knob(command, knob, options.run);
  const std::string group = "Output";
  add_format_options(command, options, group);
  command.add_flag("--timing", options.timing, "add wall-clock seconds to the run records")->group(group);
  add_fail_on_and_color(command, options, group);
  add_quiet_and_progress(command, options, group);
}

void add_trajectories_option(CLI::App& command, Options& options) {
  add_file_option(command, "--trajectories", options.trajectories,
                  "write the step records of all runs to FILE", "Output");
}

void add_merge_options(CLI::App& command, Options& options) {
  const std::string group = "Output";
  add_format_options(command, options, group);
  add_trajectories_option(command, options);
  add_print_every(command, options);
  add_fail_on_and_color(command, options, group);
  command.add_flag("-q,--quiet", options.quiet, "only records and errors")->group(group);
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
  add_file_option(command, "--along", options.along,
                  "write the loss along the step before the rise to FILE; .txt draws it", group);
  const auto set_rows = [&options](const std::string& text) {
    options.explanation_rows = parse_explanation_rows(text);
  };
  command
      .add_option_function<std::string>("--rows", set_rows,
                                        "which records csv, tsv and markdown hold [changes]")
      ->type_name("changes|events|layers|batches|rows|explanation")
      ->group("Output")
      ->take_last()
      ->default_str("changes");
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
      ->take_last()
      ->default_str("columns");
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
      ->take_last()
      ->default_str("eigenvalues");
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
      ->take_last()
      ->default_str("suggestions");
  add_quiet_and_progress(command, options, output);
}

}  // namespace lrscope::cli
