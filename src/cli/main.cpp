// The command line: parse, run one command, turn what went wrong into an exit status.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <sstream>
#include <string>
#include <vector>

#include "commands.h"
#include "exit_status.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "lrscope/sink/output.h"
#include "lrscope/version.h"
#include "say.h"
#include "signals.h"
#include "usage.h"

namespace lrscope::cli {
namespace {

int fail(int status, const std::string& message) {
  say("lrscope: " + printable(message) + "\n");
  return status;
}

/// Where a standard stream is closed, the next file that is opened would take its place and receive its text.
/// A descriptor that refuses everything does so instead.
void occupy_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(descriptor, F_GETFD) == -1)
      static_cast<void>(open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

int run(int argc, char** argv) {
  const std::vector<std::string> arguments(argv, argv + argc);
  CLI::App app{"lrscope: at which learning rate does training blow up, where, when and why"};
  app.name("lrscope");
  app.set_version_flag("--version", "lrscope " + std::string(version));
  app.require_subcommand(0, 1);
  app.footer(
      "Start here:\n"
      "  lrscope demo question                        the blow-up, on real data, explained\n"
      "  lrscope sweep data.csv --scale standard      your data, 13 learning rates, the last column as "
      "target\n"
      "  lrscope explain data.csv --lr 1e-3           why it blew up, by experiment, and what prevents it\n"
      "  lrscope trace data.csv --lr 1e-3             one run, step by step\n"
      "  lrscope spectrum data.csv                    the curvature that sets the limit, and whose it is\n"
      "  lrscope find data.csv                        the range test, beside what independent runs say\n");
  const std::vector<Command> commands = {add_sweep(app),    add_trace(app), add_explain(app), add_find(app),
                                         add_spectrum(app), add_data(app),  add_merge(app),   add_demo(app)};
  if (argc < 2) {
    say(app.help());
    return exit_usage;
  }
  require_values(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    std::ostringstream text;
    const int status = app.exit(asked, text, text);
    Output output;
    output.write(text.str());
    output.close();
    return status;
  } catch (const CLI::ParseError& error) {
    return fail(exit_usage, explain(app, error, arguments));
  }
  for (const Command& command : commands)
    if (command.app->parsed()) return command.run();
  return fail(exit_usage, "a command is missing; lrscope --help lists them.");
}

}  // namespace
}  // namespace lrscope::cli

int main(int argc, char** argv) {
  using namespace lrscope;
  using namespace lrscope::cli;
  occupy_standard_streams();
  watch_signals();
  try {
    return cli::run(argc, argv);
  } catch (const UsageError& error) {
    fail(exit_usage, error.what());
    for (const std::string& line : error.details) say("  " + printable(line) + "\n");
    return exit_usage;
  } catch (const DataError& error) {
    return fail(exit_data, error.what());
  } catch (const IoError& error) {
    return fail(exit_io, error.what());
  } catch (const ClosedPipe&) {
    std::_Exit(exit_ok);  // what is still buffered has no reader
  } catch (const std::bad_alloc&) {
    return fail(exit_fault, "out of memory; use fewer --threads, a smaller --batch-size or smaller layers.");
  } catch (const std::exception& error) {
    return fail(exit_fault, std::string("internal fault: ") + error.what());
  }
}
