// The command line: parse, run one command, turn what went wrong into an exit status.
#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "commands.h"
#include "exit_status.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "lrscope/version.h"

namespace lrscope::cli {
namespace {

int fail(int status, const std::string& message) {
  fmt::print(stderr, "lrscope: {}\n", printable(message));
  return status;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

/// What CLI11 found wrong, with the nearest right word.
std::string explain(const CLI::App& app, const CLI::ParseError& error,
                    const std::vector<std::string>& arguments) {
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
      names.push_back(command->get_name());
    for (std::size_t i = 1; i < arguments.size(); ++i) {
      if (arguments[i].starts_with("-")) continue;
      return "unknown command " + in_quotes(arguments[i]) + did_you_mean(arguments[i], names) +
             " One of: " + join(names, ", ") + ".";
    }
    return std::string(error.what()) + ". Commands: " + join(names, ", ") + "; lrscope --help shows more.";
  }
  const CLI::App& command = *chosen.front();
  const auto extras = command.remaining();
  const std::string help = " lrscope " + command.get_name() + " --help lists them.";
  for (const std::string& word : extras) {
    if (!word.starts_with("-")) continue;
    const std::string flag = word.substr(0, word.find('='));
    return "unknown option " + in_quotes(flag) + did_you_mean(flag, option_names(command)) + help;
  }
  if (!extras.empty())
    return "unexpected argument " + in_quotes(extras.front()) + "; one DATA is expected." + help;
  return std::string(error.what()) + ". See lrscope " + command.get_name() + " --help.";
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
      "  lrscope trace data.csv --lr 1e-3             one run, step by step\n");
  const std::vector<Command> commands = {add_sweep(app, arguments), add_trace(app, arguments),
                                         add_demo(app, arguments)};
  if (argc < 2) {
    fmt::print(stderr, "{}", app.help());
    return exit_usage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
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
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is noticed at the write, and ends the program quietly
  try {
    return cli::run(argc, argv);
  } catch (const UsageError& error) {
    return fail(exit_usage, error.what());
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
