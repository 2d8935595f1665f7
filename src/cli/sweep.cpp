#include <memory>

#include "command_line.h"
#include "commands.h"
#include "exit_status.h"
#include "scale_out.h"
#include "session.h"

namespace lrscope::cli {

Command sweep_command() {
  auto options = std::make_shared<Options>();
  options->learning_rates = "dec:1e-6:1:2";
  Command command{.name = "sweep", .doc = "train at many learning rates and report which of them break"};
  add_options(command, *options);
  add_trajectories_option(command, *options);
  add_scale_out_options(command, *options);
  command.footer =
      "Examples:\n"
      "  lrscope sweep data.csv --target price --scale standard\n"
      "  lrscope sweep data.csv --lr log:1e-5:1e-1:25 --seeds 0..4 --optimizer adam\n"
      "  lrscope sweep data.csv --format csv | awk -F, '$4 == \"nonfinite\" { print $2 }'\n"
      "  lrscope sweep data.csv --lr dec:1e-6:1:8 --seeds 0..9 --journal runs.jsonl\n";
  command.run = [options](const Command& typed) {
            if (options->dry_run) {
              write_plan(*options, result_words(typed));
              return exit_ok;
            }
            const SessionResult result = run_session(*options, {.command = result_words(typed)});
            return exit_status_of(result, options->fail_on);
          };
  return command;
}

}  // namespace lrscope::cli
