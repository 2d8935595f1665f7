#include <algorithm>

#include "options/command.h"
#include "report/text_table.h"

namespace lrscope::cli {
namespace {

constexpr std::string_view help_option = "Print this help message and exit";

/// A name beside its meaning.
std::string line(const std::string& name, std::string_view meaning) {
  constexpr std::size_t column = 30;
  std::string text = "  " + name;
  const std::size_t width = width_of(text);
  text += width >= column ? "\n" + std::string(column, ' ') : std::string(column - width, ' ');
  return text + std::string(meaning) + "\n";
}

std::string line(const Option& option) {
  if (option.is_positional) return line(option.flag(), option.doc);
  const std::string name = (option.short_flag.empty() ? "" : option.short_flag + ",") + option.flag();
  return line(option.traits.is_switch || option.metavar.empty() ? name : name + " " + option.metavar, option.doc);
}

std::string head(const std::string& doc, const std::string& usage, const std::string& footer) {
  return doc + "\nUsage: lrscope " + usage + "\n\n" + footer;
}

}  // namespace

std::string help_of(const Program& program) {
  std::string text = head(program.doc, "[OPTIONS] [SUBCOMMAND]", program.footer) + "\nOptions:\n" +
                     line("-h,--help", help_option) +
                     line("--version", "Display program version information and exit") + "\nSubcommands:\n";
  for (const Command& command : program.commands) text += line(command.name, command.doc);
  return text;
}

std::string help_of(const Command& command) {
  std::string usage = command.name + " [OPTIONS]", positionals;
  std::vector<std::string> groups;
  for (const Option& option : command.options) {
    if (option.is_positional) {
      usage += option.traits.may_be_left_out ? " [" + option.flag() + "]" : " " + option.flag();
      positionals += line(option);
    } else if (std::ranges::find(groups, option.group) == groups.end()) {
      groups.push_back(option.group);
    }
  }
  std::string text = head(command.doc, usage, "Examples:\n" + command.examples);
  if (!positionals.empty()) text += "\nPositionals:\n" + positionals;
  text += "\nOptions:\n" + line("-h,--help", help_option);
  for (const std::string& group : groups) {
    text += "\n\n" + group + ":\n";
    for (const Option& option : command.options)
      if (!option.is_positional && option.group == group) text += line(option);
  }
  return text;
}

}  // namespace lrscope::cli
