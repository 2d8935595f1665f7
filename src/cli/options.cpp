#include "options.h"

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

void add_print_every(Command& command, Options& options) {
  const auto set_every = [&options](const std::string& text) {
    const auto every = parse_integer(text);
    if (!every || *every < 1) throw bad_value("--print-every", text, "expected a whole number from 1 up.");
    options.print_every = *every;
  };
  command.add("--print-every", "N", "of the steps, write every Nth only (all are measured) [1]",
             "Output", set_every, {.by_default = "1"});
}

void add_fail_on_and_color(Command& command, Options& options, const std::string& group) {
  add_choice<FailOn>(
      command, "--fail-on", options.fail_on,
      {{"nonfinite", FailOn::nonfinite}, {"diverged", FailOn::diverged}, {"untrained", FailOn::untrained}},
      "exit with status 1 if some run ended so (or worse)", group, false);
  add_color(command, options, group);
}

void add_sweep_options(Command& command, Options& options) {
  const std::string group = "Sweep";
  add_text_option(command, "--lr", "VALUES", options.learning_rates,
                  "learning rates: 1e-4,1e-3 · log:1e-6:1:25 · dec:1e-6:1:4 · lin:.01:.2:20 · @file · auto: "
                  "search the divergence boundary to 1 %, auto:.002 to 0.2 %",
                  group);
  add_seeds(command, options, group);
  add_threads(command, options, group);
  add_print_every(command, options);
  add_start_options(command, options, group);
}

}  // namespace

void add_options(Command& command, Options& options) {
  add_data(command, options);
  add_sweep_options(command, options);
  add_knobs(command, options.dataset);
  add_knobs(command, options.run);
  const std::string group = "Output";
  add_format_options(command, options, group);
  command.add_switch("--timing", options.timing, "add wall-clock seconds to the run records", group);
  add_fail_on_and_color(command, options, group);
  add_quiet_and_progress(command, options, group);
}

void add_trajectories_option(Command& command, Options& options) {
  add_file_option(command, "--trajectories", options.trajectories,
                  "write the step records of all runs to FILE", "Output", false);
}

void add_merge_options(Command& command, Options& options) {
  const std::string group = "Output";
  add_format_options(command, options, group);
  add_trajectories_option(command, options);
  add_print_every(command, options);
  add_fail_on_and_color(command, options, group);
  add_quiet(command, options, group);
}

void add_explain_options(Command& command, Options& options) {
  const std::string group = "Explain";
  add_options(command, options);
  command.add_switch("--no-boundaries",
                     "re-run every change at the same learning rate only, without searching how far it moves "
                     "the boundary: much faster on large data",
                     group, [&options] { options.boundaries = false; });
  add_file_option(command, "--along", options.along,
                  "write the loss along the step before the rise to FILE; .txt draws it", group, false);
  add_rows(command, options, explanation_kinds());
}

void add_data_options(Command& command, Options& options) {
  const std::string output = "Output";
  add_data(command, options);
  add_knobs(command, options.dataset);
  add_knobs(command, options.run, [](const Knob<RunSpec>& knob) { return knob.is_of_data; });
  add_format_options(command, options, output);
  add_rows(command, options, data_kinds());
  add_quiet(command, options, output);
}

void add_spectrum_options(Command& command, Options& options) {
  const std::string group = "Spectrum", output = "Output";
  add_data(command, options);
  add_text_option(command, "--lr", "X", options.learning_rates, "learning rate of the run, with --at-step",
                  group);
  add_knobs(command, options.spectrum);
  add_start_options(command, options, group);
  add_knobs(command, options.dataset);
  add_knobs(command, options.run, [](const Knob<RunSpec>& knob) { return !knob.is_cadence; });
  command.option("eigenvalues").traits.by_default = "";  // a number that was asked for is not cut to the model
  add_format_options(command, options, output);
  add_rows(command, options, spectrum_kinds());
  add_quiet(command, options, output);
}

void add_find_options(Command& command, Options& options) {
  const std::string group = "Range test", output = "Output";
  add_data(command, options);
  add_knobs(command, options.find);
  add_text_option(command, "--lr", "VALUES", options.learning_rates,
                  "learning rates of independent runs beside those suggested, in place of the search for the "
                  "boundary: 1e-4,1e-3 · log:1e-6:1:25 · dec:1e-6:1:4 · lin:.01:.2:20 · @file",
                  group);
  add_seeds(command, options, group);
  add_threads(command, options, group);
  add_start_options(command, options, group);
  add_knobs(command, options.dataset);
  add_knobs(command, options.run);
  command.option("seed").traits.by_default = "";  // one seed that was asked for takes the place of several
  add_format_options(command, options, output);
  add_rows(command, options, find_kinds());
  add_quiet_and_progress(command, options, output);
}

}  // namespace lrscope::cli
