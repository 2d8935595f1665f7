#include "options/cli_errors.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "lrscope/errors.h"

namespace lrscope::cli {
namespace {

std::vector<std::string> option_names(const Command& command) {
  std::vector<std::string> names = {"--help"};
  for (const Option& option : command.options)
    if (!option.is_positional) names.push_back(option.flag());
  return names;
}

/// The option that a word names, --help among them; null for none.
const Option* find_option(const Command& command, const std::string& word) {
  static const Option help{.key = "help", .short_flag = "-h", .is_switch = true};
  if (word == help.flag() || word == help.short_flag) return &help;
  return word.starts_with("-") ? command.find(word) : nullptr;
}

/// What other programs call an option of ours and spelling does not lead to.
std::string known_elsewhere_as(const std::string& flag, const std::vector<std::string>& options) {
  constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"--learning-rate", "--lr"}, {"--learning-rates", "--lr"}, {"--learning_rate", "--lr"},
      {"--eta", "--lr"},           {"--steps", "--max-steps"},   {"--iterations", "--max-steps"},
      {"--label", "--target"},     {"--sep", "--delimiter"},     {"--layers", "--hidden"},
  };
  for (const auto& [theirs, ours] : names)
    if (flag == theirs && std::find(options.begin(), options.end(), ours) != options.end())
      return did_you_mean(std::string(ours));
  return did_you_mean(nearest(flag, options));
}

/// A word that no option took. After the value of an option it is most likely a second value.
std::string explain_extra(const Command& command, const std::string& extra, const std::vector<std::string>& arguments,
                          const std::string& about_data) {
  const std::string text = "unexpected argument " + in_quotes(extra);
  const auto at = static_cast<std::size_t>(std::find(arguments.begin(), arguments.end(), extra) - arguments.begin());
  for (const std::size_t back : {1u, 2u}) {
    if (at < 2 + back || at >= arguments.size()) break;
    const std::string& word = arguments[at - back];
    const auto equals = word.find('=');
    const Option* option = find_option(command, word.substr(0, equals));
    if (!option || option->is_switch || (equals == std::string::npos) != (back == 2)) continue;
    const std::string first = back == 2 ? arguments[at - 1] : word.substr(equals + 1);
    return text + "; several values are one word: " + word.substr(0, equals) + " " + first + "," + extra + ".";
  }
  return text + (command.find("data") ? "; " + about_data + "." : ".");
}

std::string explain_without_command(const Program& program, const std::vector<std::string>& arguments) {
  const std::vector<std::string> names = program.command_names();
  const std::string commands = " Commands: " + join(names, ", ") + "; lrscope --help explains them.";
  const std::string& word = arguments[1];
  std::error_code ignored;
  for (const auto& [theirs, ours] : {std::pair{"-V", "--version"}, {"-v", "--version"}, {"help", "--help"}})
    if (word == theirs) return "unknown command " + in_quotes(word) + "; did you mean '" + ours + "'?" + commands;
  const std::vector<std::string> own = {"--version", "--help"};
  if (const auto near = nearest(word, own); near && word.starts_with("--"))
    return "unknown option " + in_quotes(word) + did_you_mean(near) + commands;
  if (word.starts_with("-") && word != "-")
    return "option " + in_quotes(word) + " stands before the command; write lrscope COMMAND DATA " + word + " …." +
           commands;
  if (word == "-" || std::filesystem::is_regular_file(word, ignored))
    return in_quotes(word) + " is not a command; write lrscope sweep " + printable(word) + "." + commands;
  return "unknown command " + in_quotes(word) + did_you_mean(nearest(word, names)) + commands;
}

/// Throws: UsageError unless `value`, in "--flag=value", turns a switch on or off. Short flags take no value.
void require_switch(const Option& option, const std::string& name, const std::string& value) {
  constexpr std::string_view known[] = {"yes", "true", "on", "1", "no", "false", "off", "0"};
  if (name.starts_with("--") && std::ranges::find(known, value) != std::end(known)) return;
  const std::string flag = option.flag();
  throw UsageError(name + " " + in_quotes(value) + ": is a switch; write " + flag + ", " + flag + "=yes or " + flag +
                   "=no.");
}

}  // namespace

std::string explain(const Program& program, const Parsed& parsed, const std::vector<std::string>& arguments) {
  if (!parsed.command || parsed.command->name != arguments[1]) return explain_without_command(program, arguments);
  return explain_words(parsed, arguments, "one DATA is expected");
}

std::string explain_words(const Parsed& parsed, const std::vector<std::string>& arguments,
                          const std::string& about_data) {
  const Command& command = *parsed.command;
  const std::string help = " See lrscope " + command.name + " --help.";
  for (const std::string& word : parsed.extras) {
    if (!word.starts_with("-") || parsed.are_behind_dashes) continue;
    const std::string flag = word.substr(0, word.find('='));
    return "unknown option " + in_quotes(flag) + known_elsewhere_as(flag, option_names(command)) + help;
  }
  if (!parsed.extras.empty()) return explain_extra(command, parsed.extras.front(), arguments, about_data) + help;
  return parsed.fault + "." + help;
}

void require_data(const Command& command) {
  if (!command.find("data") || command.is_given("data")) return;
  const std::string& name = command.name;
  throw UsageError(name + " needs DATA, a CSV file (or - for standard input): lrscope " + name +
                   " data.csv. See lrscope " + name + " --help.");
}

void require_values(const Program& program, const std::vector<std::string>& words) {
  const Command* command = words.size() < 2 ? nullptr : program.find(words[1]);
  if (!command) return;
  for (std::size_t i = 2; i < words.size() && words[i] != "--"; ++i) {
    const auto equals = words[i].find('=');
    const std::string name = words[i].substr(0, equals);
    const Option* option = find_option(*command, name);
    if (!option) continue;
    if (option->is_switch) {
      if (equals != std::string::npos) require_switch(*option, name, words[i].substr(equals + 1));
      continue;
    }
    const std::string form = name + " needs a value, " + name + " " + option->metavar;
    if (equals != std::string::npos) {
      if (equals + 1 == words[i].size()) throw UsageError(form + "; nothing follows its =.");
      continue;
    }
    if (i + 1 == words.size()) throw UsageError(form + "; nothing follows it.");
    if (find_option(*command, words[i + 1]))
      throw UsageError(form + "; the next word is the option " + in_quotes(words[i + 1]) + ".");
    ++i;
  }
}

}  // namespace lrscope::cli
