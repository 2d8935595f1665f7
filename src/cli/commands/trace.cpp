#include <memory>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "options/command_words.h"
#include "options/option_groups.h"

namespace lrscope::cli {

Command trace_command() {
  auto options = std::make_shared<SweepOptions>();
  auto warns = std::make_shared<bool>(false);
  Command command{.name = "trace", .doc = "train at one learning rate (or a few) and report every step"};
  add_sweep_options(command, *options);
  command.add_switch(
      "--warn", *warns,
      "a line on standard error at the step from which most runs fail: its loss stands above 10 times the "
      "largest of the first ten",
      "Sweep");
  add_edge_option(command, *options);
  add_rows(command, *options, trace_kinds());
  command.examples =
      "  lrscope trace data.csv --target price --scale standard --lr 1e-3\n"
      "  lrscope trace data.csv --lr 1e-3 --sharpness-every 1 --max-steps 30\n"
      "  lrscope trace data.csv --lr 1e-2 --epochs 100 --print-every 100\n"
      "  lrscope trace data.csv --lr 1e-3 --optimizer adam --format csv > steps.csv\n"
      "  lrscope trace data.csv --lr 1e-4,1e-3 --max-steps 50 \\\n"
      "    --format csv -o steps.jsonl\n";
  command.run = [options, warns](const Command& typed) {
    if (options->learning_rates.empty())
      throw UsageError("trace needs a learning rate: lrscope trace " + shell_word(path_argument(options->data)) +
                       " --lr 1e-3");
    return exit_status_of(run_session(*options, {.is_trace = true, .command = result_words(typed), .warns = *warns}),
                          options->fail_on);
  };
  return command;
}

}  // namespace lrscope::cli
