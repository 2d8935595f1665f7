#include "options.h"

#include "cli11.h"
#include "knob_option.h"
#include "lrscope/core/text.h"
#include "lrscope/spec/knobs.h"
#include "option_groups.h"
#include "lrscope/record/data_profile.h"
#include "lrscope/record/explanation.h"
#include "lrscope/record/find.h"
#include "lrscope/record/spectrum.h"

namespace lrscope::cli {
namespace {

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
  add_color(command, options, group);
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
  add_seeds(command, options, group);
  add_threads(command, options, group);
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
  add_rows(command, options, explanation_kinds(), "Output");
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
  add_rows(command, options, data_kinds(), output);
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
  add_rows(command, options, spectrum_kinds(), output);
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
  add_seeds(command, options, group);
  add_threads(command, options, group);
  add_start_options(command, options, group);
  for (const auto& knob : knobs<DataSpec>()) add_knob(command, knob, options.dataset);
  for (const auto& knob : knobs<RunSpec>()) add_knob(command, knob, options.run);
  add_format_options(command, options, output);
  add_rows(command, options, find_kinds(), output);
  add_quiet_and_progress(command, options, output);
}

}  // namespace lrscope::cli
