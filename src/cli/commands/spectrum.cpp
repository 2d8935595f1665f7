#include "curvature/spectrum.h"

#include <algorithm>
#include <array>
#include <memory>

#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/load.h"
#include "cli/output_files.h"
#include "cli/progress.h"
#include "options/command_words.h"
#include "spec/question_specs.h"

namespace lrscope::cli {
namespace {

constexpr long long default_eigenvalues = 5;

struct SpectrumOptions : ProblemOptions {
  SpectrumSpec spectrum;
};

/// Sets the learning rate of the run. Throws: UsageError unless there is one exactly where a run is made.
Runs plan(SpectrumOptions& options) {
  const std::string step = std::to_string(options.spectrum.at_step);
  const std::string form =
      "lrscope spectrum " + shell_word(path_argument(options.data)) + " --at-step " + step + " --lr 1e-3";
  const bool has_rate = !options.learning_rates.empty();
  if (!has_rate && options.spectrum.at_step > 0)
    throw UsageError(About{"--at-step"}, " " + step + " needs a learning rate: " + form);
  settle_holdout(options.dataset, options);
  settle_batches(options.run, options);
  Runs runs = runs_of(options);
  if (has_rate) options.run.learning_rate = runs.rates.one("spectrum", ": " + form);
  check_files({.data = options.data, .start = options, .read = runs.rates.files, .outputs = options.files}, 1);
  return runs;
}

int run_spectrum(SpectrumOptions options, const Command& typed) {
  const Runs runs = plan(options);
  const bool asked_for_eigenvalues = typed.is_given("eigenvalues");
  if (!asked_for_eigenvalues) options.run.curvature.eigenvalues = 0;  // a default is no error on a small model
  OpenProblem opened = open_problem(data_source(options.data), options.dataset, options.run, MemoryGuard(options),
                                    options.init_from, options);
  BeginRecord& begin = opened.begin;
  if (!asked_for_eigenvalues)
    begin.run.curvature.eigenvalues = std::min<long long>(default_eigenvalues, begin.parameters);
  describe_work(begin, Work::spectrum, result_words(typed), options.dataset, options, options.init_from);
  append_knobs(begin.config, options.spectrum);
  Progress progress(options, std::nullopt, Unit::product);
  progress.estimate(expected_products(begin.parameters, begin.run.curvature, options.spectrum));
  const SpectrumResult result = opened.problem.spectrum(begin.run, options.spectrum);
  progress.clear();

  save_initial_parameters(options.save_init, options.run, opened.problem, options.run.seed);
  write_in_turn(all_targets(options, begin), [&](Outputs& outputs) {
    outputs.begin(begin);
    outputs.write(result.spectrum, result.eigenvalues, result.density, result.shares);
    outputs.text([&](const Target& target) { return spectrum_table(result, target.screen); });
  });
  return exit_ok;
}

}  // namespace

Command spectrum_command() {
  auto options = std::make_shared<SpectrumOptions>();
  options->run.precision = Precision::float64;  // rounding in float32 hides the small eigenvalues
  options->run.curvature.eigenvalues = default_eigenvalues;
  options->run.curvature.batch_products = 500;
  Command command{.name = "spectrum", .doc = "eigenvalues of the Hessian at the start, or after some steps of a run"};
  const std::string group = "Spectrum";
  add_data(command, *options);
  add_text_option(command, "--lr", "X", options->learning_rates, "learning rate of the run, with --at-step", group);
  add_knobs(command, options->spectrum);
  add_start_options(command, *options, group);
  add_knobs(command, options->dataset);
  add_like(command, options->run);
  add_knobs(command, options->run, [](const Knob<RunSpec>& knob) { return !knob.is_cadence; });
  command.option("eigenvalues").traits.by_default = "";  // a number that was asked for is not cut to the model
  const auto without_steps = [&spectrum = options->spectrum] {
    return std::string(spectrum.at_step == 0 ? "without --at-step" : "");
  };
  command.option("lr").traits.no_effect = without_steps;
  // The batch limits at θ_0 depend on these.
  constexpr std::array<std::string_view, 8> of_batches = {"sampling",  "batch-size", "shuffle",    "order-seed",
                                                          "optimizer", "momentum",   "clip-value", "clip-norm"};
  for (const Knob<RunSpec>& knob : knobs<RunSpec>())
    if (knob.is_of_steps && std::ranges::find(of_batches, knob.name) == of_batches.end())
      command.option(knob.name).traits.add_no_effect(without_steps);
  add_report_options(command, *options, {"--format", "--output"});
  add_rows(command, *options, spectrum_kinds());
  add_report_options(command, *options, {"--quiet", "--progress"});
  command.examples =
      "  lrscope spectrum data.csv --target price\n"
      "  lrscope spectrum data.csv --scale standard --hidden none\n"
      "  lrscope spectrum data.csv --scale standard --format csv --rows shares\n"
      "  lrscope spectrum data.csv --scale standard --at-step 100 --lr 1e-3\n"
      "  lrscope spectrum data.csv --format csv --rows density -o spectrum.jsonl\n";
  command.run = [options](const Command& typed) { return run_spectrum(*options, typed); };
  return command;
}

}  // namespace lrscope::cli
