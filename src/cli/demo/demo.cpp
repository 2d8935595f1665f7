#include "cli/demo/demo.h"

#include <iterator>
#include <memory>

#include "base/streams.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/picture_files.h"
#include "options/command_words.h"
#include "options/option_groups.h"
#include "options/parser.h"
#include "options/remarks.h"
#include "report/outputs.h"
#include "report/text_table.h"

namespace lrscope::cli {
namespace {

/// A command of a demo and the user's own options after it, as typed and as understood.
struct DemoCommand {
  std::vector<std::string> words;
  SweepOptions sweep = {};
  MapOptions map = {};

  bool is_map() const { return words[1] == "map"; }
  ReportOptions& out() { return is_map() ? static_cast<ReportOptions&>(map) : sweep; }
};

/// The option that a word is, or begins with; null for other words.
const Option* option_of(const Command& command, const std::string& word) {
  return word.starts_with('-') ? command.find(word.substr(0, word.find('='))) : nullptr;
}

/// `words` of a demo, without the options in whose place the user gives others.
std::vector<std::string> without_replaced(const Command& command, const std::vector<std::string>& words,
                                          const std::vector<std::string>& extras) {
  const auto is_replaced = [&](const Option& option) {
    return !option.traits.is_repeatable && std::ranges::any_of(extras, [&](const std::string& extra) {
      const Option* other = option_of(command, extra);
      return other && (other == &option || other->traits.alternative_to == option.key);
    });
  };
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Option* option = option_of(command, words[i]);
    if (!option || !is_replaced(*option))
      kept.push_back(words[i]);
    else if (!option->traits.is_switch)
      ++i;  // its value
  }
  return kept;
}

/// The user's options are those of trace or map; the options of sweep for journals and shards are unknown here. What is
/// to be said of them is said once, for the `is_first` command.
DemoCommand parse_command(const std::string& text, const std::vector<std::string>& extras, bool is_first) {
  DemoCommand demo{.words = split("lrscope " + text, ' ')};
  Program program{.commands = {{.name = demo.is_map() ? "map" : "trace"}}};
  Command& command = program.commands.front();
  if (demo.is_map()) {
    add_map_options(command, demo.map);
  } else {
    add_sweep_options(command, demo.sweep);
    if (demo.words[1] == "trace") add_edge_option(command, demo.sweep);
    add_rows(command, demo.sweep, demo.words[1] == "trace" ? trace_kinds() : sweep_kinds());
  }
  demo.words = without_replaced(command, demo.words, extras);
  demo.words.insert(demo.words.end(), extras.begin(), extras.end());
  std::vector<std::string> line = demo.words;
  line[1] = command.name;
  std::vector<std::string> typed = {"lrscope", "demo"};
  typed.insert(typed.end(), extras.begin(), extras.end());
  parse(program, line, typed, "after the demo's name come options of lrscope " + command.name);
  command.check();
  if (is_first) print_remarks(command);
  demo.out().quiet = true;  // the printed command names the data
  return demo;
}

/// Writes the text of a demo: beside its tables, or on standard error where standard output gets records.
using Prose = void (*)(std::string_view text);

/// Runs one command of a demo; its table follows the command line that made it. Returns the exit status.
int run_command(const DemoCommand& command, bool is_silent, Results& results, Prose prose) {
  const std::vector<std::string>& words = command.words;
  prose("$ " + shell_lines(shell_line(words), 2, screen_of_output()));
  int status = exit_ok;
  if (command.is_map()) {
    results.maps.push_back(run_map_session(command.map, words, is_silent));
    status = exit_status_of(results.maps.back());
  } else {
    const bool is_trace = words[1] == "trace";
    results.sweeps.push_back(run_session(
        command.sweep,
        {.is_trace = is_trace, .keep_steps = true, .command = words, .is_silent = is_silent, .advises = !is_trace}));
    status = exit_status_of(results.sweeps.back(), command.sweep.fail_on);
  }
  if (!is_silent) prose("\n");
  return status;
}

int run_demo(const Demo& demo, const std::vector<std::string>& extras) {
  std::vector<DemoCommand> commands;
  for (const std::string& text : demo.commands) {
    if (demo.hides_tables && !extras.empty() && &text == &demo.commands.back()) break;
    commands.push_back(parse_command(text, extras, commands.empty()));
    const std::size_t number = commands.size();
    if (number == 1) continue;
    // Files get the first table, but every command draws its own picture: map.png, map-2.png.
    std::vector<std::string>& files = commands.back().out().files;
    std::erase_if(files, [](const std::string& path) { return !is_picture(path); });
    for (std::string& path : files) path.insert(path.rfind('.'), fmt::format("-{}", number));
  }
  const Format format = commands.front().out().standard_format();
  const Prose prose = format == Format::table ? &print : &print_note;
  const bool is_story_alone = !demo.prints_tables || (demo.hides_tables && extras.empty());
  Results results;
  int worst = 0;
  for (const DemoCommand& command : commands) {
    worst = std::max(worst, run_command(command, is_story_alone && format == Format::table, results, prose));
    if (worst > exit_failed) return worst;                                 // it ended early
    if (format != Format::table && format != Format::jsonl) return worst;  // one header, one table
  }
  if (is_story_alone) prose("\n");
  try {
    prose(demo.story(results));
  } catch (const NothingToTell&) {
  }
  return worst;
}

}  // namespace

std::string fill(std::string_view story, fmt::format_args facts) {
  std::string text, paragraph;
  for (const std::string& line : split(story, '\n')) {
    if (!line.empty()) {
      paragraph += (paragraph.empty() ? "" : " ") + line;
    } else if (!paragraph.empty()) {
      const std::string filled = fmt::vformat(paragraph, facts);
      text += (paragraph == "{table}" ? filled : wrapped(filled, 0, screen_of_output())) + "\n";
      paragraph.clear();
    }
  }
  return text;
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

Command demo_command() {
  auto name = std::make_shared<std::string>();
  Command command{.name = "demo", .doc = "run a built-in case with a known answer; without a name, list them"};
  add_text_option(command, "NAME", "", *name,
                  "question, square, quartic, canyon, edge, catapult, momentum, alpha, line, fractal or fractal-1d", "",
                  {.values = names_in(demos()), .may_be_left_out = true});
  command.takes_extras = true;
  command.examples =
      "  lrscope demo question\n"
      "  lrscope demo question --seeds 0..2\n"
      "  lrscope demo question --format jsonl\n"
      "  lrscope demo edge\n"
      "  lrscope demo fractal -o fractal.png\n"
      "Options of sweep, or of map for a fractal, after the name change the demo's\n"
      "commands. A demo is the same everywhere: it ignores LRSCOPE_… variables and\n"
      "configuration files.\n";
  command.run = [name](const Command& typed) {
    if (name->empty() && !typed.extras.empty())
      throw UsageError(in_quotes(typed.extras.front()) +
                       " stands where the name of a demo is expected: lrscope demo question " + typed.extras.front() +
                       " …; lrscope demo lists them.");
    if (!name->empty()) return run_demo(find_named(std::span<const Demo>(demos()), *name, "demo"), typed.extras);
    std::string list;
    for (const Demo& demo : demos()) list += fmt::format("{:<11} {}\n", demo.name, demo.doc);
    print(list);
    return exit_ok;
  };
  return command;
}

}  // namespace lrscope::cli
