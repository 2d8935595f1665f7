#include "options/parser.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/names.h"
#include "base/text.h"
#include "options/command_words.h"
#include "options/option_groups.h"

namespace lrscope::cli {
namespace {

/// The option that a word names, --help among them; null for none.
const Option* find_option(const Command& command, const std::string& word) {
  static const Option help{.key = "help", .short_flag = "-h", .traits = {.is_switch = true}},
      full_help{.key = "help-all", .traits = {.is_switch = true}};
  if (word == help.flag() || word == help.short_flag) return &help;
  if (word == full_help.flag()) return &full_help;
  return word.starts_with("-") ? command.find(word) : nullptr;
}

/// Other programs' flags: what is meant, or what to say where there is no such thing. A flag that is like one of ours but
/// means something else must stand here.
struct OtherFlag {
  std::string_view flags;  // without dashes, separated by spaces
  const char* ours;        // null: `advice`
  const char* advice = nullptr;
};
constexpr OtherFlag other_flags[] = {
    {"learning-rate learning-rates learning_rate eta", "--lr"},
    {"steps iterations", "--max-steps"},
    {"label", "--target"},
    {"sep", "--delimiter"},
    {"layers units neurons", "--hidden"},
    {"eps", "--epsilon"},
    {"gamma", "--decay-rate"},
    {"rho", "--beta2"},
    {"criterion objective", "--loss"},
    {"initializer kernel-initializer", "--init"},
    {"scheduler lr-scheduler", "--schedule"},
    {"jobs n-jobs workers", "--threads"},
    {"random-state random-seed", "--seed"},
    {"normalize normalise standardize standardise", "--scale"},
    {"nesterov", nullptr, "write --optimizer nesterov"},
    {"beta", nullptr, "write --momentum for heavy-ball and nesterov, --beta1 and --beta2 for adam"},
    {"clip", nullptr, "write --clip-norm or --clip-value"},
    {"decay", nullptr, "write --weight-decay, or --schedule inverse-time for a rate that falls"},
    {"dropout", nullptr, "networks here have no dropout; --drop leaves columns out"},
    {"l1", nullptr, "there is no L1 penalty; --weight-decay (--l2) is the other one"},
    {"patience early-stopping", nullptr, "runs are not ended early where they stop to improve; use --max-steps"},
};

/// "; sweep, trace, … have it": the commands with this option, if there are any.
std::string owners_of(const Program& program, const std::string& flag) {
  std::vector<std::string> owners;
  for (const Command& command : program.commands)
    if (flag.starts_with("--") && command.find(flag)) owners.push_back(command.name);
  return owners.empty() ? "" : "; " + join(owners, ", ") + (owners.size() == 1 ? " has it." : " have it.");
}

/// What --flag may have meant: an option by another program's name for it, of another command, or of a similar name.
std::string suggest(const Program& program, const Command& command, const std::string& flag) {
  for (const OtherFlag& other : other_flags) {
    if (!flag.starts_with("--") || !is_among(flag.substr(2), other.flags)) continue;
    if (!other.ours) return "; " + std::string(other.advice) + ".";
    if (command.find(other.ours)) return did_you_mean(other.ours);
  }
  if (std::string owners = owners_of(program, flag); !owners.empty()) return owners;
  std::vector<std::string> names = {"--help"};
  for (const Option& option : command.options)
    if (!option.is_positional) names.push_back(option.flag());
  return did_you_mean(nearest(flag, names));
}

/// A word that no option took: after the value of an option most likely a second value.
std::string explain_extra(const Command& command, const std::string& extra, const std::vector<std::string>& arguments,
                          const std::string& about_data) {
  const std::string text = "unexpected argument " + in_quotes(extra);
  // The last of equal words: the value before it may be the same.
  const auto at =
      static_cast<std::size_t>(arguments.rend() - std::find(arguments.rbegin(), arguments.rend(), extra)) - 1;
  for (const std::size_t back : {1u, 2u}) {
    if (at < 2 + back || at >= arguments.size()) break;
    const std::string& word = arguments[at - back];
    const auto equals = word.find('=');
    const Option* option = find_option(command, word.substr(0, equals));
    if (!option || option->traits.is_switch || (equals == std::string::npos) != (back == 2)) continue;
    if (option->traits.files != Files::none) break;
    const std::string first = back == 2 ? arguments[at - 1] : word.substr(equals + 1);
    return text + "; join several values with commas; write " + flags_text({{option->key, first + "," + extra}}) +
           " instead.";
  }
  return text + (command.find("data") ? "; " + about_data + "." : ".");
}

std::string explain_without_command(const Program& program, const std::vector<std::string>& arguments) {
  const std::vector<std::string> names = names_in(program.commands);
  const std::string commands = " Commands: " + join(names, ", ") + "; lrscope --help explains them.";
  const std::string& word = arguments[1];
  std::error_code ignored;
  for (const auto& [theirs, ours] : {std::pair{"-V", "--version"}, {"-v", "--version"}})
    if (word == theirs) return "unknown command " + in_quotes(word) + "; did you mean '" + ours + "'?" + commands;
  const std::vector<std::string> own = {"--version", "--help"};
  if (const auto near = nearest(word, own); near && word.starts_with("--"))
    return "unknown option " + in_quotes(word) + did_you_mean(near) + commands;
  if (word.starts_with("-") && word != "-")
    return "option " + in_quotes(word) + " stands before the command; write lrscope COMMAND DATA " + shell_word(word) +
           " …." + commands;
  if (word == "-" || std::filesystem::is_regular_file(word, ignored))
    return in_quotes(word) + " is not a command." + commands + " Write lrscope sweep " +
           shell_word(path_argument(word));
  const bool may_be_file = word.find_first_of("./") != std::string::npos;
  return (may_be_file ? "there is no file " + in_quotes(word) + ", and no such command"
                      : "unknown command " + in_quotes(word)) +
         did_you_mean(nearest(word, names)) + commands;
}

/// What is wrong, and the right form. `message`: from CLI11, which leaves the words behind "--" to the parent: `remaining`.
std::string explain(const Program& program, const Command& command, const std::string& message,
                    const std::vector<std::string>& remaining, const std::vector<std::string>& typed,
                    const std::string& about_data) {
  const std::string help = " See lrscope " + command.name + " --help.";
  for (const std::string& word : command.extras) {
    if (!word.starts_with("-")) continue;
    const std::string flag = word.substr(0, word.find('='));
    return "unknown option " + in_quotes(flag) + suggest(program, command, flag) + help;
  }
  const std::vector<std::string>& extras = command.extras.empty() ? remaining : command.extras;
  return (extras.empty() ? message + "." : explain_extra(command, extras.front(), typed, about_data)) + help;
}

/// Throws: UsageError for an option without its value (CLI11 would take the next option for it) and a switch with another
/// than yes or no.
void require_values(const Program& program, const std::vector<std::string>& words) {
  const Command* command = words.size() < 2 ? nullptr : program.find(words[1]);
  if (!command) return;
  for (std::size_t i = 2; i < words.size() && words[i] != "--"; ++i) {
    const auto equals = words[i].find('=');
    const std::string name = words[i].substr(0, equals);
    const Option* option = find_option(*command, name);
    if (!option) continue;
    const bool has_value = equals != std::string::npos;
    if (option->traits.is_switch) {
      if (!has_value || (name.starts_with("--") && parse_switch(words[i].substr(equals + 1)))) continue;
      const std::string flag = option->flag();  // only the long flag takes a value
      throw UsageError(name + " " + in_quotes(words[i].substr(equals + 1)) + ": is a switch; write " + flag + ", " +
                       flag + "=yes or " + flag + "=no.");
    }
    const std::string form = name + " needs a value, " + name + " " + option->metavar;
    if (has_value && equals + 1 == words[i].size()) throw UsageError(form + "; nothing follows its =.");
    if (has_value) continue;
    if (i + 1 == words.size()) throw UsageError(form + "; nothing follows it.");
    if (find_option(*command, words[i + 1]))
      throw UsageError(form + "; the next word is the option " + in_quotes(words[i + 1]) + ".");
    ++i;
  }
}

/// Options that were given by another program's flag get to know it.
void note_other_flags(Command& command, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const std::string name = word.substr(0, word.find('='));
    if (!name.starts_with("--")) continue;
    if (const Option* option = command.find(name); option && name != option->flag())
      command.option(option->key).other_flag = name;
  }
}

void bind(CLI::App& app, Option& option) {
  std::string names = option.flag();
  if (!option.short_flag.empty()) names = option.short_flag + "," + names;
  for (const std::string& key : split(option.traits.other_flags, ' '))
    if (!key.empty()) names += ",--" + key;
  const auto take = [&option](const CLI::results_t& values) {
    option.give(values);
    return true;
  };
  CLI::Option* bound = app.add_option(names, take)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (option.traits.is_switch)
    bound->expected(0);
  else if (option.is_positional && option.traits.is_repeatable)
    bound->expected(CLI::detail::expected_max_vector_size);
  else if (option.is_positional)
    bound->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  else
    bound->expected(1)->allow_extra_args(false);
}

}  // namespace

