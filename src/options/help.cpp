#include <algorithm>

#include "base/names.h"
#include "options/command.h"
#include "report/text_table.h"

namespace lrscope::cli {
namespace {

/// The options that --help explains; of the others it says the names.
constexpr std::string_view everyday =
    "target scale scale-target holdout na lr seeds like hidden activation loss optimizer batch-size epochs journal "
    "output format x y size along at-step start-lr end-lr";

constexpr std::size_t column = 30;

/// A name beside its meaning, which begins in its column if there is room, or else above it.
std::string line(const std::string& name, const std::string& meaning) {
  const std::string beside = "  " + name, whole = beside + "  " + meaning + "\n";
  const bool is_long = width_of(beside) >= column;
  if (is_long && width_of(whole) <= screen_of_output().sentence_width()) return whole;
  return (is_long ? beside + "\n" : "") +
         wrapped(aligned(is_long ? "" : beside, column) + meaning, column, screen_of_output());
}

std::string name_of(const Option& option) {
  const std::string name = (option.short_flag.empty() ? "" : option.short_flag + ",") + option.flag();
  return option.is_positional || option.traits.is_switch || option.metavar.empty() ? name : name + " " + option.metavar;
}

std::string line(const Option& option) { return line(name_of(option), option.doc); }

bool has_options(const Command& command) {
  return command.takes_extras || !std::ranges::all_of(command.options, &Option::is_positional);
}

/// Purpose, usage, examples and arguments.
std::string head_of(const Command& command) {
  std::string usage, arguments;
  for (const Option& option : command.options) {
    if (!option.is_positional) continue;
    usage += option.traits.may_be_left_out ? " [" + option.flag() + "]" : " " + option.flag();
    arguments += line(option);
  }
  std::string text = wrapped(command.doc, 0, screen_of_output()) + "Usage: lrscope " + command.name + usage +
                     (has_options(command) ? " [OPTIONS]" : "") + "\n\nExamples:\n" + command.examples;
  return arguments.empty() ? text : text + "\nArguments:\n" + arguments;
}

std::vector<std::string> groups_of(const Command& command) {
  std::vector<std::string> groups;
  for (const Option& option : command.options)
    if (!option.is_positional && std::ranges::find(groups, option.group) == groups.end())
      groups.push_back(option.group);
  return groups;
}

bool is_everyday(const Option& option) { return !option.is_positional && is_among(option.key, everyday); }

}  // namespace

std::string help_of(const Program& program) {
  std::string text = wrapped(program.doc, 0, screen_of_output()) +
                     "Usage: lrscope COMMAND [DATA] [OPTIONS]\n       lrscope FILE.csv\n\n" + program.footer +
                     "\nCommands:\n";
  for (const Command& command : program.commands) text += line(command.name, command.doc);
  return text + "\nOptions:\n" + line("-h,--help", "this text; of a command its examples and the options used most") +
         line("--help-all", "of a command: all of its options") +
         line("--version", "version, commit, compiler and instruction set");
}

std::string help_of(const Command& command) {
  std::string text = head_of(command), often;
  for (const Option& option : command.options)
    if (is_everyday(option)) often += line(option);
  if (!often.empty()) text += "\nOptions used most:\n" + often;
  std::string others;
  for (const std::string& group : groups_of(command)) {
    std::string names;
    for (const Option& option : command.options)
      if (!option.is_positional && option.group == group && !is_everyday(option))
        names += (names.empty() ? "" : ", ") + option.flag();
    if (!names.empty()) others += wrapped("  " + group + ": " + names, 4, screen_of_output());
  }
  if (!others.empty()) text += "\nOther options; lrscope " + command.name + " --help-all explains them:\n" + others;
  return text;
}

std::string full_help_of(const Command& command) {
  std::string text = head_of(command);
  for (const std::string& group : groups_of(command)) {
    text += "\n" + group + ":\n";
    for (const Option& option : command.options)
      if (!option.is_positional && option.group == group) text += line(option);
  }
  return text + "\nHelp:\n" + line("-h,--help", "examples and the options used most") + line("--help-all", "this text");
}

}  // namespace lrscope::cli
