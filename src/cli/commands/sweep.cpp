#include <memory>

#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/session.h"
#include "options/command_words.h"
#include "options/option_groups.h"
#include "sweep/shard.h"

namespace lrscope::cli {
namespace {

void add_scale_out_options(Command& command, SweepOptions& options) {
  const std::string group = "Long sweeps and many machines";
  add_journal(command, options, "run", group);
  const auto set_shard = [&options](const std::string& text) {
    if (text != "auto") parse_shard(text);
    options.shard = text;
  };
  command.add("--shard", "I/N|auto",
              "only every N-th run, from the I-th; auto: as a Slurm array or a Kubernetes indexed job says", group,
              set_shard, {.values = {"auto"}, .affects_results = false});
  add_time_limit(command, options, group);
  command.add_switch("--dry-run", options.dry_run, "print the runs as commands and run none", group,
                     {.affects_results = false});
}

}  // namespace

Command sweep_command() {
  auto options = std::make_shared<SweepOptions>();
  options->learning_rates = "dec:1e-6:1:2";
  Command command{.name = "sweep", .doc = "train at many learning rates and report which of them break"};
  add_sweep_options(command, *options);
  add_trajectories(command, *options);
  add_scale_out_options(command, *options);
  command.footer =
      "Examples:\n"
      "  lrscope sweep data.csv --target price --scale standard\n"
      "  lrscope sweep data.csv --lr log:1e-5:1e-1:25 --seeds 0..4 --optimizer adam\n"
      "  lrscope sweep data.csv --format csv | awk -F, '$4 == \"nonfinite\" { print $2 }'\n"
      "  lrscope sweep data.csv --lr dec:1e-6:1:8 --seeds 0..9 --journal runs.jsonl\n";
  command.run = [options](const Command& typed) {
    if (!options->dry_run)
      return exit_status_of(run_session(*options, {.command = result_words(typed)}), options->fail_on);
    write_plan(*options, result_words(typed));
    return exit_ok;
  };
  return command;
}

}  // namespace lrscope::cli
