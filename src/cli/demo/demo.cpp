#include "cli/demo/demo.h"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/print_note.h"
#include "cli/session.h"
#include "options/cli_errors.h"
#include "options/command.h"
#include "options/command_words.h"
#include "options/parser.h"
#include "report/output.h"
#include "report/text_table.h"
#include "report/writer.h"

namespace lrscope::cli {
namespace {

/// A command of a demo and the user's own options after it, as typed and as understood.
struct DemoCommand {
  std::vector<std::string> words;
  SweepOptions sweep = {};
  MapOptions map = {};

  bool is_map() const { return words.front() == "map"; }
  OutputOptions& out() { return is_map() ? map.out : sweep.out; }
};

/// Those of sweep for journals and shards have no place here.
DemoCommand parse_command(const std::string& text, const std::vector<std::string>& extras) {
  DemoCommand demo{.words = split(text, ' ')};
  demo.words.insert(demo.words.end(), extras.begin(), extras.end());
  Program program{.commands = {{.name = demo.is_map() ? "map" : "trace"}}};
  Command& command = program.commands.front();
  demo.is_map() ? add_map_options(command, demo.map) : add_sweep_options(command, demo.sweep);
  std::vector<std::string> line = {"lrscope", command.name};
  line.insert(line.end(), demo.words.begin() + 1, demo.words.end());
  require_values(program, line);
  if (const Parsed parsed = parse(program, line); parsed.kind != Parsed::Kind::command) {
    std::vector<std::string> typed = {"lrscope", "demo"};
    typed.insert(typed.end(), extras.begin(), extras.end());
    throw UsageError(explain_words(parsed, typed, "after the demo's name come options of lrscope " + command.name));
  }
  demo.sweep.quiet = demo.map.quiet = true;  // the command that is printed says what the data are
  return demo;
}

/// The words of a demo: on standard output beside its tables, or on standard error where standard output
/// holds records for a program.
class Prose {
 public:
  explicit Prose(bool on_standard_output) : on_standard_output_(on_standard_output) {}
  void write(const std::string& text) {
    if (!on_standard_output_) return print_note(text);
    output_.write(text);
    output_.flush();
  }

