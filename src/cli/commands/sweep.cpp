#include <memory>

#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/session.h"
#include "options/command_words.h"
#include "options/option_groups.h"

namespace lrscope::cli {

Command sweep_command() {
  auto options = std::make_shared<SweepOptions>();
  options->runs.learning_rates = "dec:1e-6:1:2";
  Command command{.name = "sweep", .doc = "train at many learning rates and report which of them break"};
  add_sweep_options(command, *options);
  add_trajectories(command, options->steps);
  add_scale_out_options(command, options->scale_out);
  command.footer =
      "Examples:\n"
      "  lrscope sweep data.csv --target price --scale standard\n"
      "  lrscope sweep data.csv --lr log:1e-5:1e-1:25 --seeds 0..4 --optimizer adam\n"
      "  lrscope sweep data.csv --format csv | awk -F, '$4 == \"nonfinite\" { print $2 }'\n"
      "  lrscope sweep data.csv --lr dec:1e-6:1:8 --seeds 0..9 --journal runs.jsonl\n";
  command.run = [options](const Command& typed) {
    if (!options->scale_out.dry_run)
      return exit_status_of(run_session(*options, {.command = result_words(typed)}), options->fail_on);
    write_plan(*options, result_words(typed));
    return exit_ok;
  };
  return command;
}

}  // namespace lrscope::cli
