#include "cli/run.h"

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>
#include <stdexcept>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/resources.h"
#include "cli/signals.h"
#include "cli/version_text.h"
#include "options/option_groups.h"
#include "options/parser.h"
#include "options/remarks.h"
#include "options/settings.h"
#include "report/lists.h"
#include "report/outputs.h"
#include "report/paragraphs.h"

namespace lrscope::cli {
namespace {

int fail(int status, const std::string& message) {
  print_remark("lrscope: " + printable(message) + "\n");
  return status;
}

/// Made by every command while there is memory, for when there is none.
std::string& words_out_of_memory() {
  static std::string words;
  return words;
}

void note_out_of_memory() {
  const std::string& words = words_out_of_memory();
  print_note(words.empty() ? "lrscope: out of memory; end other programs, or raise ulimit -v.\n"
                           : std::string_view(words));
}

/// With the options of the command that save memory: "use fewer --threads or …".
std::string out_of_memory(const Command& command) {
  std::vector<std::string> remedies;
  for (const auto& [flag, remedy] : {std::pair("--threads", "fewer --threads"),
                                     {"--hidden", "smaller --hidden layers"},
                                     {"--size", "a smaller --size"},
                                     {"data", "fewer rows or columns"}})
    if (command.find(flag) || (command.takes_extras && std::string_view(flag) != "--size"))
      remedies.emplace_back(remedy);  // demo takes the options of sweep and map
  const std::string begin = "lrscope: out of memory; ";
  if (remedies.empty()) return begin + "end other programs, or raise ulimit -v.\n";
  const std::string last = remedies.back();
  remedies.pop_back();
  return begin + "use " + (remedies.empty() ? last : join(remedies, ", ") + " or " + last) +
         (command.is_given("max-memory") ? ", or raise --max-memory.\n" : ".\n");
}

/// From here on, whatever is waited for: a configuration or a list of learning rates may come from a pipe.
void limit_time_as_typed(const Command& command) {
  const Option* option = command.find("time-limit");
  if (option && option->is_given()) limit_time(parse_duration(option->given.back()), "nothing was run");
}

/// Options from environment and configuration file, then the command itself.
int run_command(const Program& program, Command& command) {
  words_out_of_memory() = out_of_memory(command);
  limit_time_as_typed(command);
  const Settings settings(program, command);
  if (command.is_given("print-config")) {
    print(configuration_text(command));
    return exit_ok;
  }
  require_data(command);
  try {
    command.check();
    print_remarks(command);
    return command.run(command);
  } catch (Error& error) {
    settings.locate(error);
    throw;
  }
}

/// Few lines that fit any file: of a program that was called without a word.
constexpr std::string_view first_words =
    "lrscope: at which learning rate does training blow up, where, when and why\n\n"
    "  lrscope FILE.csv                     what the file holds, and a short sweep of learning rates on it\n"
    "  lrscope explain FILE.csv --lr 1e-3   why training fails there, and what prevents it\n"
    "  lrscope help                         all commands, and the words that they use\n"
    "  lrscope demo question                the blow-up, on data that are built in\n";

/// A file in place of a command is looked at.
std::vector<std::string> with_command(const Program& program, std::vector<std::string> words) {
  std::error_code ignored;
  const bool is_file = !program.find(words[1]) && !words[1].starts_with('-') &&
                       (words[1].starts_with("case:") || std::filesystem::is_regular_file(words[1], ignored));
  if (is_file) words.insert(words.begin() + 1, "look");
  return words;
}

/// Throws whatever went wrong.
int run_words(const std::vector<std::string>& typed) {
  Program program{.doc = "lrscope: at which learning rate does training blow up, where, when and why",
                  .footer =
                      "Start here:\n"
                      "  lrscope demo question                    the blow-up, on real data, explained\n"
                      "  lrscope data.csv                         what it holds, and a short sweep\n"
                      "  lrscope sweep data.csv --scale standard  your data at 13 learning rates\n"
                      "  lrscope explain data.csv --lr 1e-3       why it blew up, and what prevents it\n"
                      "  lrscope trace data.csv --lr 1e-3         one run, step by step\n"
                      "  lrscope spectrum data.csv                the curvature that sets the limit\n"
                      "  lrscope find data.csv                    the range test, checked by whole runs\n"
                      "  lrscope map data.csv --x lr=log:1e-5:10 \\\n"
                      "    --y init-scale=log:.1:10 -o map.png    two knobs, as a picture\n",
                  .commands = {look_command(), sweep_command(), trace_command(), explain_command(), find_command(),
                               map_command(), spectrum_command(), data_command(), export_command(), merge_command(),
                               plot_command(), demo_command(), completion_command()}};
  program.commands.push_back(man_command(program));
  program.commands.push_back(help_command(program));
  for (Command& command : program.commands) add_settings_options(command);
  if (typed.size() < 2) {
    print_note(first_words);
    return exit_usage;
  }
  const std::vector<std::string> words = with_command(program, typed);
  if (words[1] == "--complete") {  // asked by the scripts of lrscope completion
    print(completions(program, {words.begin() + 2, words.end()}));
    return exit_ok;
  }
  const Parsed parsed = parse(program, words, typed, "one DATA is expected");
  if (parsed.kind != Parsed::Kind::command) {
    print(parsed.kind == Parsed::Kind::version     ? version_text()
          : !parsed.command                        ? help_of(program)
          : parsed.kind == Parsed::Kind::full_help ? full_help_of(*parsed.command)
                                                   : help_of(*parsed.command));
    return exit_ok;
  }
  if (!parsed.command) return fail(exit_usage, "a command is missing; lrscope --help lists them.");
  return run_command(program, *parsed.command);
}

}  // namespace

void report_fault() {
  try {
    if (std::current_exception()) throw;
    print_note("lrscope: internal fault.\n");
  } catch (const std::bad_alloc&) {
    note_out_of_memory();
  } catch (const std::length_error&) {  // of a container that would be larger than any memory
    note_out_of_memory();
  } catch (const std::exception& error) {
    print_note("lrscope: internal fault: ");
    print_note(error.what());
    print_note("; try --threads 1.\n");
  } catch (...) {
    print_note("lrscope: internal fault.\n");
  }
}

int run(const std::vector<std::string>& words, const Streams& streams) {
  const UseStreams used(streams);
  const KeptLimit limit;
  words_out_of_memory().clear();
  try {
    return run_words(words);
  } catch (const UsageError& error) {
    fail(exit_usage, error.what());
    for (const std::string& line : first_few(error.details)) print_remark("  " + printable(line) + "\n");
    return exit_usage;
  } catch (const DataError& error) {
    return fail(exit_data, error.what());
  } catch (const IoError& error) {
    return fail(exit_io, error.what());
  } catch (const StalledReader&) {
    const Stop stop = stop_reason();
    return fail(stop.exit_status, std::string(stop.name) +
                                      ": the reader of the output is gone, and buffered output is lost; runs in a "
                                      "--journal are kept, and the same command resumes from them.");
  } catch (const ClosedPipe&) {
    return exit_ok;  // the buffered text has no reader
  } catch (...) {
    report_fault();
    return exit_fault;
  }
}

}  // namespace lrscope::cli
