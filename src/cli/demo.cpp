#include "demo.h"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>

#include "command_line.h"
#include "commands.h"
#include "lrscope/core/text.h"
#include "report/output.h"
#include "report/text_table.h"
#include "command.h"
#include "say.h"
#include "session.h"
#include "usage.h"

namespace lrscope::cli {
namespace {

/// Parses the words of a demo's command, and the user's own options after them (`extras`), as map and trace do.
Options parse_command(const std::vector<std::string>& words, const std::vector<std::string>& extras) {
  Options options;
  const bool is_map = words.front() == "map";
  Command command{.name = is_map ? "map" : "trace"};  // those of sweep for journals and shards have no place here
  is_map ? add_map_options(command, options) : add_options(command, options);
  Program program{.commands = {command}};
  std::vector<std::string> line = {"lrscope", command.name};
  line.insert(line.end(), words.begin() + 1, words.end());
  require_values(program, line);
  if (const Parsed parsed = parse(program, line); parsed.kind != Parsed::Kind::command) {
    std::vector<std::string> typed = {"lrscope", "demo"};
    typed.insert(typed.end(), extras.begin(), extras.end());
    throw UsageError(
        explain_words(parsed, typed, "after the demo's name come options of lrscope " + command.name));
  }
  options.quiet = true;  // the command that is printed says what the data are
  return options;
}

/// The words of a demo: on standard output beside its tables, or on standard error where standard output
/// holds records for a program.
class Prose {
 public:
  explicit Prose(bool on_standard_output) : on_standard_output_(on_standard_output) {}
  void write(const std::string& text) {
    if (!on_standard_output_) return say(text);
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

/// Runs one command of a demo; its table follows the command line that made it.
SessionResult run_command(const Demo& demo, std::vector<std::string> words, const Options& options, Prose& prose) {
  prose.write("$ lrscope " + shell_line(words) + "\n");
  const bool is_map = words.front() == "map";
  const bool is_trace = words.front() == "trace";
  words.insert(words.begin(), "lrscope");
  const bool is_silent = !demo.prints_tables && options.format == Format::table;
  const SessionRequest request{
      .is_trace = is_trace, .keep_steps = true, .command = words, .is_silent = is_silent};
  SessionResult result = is_map ? run_map_session(options, request) : run_session(options, request);
  if (!is_silent) prose.write("\n");
  return result;
}

void tell(const Demo& demo, Results results, Prose& prose) {
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
  std::vector<std::vector<std::string>> commands;
  std::vector<Options> options;
  for (const std::string& command : demo.commands) {
    commands.push_back(split(command, ' '));
    commands.back().insert(commands.back().end(), extras.begin(), extras.end());
    options.push_back(parse_command(commands.back(), extras));
    if (options.size() > 1) options.back().outputs = later_outputs(options.back().outputs, options.size() - 1);
  }
  const Format format = options.front().format;
  Prose prose(format == Format::table);
  std::vector<SessionResult> results;
  int status = 0;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    results.push_back(run_command(demo, commands[i], options[i], prose));
    status = std::max(status, exit_status_of(results.back().runs, options[i].fail_on));
    if (results.back().stopped) return exit_status_of(*results.back().stopped);
    if (format != Format::table && format != Format::jsonl) return status;  // one header, one table
  }
  if (!demo.prints_tables) prose.write("\n");
  tell(demo, results, prose);
  return status;
}

}  // namespace

Fact::Fact(const char* fact, double value, int digits) : Fact(fact, short_number_text(value, digits)) {}

std::string told(std::string_view story, const Facts& facts) {
  fmt::dynamic_format_arg_store<fmt::format_context> texts;
  for (const Fact& fact : facts) texts.push_back(fmt::arg(fact.name, fact.text));
  return fmt::vformat(story, texts);
}

const RunRecord& run_at(const SessionResult& result, double lr) {
  const auto at = std::ranges::find(result.runs, lr, &RunRecord::lr);
  if (at == result.runs.end()) throw NothingToTell();
  return *at;
}

std::vector<StepRecord> steps_of(const SessionResult& result, std::int64_t run) {
  std::vector<StepRecord> steps;
  std::ranges::copy_if(result.steps, std::back_inserter(steps),
                       [&](const StepRecord& step) { return step.run == run; });
  return steps;
}

double last_critical_lr(const SessionResult& result, const RunRecord& run) {
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
  command.add("NAME", "", "question, square, quartic, canyon, edge, catapult, momentum, alpha, line, fractal or fractal-1d",
              "", [name](const std::string& text) { *name = text; }, {.values = names, .may_be_left_out = true});
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
    if (!name->empty())
      return run_demo(find_named(std::span<const Demo>(demos()), *name, "demo"), typed.extras);
    Output output;
    for (const Demo& demo : demos()) output.write(fmt::format("{:<11} {}\n", demo.name, demo.doc));
    output.close();
    return 0;
  };
  return command;
}

}  // namespace lrscope::cli
