#include <algorithm>
#include <memory>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output_files.h"
#include "curvature/spectrum.h"
#include "curvature/spectrum_table.h"
#include "lrscope/errors.h"
#include "lrscope/records.h"
#include "options/command_words.h"
#include "options/knob_option.h"
#include "options/option_groups.h"
#include "spec/spectrum_spec.h"

namespace lrscope::cli {
namespace {

constexpr long long default_eigenvalues = 5;

struct SpectrumOptions {
  DataOptions data;
  RunSpec run;
  RunOptions runs;
  SpectrumSpec spectrum;
  StartOptions start;
  OutputOptions out;
  ShowOptions show;
};

/// Sets the learning rate of the run. Throws: UsageError unless there is one exactly where a run is made.
Runs plan(SpectrumOptions& options) {
  const long long step = options.spectrum.at_step;
  const std::string form =
      "lrscope spectrum " + shell_word(options.data.data) + " --at-step " + std::to_string(step) + " --lr 1e-3";
  const bool has_rate = !options.runs.learning_rates.empty();
  if (!has_rate && step > 0)
    throw UsageError(About{"--at-step"}, " " + std::to_string(step) + " needs a learning rate: " + form);
  Runs runs = runs_of(options.runs, options.run);
  if (has_rate) options.run.learning_rate = runs.rates.one("spectrum", ": " + form);
  check_files(files_of(options.data.data, runs.rates.files, options.start, options.out.files));
  return runs;
}

int run_spectrum(SpectrumOptions options, bool asked_for_eigenvalues, const std::vector<std::string>& words) {
  const Runs runs = plan(options);
  if (!asked_for_eigenvalues) options.run.curvature.eigenvalues = 0;  // a default is no error on a small model
  const MemoryGuard guard(options.data.data, options.data.max_memory, runs.threads);
  Loaded loaded = load(options.data, data_source(options.data.data), options.run, options.start.init_from, guard,
                       options.show.quiet);
  if (!asked_for_eigenvalues)
    loaded.effective.curvature.eigenvalues =
        std::min<long long>(default_eigenvalues, loaded.problem.parameters(options.run));
  Configuration config = configuration(options.runs, options.start.init_from, options.data.dataset, loaded.effective);
  append_knobs(config, options.spectrum);
  begin_work(loaded, Work::spectrum, words, std::move(config));
  const SpectrumResult result = loaded.problem.spectrum(loaded.effective, options.spectrum);

  save_initial_parameters(options.start.save_init, loaded.problem, options.run, options.run.seed);
  write_in_turn(all_targets(options.out), [&](Outputs& outputs) {
    outputs.begin(loaded.begin);
    outputs.write(result.spectrum);
    outputs.write(result.eigenvalues);
    outputs.write(result.density);
    outputs.write(result.shares);
    outputs.text([&] { return spectrum_table(result); });
  });
  return 0;
}

void add_options(Command& command, SpectrumOptions& options) {
  const std::string group = "Spectrum";
  add_data(command, options.data);
  add_learning_rates(command, options.runs, "X", "learning rate of the run, with --at-step", group);
  add_knobs(command, options.spectrum);
  add_start_options(command, options.start, group);
  add_knobs(command, options.data.dataset);
  add_knobs(command, options.run, [](const Knob<RunSpec>& knob) { return !knob.is_cadence; });
  command.option("eigenvalues").traits.by_default = "";  // a number that was asked for is not cut to the model
  add_format_options(command, options.out);
  add_rows(command, options.out, spectrum_kinds());
  add_quiet(command, options.show);
}

}  // namespace

Command spectrum_command() {
  auto options = std::make_shared<SpectrumOptions>();
  options->run.precision = Precision::float64;  // rounding in float32 hides the small eigenvalues
  options->run.curvature.eigenvalues = default_eigenvalues;
  Command command{.name = "spectrum", .doc = "eigenvalues of the Hessian at the start, or after some steps of a run"};
  add_options(command, *options);
  command.footer =
      "Examples:\n"
      "  lrscope spectrum data.csv --target price\n"
      "  lrscope spectrum data.csv --scale standard --at-step 100 --lr 1e-3\n"
      "  lrscope spectrum data.csv --format csv --rows density -o spectrum.jsonl\n";
  command.run = [options](const Command& typed) {
    return run_spectrum(*options, typed.is_given("eigenvalues"), result_words(typed));
  };
  return command;
}

}  // namespace lrscope::cli
