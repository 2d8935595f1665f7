#include <memory>

#include "commands.h"
#include "session.h"

namespace lrscope::cli {

Command add_sweep(CLI::App& app, std::vector<std::string> arguments) {
  auto options = std::make_shared<Options>();
  options->learning_rates = "dec:1e-6:1:2";
  CLI::App* command =
      app.add_subcommand("sweep", "train at many learning rates and report which of them break");
  add_options(*command, *options);
  command->add_option("--trajectories", options->trajectories, "write the step records of all runs to FILE")
      ->type_name("FILE")
      ->group("Output");
  command->footer(
      "Examples:\n"
      "  lrscope sweep data.csv --target price --scale standard\n"
      "  lrscope sweep data.csv --lr log:1e-5:1e-1:25 --seeds 0..4 --optimizer adam\n"
      "  lrscope sweep data.csv --format csv | awk -F, '$4 == \"nonfinite\" { print $2 }'\n");
  return {command, [options, arguments] {
            const SessionResult result = run_session(*options, {Rows::runs, false, arguments});
            return exit_status_of(result.runs, options->fail_on);
          }};
}

}  // namespace lrscope::cli
