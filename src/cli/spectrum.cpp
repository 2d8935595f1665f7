#include <algorithm>
#include <memory>

#include "command_line.h"
#include "commands.h"
#include "load.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "lrscope/record/records.h"
#include "lrscope/record/spectrum.h"
#include "lrscope/spec/knobs.h"
#include "output_files.h"
#include "sink/spectrum_table.h"

namespace lrscope::cli {
namespace {

constexpr long long default_eigenvalues = 5;

/// Throws: UsageError unless there is one learning rate exactly where a run is made.
void set_learning_rate(Options& options) {
  const long long step = options.spectrum.at_step;
  const std::string form =
      "lrscope spectrum " + shell_word(options.data) + " --at-step " + std::to_string(step) + " --lr 1e-3";
  if (options.learning_rates.empty()) {
    if (step > 0)
      throw UsageError(About{"--at-step"}, " " + std::to_string(step) + " needs a learning rate: " + form);
    return;
  }
  options.run.learning_rate = learning_rates_of(options).one("spectrum", ": " + form);
}

std::vector<std::pair<std::string, std::string>> whole_configuration(const Options& options,
                                                                     const RunSpec& effective) {
  auto config = configuration(options, effective);
  for (const auto& knob : knobs<SpectrumSpec>())
    if (std::string value = knob.get(options.spectrum); !value.empty())
      config.emplace_back(knob.name, std::move(value));
  return config;
}

int run_spectrum(Options options, bool asked_for_eigenvalues, const std::vector<std::string>& words) {
  set_learning_rate(options);
  check_files_to_write(options, 1);
  if (!asked_for_eigenvalues)
    options.run.curvature.eigenvalues = 0;  // a default is no error on a small model
  Loaded loaded = load(options, data_source(options.data));
  if (!asked_for_eigenvalues)
    loaded.effective.curvature.eigenvalues =
        std::min<long long>(default_eigenvalues, loaded.problem.parameters(options.run));
  loaded.begin.command = words;
  loaded.begin.config = whole_configuration(options, loaded.effective);
  loaded.begin.work = Work::spectrum;
  loaded.begin.run = loaded.effective;
  const SpectrumResult result = loaded.problem.spectrum(loaded.effective, options.spectrum);

  if (!options.save_init.empty()) save_initial_parameters(options, loaded.problem, options.run.seed);
  write_in_turn(all_targets(options, *options.rows), [&](Outputs& outputs) {
    outputs.begin(loaded.begin);
    outputs.write(result.spectrum);
    outputs.write(result.eigenvalues);
    outputs.write(result.density);
    outputs.write(result.shares);
    outputs.text([&] { return spectrum_table(result); });
  });
  return 0;
}

}  // namespace

Command spectrum_command() {
  auto options = std::make_shared<Options>();
  options->run.precision = Precision::float64;  // rounding in float32 hides the small eigenvalues
  options->run.curvature.eigenvalues = default_eigenvalues;
  Command command{.name = "spectrum", .doc = "eigenvalues of the Hessian at the start, or after some steps of a run"};
  add_spectrum_options(command, *options);
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