 private:
  bool on_standard_output_;
  Output output_;
};

/// Files hold the first table, not the last; of pictures each map has its own: map.png, map-2.png.
std::vector<std::string> later_outputs(const std::vector<std::string>& outputs, std::size_t number) {
  std::vector<std::string> pictures;
  for (const std::string& path : outputs)
    if (path.ends_with(".png"))
      pictures.push_back(fmt::format("{}-{}.png", path.substr(0, path.size() - 4), number + 1));
  return pictures;
}

/// Runs one command of a demo; its table follows the command line that made it. Returns the exit status, and whether the
/// work ended early.
std::pair<int, bool> run_command(const DemoCommand& command, bool is_silent, Results& results, Prose& prose) {
  prose.write("$ lrscope " + shell_line(command.words) + "\n");
  std::vector<std::string> words = {"lrscope"};
  words.insert(words.end(), command.words.begin(), command.words.end());
  std::optional<Stop> stopped;
  int status = 0;
  if (command.is_map()) {
    results.maps.push_back(run_map_session(command.map, words, is_silent));
    stopped = results.maps.back().stopped;
  } else {
    results.sweeps.push_back(
        run_session(command.sweep,
                    {.is_trace = words[1] == "trace", .keep_steps = true, .command = words, .is_silent = is_silent}));
    stopped = results.sweeps.back().stopped;
    status = exit_status_of(results.sweeps.back().runs, command.sweep.fail_on);
  }
  if (!is_silent) prose.write("\n");
  return {stopped ? exit_status_of(*stopped) : status, stopped.has_value()};
}

void tell(const Demo& demo, const Results& results, Prose& prose) {
  try {
    const Facts facts = demo.find_facts(results);
    std::string paragraph;
    for (const std::string& line : split(demo.story, '\n')) {
      if (!line.empty()) {
        paragraph += (paragraph.empty() ? "" : " ") + line;
        continue;
      }
      const std::string text = told(paragraph, facts);
      if (!paragraph.empty()) prose.write((paragraph == "{table}" ? text : wrapped(text, 0)) + "\n");
      paragraph.clear();
    }
  } catch (const NothingToTell&) {
  }
}

int run_demo(const Demo& demo, const std::vector<std::string>& extras) {
  std::vector<DemoCommand> commands;
  for (const std::string& text : demo.commands) {
    commands.push_back(parse_command(text, extras));
    if (commands.size() > 1)
      commands.back().out().files = later_outputs(commands.back().out().files, commands.size() - 1);
  }
  const Format format = commands.front().out().format;
  Prose prose(format == Format::table);
  Results results;
  int worst = 0;
  for (const DemoCommand& command : commands) {
    const auto [status, is_stopped] =
        run_command(command, !demo.prints_tables && format == Format::table, results, prose);
    if (is_stopped) return status;
    worst = std::max(worst, status);
    if (format != Format::table && format != Format::jsonl) return worst;  // one header, one table
  }
  if (!demo.prints_tables) prose.write("\n");
  tell(demo, results, prose);
  return worst;
}

}  // namespace

Fact::Fact(const char* fact, double value, int digits) : Fact(fact, short_number_text(value, digits)) {}

std::string told(std::string_view story, const Facts& facts) {
  fmt::dynamic_format_arg_store<fmt::format_context> texts;
  for (const Fact& fact : facts) texts.push_back(fmt::arg(fact.name, fact.text));
  return fmt::vformat(story, texts);
}

const RunRecord& run_at(const SweepSession& result, double lr) {
  const auto at = std::ranges::find(result.runs, lr, &RunRecord::lr);
  if (at == result.runs.end()) throw NothingToTell();
  return *at;
}

std::vector<StepRecord> steps_of(const SweepSession& result, std::int64_t run) {
  std::vector<StepRecord> steps;
  std::ranges::copy_if(result.steps, std::back_inserter(steps),
                       [&](const StepRecord& step) { return step.run == run; });
  return steps;
}

double last_critical_lr(const SweepSession& result, const RunRecord& run) {
  std::optional<double> last;
  for (const StepRecord& step : steps_of(result, run.run))
    if (step.critical_lr && std::isfinite(step.loss)) last = step.critical_lr;
  return known(last);
}

Command demo_command() {
  auto name = std::make_shared<std::string>();
  std::vector<std::string> names;
  for (const Demo& demo : demos()) names.emplace_back(demo.name);
  Command command{.name = "demo", .doc = "built-in cases with known answers; without a name it lists them"};
  command.add("NAME", "",
              "question, square, quartic, canyon, edge, catapult, momentum, alpha, line, fractal or fractal-1d", "",
              [name](const std::string& text) { *name = text; }, {.values = names, .may_be_left_out = true});
  command.takes_extras = true;
  command.footer =
      "Examples:\n"
      "  lrscope demo question\n"
      "  lrscope demo question --seeds 0..2\n"
      "  lrscope demo question --format jsonl\n"
      "  lrscope demo fractal -o fractal.png\n"
      "Options of sweep, or of map for a fractal, after the name change the demo's commands. A demo is what it is "
      "everywhere: it reads neither\nLRSCOPE_… variables nor a configuration file.\n";
  command.run = [name](const Command& typed) {
    if (name->empty() && !typed.extras.empty())
      throw UsageError(in_quotes(typed.extras.front()) +
                       " stands where the name of a demo is expected: lrscope demo question " + typed.extras.front() +
                       " …; lrscope demo lists them.");
    if (!name->empty()) return run_demo(find_named(std::span<const Demo>(demos()), *name, "demo"), typed.extras);
    Output output;
    for (const Demo& demo : demos()) output.write(fmt::format("{:<11} {}\n", demo.name, demo.doc));
    output.close();
    return 0;
  };
  return command;
}

}  // namespace lrscope::cli
