// The command line: parse, run one command, turn what went wrong into an exit status.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli11.h"
#include "commands.h"
#include "completion.h"
#include "exit_status.h"
#include "help.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/patient_write.h"
#include "lrscope/core/text.h"
#include "report/output.h"
#include "lrscope/version.h"
#include "say.h"
#include "settings.h"
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

void print(const std::string& text) {
  Output output;
  output.write(text);
  output.close();
}

/// What takes less memory, of what the command has: "use fewer --threads or …".
std::string out_of_memory(const CLI::App& command) {
  const bool takes_others = command.get_allow_extras();  // demo: those of sweep and map
  std::vector<std::string> remedies;
  for (const auto& [flag, remedy] : {std::pair("--threads", "fewer --threads"),
                                     {"--batch-size", "a smaller --batch-size"},
                                     {"--hidden", "smaller --hidden layers"},
                                     {"--size", "a smaller --size"}})
    if (command.get_option_no_throw(flag) || (takes_others && std::string_view(flag) != "--size"))
      remedies.emplace_back(remedy);
  if (remedies.empty()) remedies = {"files of fewer rows", "columns"};
  const std::string last = remedies.back();
  remedies.pop_back();
  const CLI::Option* limit = command.get_option_no_throw("--max-memory");
  return "out of memory; use " + (remedies.empty() ? last : join(remedies, ", ") + " or " + last) +
         (limit && limit->count() > 0 ? ", or raise --max-memory." : ".");
}

/// Options from environment and configuration file, then the command itself.
int run_command(CLI::App& app, const Command& command) {
  const Settings settings(app, *command.app);
  if (const CLI::Option* asked = command.app->get_option_no_throw("--print-config");
      asked && asked->count()) {
    print(configuration_text(*command.app));
    return exit_ok;
  }
  require_data(*command.app);
  try {
    return command.run();
  } catch (Error& error) {
    settings.locate(error);
    throw;
  } catch (const std::bad_alloc&) {
    return fail(exit_fault, out_of_memory(*command.app));
  }
}

int run(int argc, char** argv) {
  const std::vector<std::string> arguments(argv, argv + argc);
  CLI::App app{"lrscope: at which learning rate does training blow up, where, when and why"};
  app.name("lrscope");
  app.formatter(std::make_shared<HelpFormatter>());
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
      "  lrscope find data.csv                        the range test, beside what independent runs say\n"
      "  lrscope map data.csv --x lr=log:1e-5:10 --y init-scale=log:.1:10 -o map.png   two knobs, as a picture\n");
  const std::vector<Command> commands = {add_sweep(app),      add_trace(app), add_explain(app), add_find(app),
                                         add_map(app),
                                         add_spectrum(app),   add_data(app),  add_merge(app),   add_demo(app),
                                         add_completion(app), add_man(app)};
  add_settings_options(app);
  if (argc < 2) {
    say(app.help());
    return exit_usage;
  }
  if (arguments[1] == "--complete") {  // asked by the scripts of lrscope completion
    print(completions(app, {arguments.begin() + 2, arguments.end()}));
    return exit_ok;
  }
  require_values(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    std::ostringstream text;
    const int status = app.exit(asked, text, text);
    print(text.str());
    return status;
  } catch (const CLI::ParseError& error) {
    return fail(exit_usage, explain(app, error, arguments));
  }
  for (const Command& command : commands)
    if (command.app->parsed()) return run_command(app, command);
  return fail(exit_usage, "a command is missing; lrscope --help lists them.");
}

/// What ends the program where nobody can catch it: memory for a thread, inside oneTBB. Allocates nothing.
[[noreturn]] void end_at_fault() {
  const auto print = [](std::string_view text) { static_cast<void>(write_patiently(STDERR_FILENO, text)); };
  try {
    if (std::current_exception()) throw;
    print("lrscope: internal fault.\n");
  } catch (const std::bad_alloc&) {
    print("lrscope: out of memory; use --threads 1.\n");
  } catch (const std::exception& error) {
    print("lrscope: internal fault: ");
    print(error.what());
    print("; --threads 1 needs least of the system.\n");
  } catch (...) {
    print("lrscope: internal fault.\n");
  }
  std::_Exit(exit_fault);
}

}  // namespace
}  // namespace lrscope::cli

int main(int argc, char** argv) {
  using namespace lrscope;
  using namespace lrscope::cli;
  std::set_terminate(end_at_fault);
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
  } catch (const StalledReader&) {
    const Stop stop = stop_reason().value_or(Stop::interrupted);
    return fail(
        exit_status_of(stop),
        std::string(stop_name(stop)) +
            ": nobody reads the output, and what waited to be written is lost; the runs in a --journal "
            "are kept, and the same command goes on from them.");
  } catch (const ClosedPipe&) {
    std::_Exit(exit_ok);  // what is still buffered has no reader
  } catch (const std::bad_alloc&) {
    end_at_fault();
  } catch (const std::exception& error) {
    return fail(exit_fault, std::string("internal fault: ") + error.what());
  }
}
