// A file at first sight: what it holds, and a short sweep of it with its columns scaled.
#include <algorithm>
#include <memory>

#include "base/text.h"
#include "cli/advice.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "options/command_words.h"
#include "profile/data_profile.h"
#include "report/lists.h"
#include "report/paragraphs.h"

namespace lrscope::cli {
namespace {

constexpr std::string_view rates = "dec:1e-4:10:2";
constexpr std::int64_t most_steps = 2000;

/// The sweep that is proposed: its words, typed again, give what is shown.
std::vector<std::string> sweep_words(const Command& typed, const DataRecord& data, const RunSpec& run) {
  std::vector<std::string> words = result_words(typed);
  words[1] = "sweep";
  const auto add = [&](const std::string& key, std::string_view value) {
    if (!typed.is_given(key)) words.insert(words.end(), {"--" + key, std::string(value)});
  };
  add("scale", "standard");
  if (data.task == Task::regression) add("scale-target", "standard");
  add("lr", rates);
  const std::int64_t batch = run.batch_size.rows.value_or(data.rows_used);
  if (run.epochs * (data.rows_used / batch) > most_steps) add("max-steps", std::to_string(most_steps));
  return words;
}

/// What to type next: why training fails where it does, and how sure the rest is.
std::string next_commands(std::vector<std::string> words, const Summary& summary) {
  words.resize(static_cast<std::size_t>(std::ranges::find(words, "--lr") - words.begin()));
  const auto with = [&](const std::string& command, const std::vector<std::string>& options) {
    std::vector<std::string> other = words;
    other[1] = command;
    other.insert(other.end(), options.begin(), options.end());
    return "  " + shell_lines(shell_line(other), 2, screen_of_output());
  };
  std::string text = "\ntype next\n";
  if (summary.smallest_failed_lr) text += with("explain", {"--lr", number_text(*summary.smallest_failed_lr)});
  return text + with("sweep", {"--lr", "auto", "--holdout", ".25", "--seeds", "0..4"});
}

int run_look(ProblemOptions options, const Command& typed) {
  const DataSource source = data_source(options.data);
  if (std::holds_alternative<StandardInput>(source) || function_of(source))
    throw bad_value(
        "DATA", options.data,
        "a first look reads a file twice; name one, or write lrscope sweep " + shell_word(options.data) + ".");
  settle_holdout(options.dataset, options);
  std::vector<std::string> words;
  {
    const MemoryGuard guard(options);
    const TableReading reading = try_to_read([&] { return read_table(source, options.dataset, guard, options); });
    const DataResult result = profile_data(reading, options.dataset, options.run);
    const std::string path = shown_path(options.data);
    if (result.is_table) print(data_table(result, path, screen_of_output(), most_listed));
    if (!result.defects.empty()) {
      print_remark(defects_text(result, path));
      return exit_data;
    }
    words = sweep_words(typed, result.data, options.run);
  }
  print("\n$ " + shell_lines(shell_line(words), 2, screen_of_output()));
  SweepOptions sweep = sweep_options_of(words);
  sweep.quiet = options.quiet;
  sweep.color = options.color;
  sweep.max_memory = options.max_memory;
  const SweepSession session = run_session(std::move(sweep), {.command = words, .advises = true});
  if (!session.stopped) print(next_commands(words, session.summary));
  return exit_status_of(session, FailOn::nothing);
}

}  // namespace

Command look_command() {
  auto options = std::make_shared<ProblemOptions>();
  Command command{.name = "look", .doc = "what a file holds, and a short sweep of it: the same as lrscope FILE.csv"};
  add_data(command, *options);
  add_knobs(command, options->dataset);
  add_report_options(command, *options, {"--color", "--quiet"});
  command.examples =
      "  lrscope data.csv\n"
      "  lrscope look data.csv --target price\n"
      "  lrscope look data.csv --na mean --drop id\n"
      "  lrscope look data.csv --holdout .25\n"
      "  lrscope look case:diabetes\n";
  command.run = [options](const Command& typed) { return run_look(*options, typed); };
  return command;
}

}  // namespace lrscope::cli