Parsed parse(Program& program, const std::vector<std::string>& words, const std::vector<std::string>& typed,
             const std::string& about_data) {
  require_values(program, words);
  CLI::App app;
  app.set_version_flag("--version", "");
  app.set_help_all_flag("--help-all", "");
  app.require_subcommand(0, 1);
  std::vector<CLI::App*> apps;
  for (Command& command : program.commands) {
    apps.push_back(app.add_subcommand(command.name));
    for (Option& option : command.options) bind(*apps.back(), option);
    apps.back()->allow_extras(command.takes_extras);
  }
  Parsed parsed;
  std::optional<std::string> fault;
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend() - 1);  // as CLI11 takes them
    app.parse(reversed);
  } catch (const CLI::CallForVersion&) {
    parsed.kind = Parsed::Kind::version;
    return parsed;
  } catch (const CLI::CallForHelp&) {
    parsed.kind = Parsed::Kind::help;
  } catch (const CLI::CallForAllHelp&) {
    parsed.kind = Parsed::Kind::full_help;
  } catch (const CLI::ParseError& error) {
    fault = error.what();
  }
  const auto at = std::ranges::find_if(apps, &CLI::App::parsed);
  if (at != apps.end()) {
    parsed.command = &program.commands[static_cast<std::size_t>(at - apps.begin())];
    parsed.command->extras = (*at)->remaining();
    note_other_flags(*parsed.command, words);
  }
  if (!fault) return parsed;
  if (!parsed.command || parsed.command->name != words[1]) throw UsageError(explain_without_command(program, typed));
  throw UsageError(explain(program, *parsed.command, *fault, app.remaining(), typed, about_data));
}

void require_data(const Command& command) {
  if (!command.find("data") || command.is_given("data")) return;
  const std::string& name = command.name;
  throw UsageError(name + " needs DATA, a CSV file (or - for standard input): lrscope " + name +
                   " data.csv. See lrscope " + name + " --help.");
}

}  // namespace lrscope::cli
