#include "options/settings.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "options/config_file.h"
#include "options/presets.h"

namespace lrscope::cli {
namespace {

/// The keys of the command that a table names; of all commands for the top level.
std::vector<std::string> keys_of(const Program& program, const std::string& table) {
  std::vector<std::string> keys;
  for (const Command& command : program.commands)
    for (const Option* option : command.settable_options())
      if ((table.empty() || table == command.name) && std::ranges::find(keys, option->key) == keys.end())
        keys.push_back(option->key);
  return keys;
}

/// Throws: UsageError for a key or table that no command knows, whichever command runs.
void check_keys(const ConfigFile& file, const Program& program) {
  std::vector<std::string> commands;
  for (const Command& command : program.commands)
    if (command.has_settings()) commands.push_back(command.name);
  for (const ConfigFile::Table& table : file.tables)
    if (std::ranges::find(commands, table.name) == commands.end())
      throw UsageError(file.at(table.place) + ": unknown table " + in_quotes(table.name) +
                       did_you_mean(nearest(table.name, commands)) +
                       " A table is named after its command: " + join(commands, ", ") + ".");
  for (const ConfigEntry& entry : file.entries) {
    const auto keys = keys_of(program, entry.table);
    if (std::ranges::find(keys, entry.key) != keys.end()) continue;
    const std::string place = file.at(entry.key_place) + ": ";
    if (entry.key == "config" || entry.key == "print-config")
      throw UsageError(place + entry.key + ": belongs on the command line; a configuration file cannot name another.");
    const bool is_top = entry.table.empty();
    throw UsageError(place + "unknown key " + in_quotes(entry.key) + (is_top ? "" : " in [" + entry.table + "]") +
                     did_you_mean(nearest(entry.key, keys)) + " A key is an option without its dashes; lrscope " +
                     (is_top ? "sweep" : entry.table) + " --print-config lists them.");
  }
}

/// The value of a configuration file as the words of a command line, one for each use of the option.
std::vector<std::string> words_of(const ConfigFile& file, const ConfigEntry& entry, const Option& option) {
  using Kind = ConfigEntry::Kind;
  const std::string text = join(entry.values, ",");
  const std::string place = file.at(entry.value_place) + ": " + entry.key + " " + in_quotes(text) + ": ";
  const bool is_boolean = entry.kind == Kind::boolean;
  if (option.traits.is_switch && !is_boolean)
    throw UsageError(place + "is a switch; write " + entry.key + " = true or false.");
  if (is_boolean && option.traits.values == std::vector<std::string>{"yes", "no"})
    return {text == "true" ? "yes" : "no"};
  if (is_boolean && !option.traits.is_switch)
    throw UsageError(place + "is not a switch; it takes a value; write " + entry.key + " = " + option.metavar + ".");
  if (entry.kind == Kind::list && !option.traits.is_repeatable) return {text};
  return entry.values;
}

/// That of the command's own table, else that of the top level, else null.
const ConfigEntry* find_entry(const ConfigFile& file, const std::string& command, const std::string& key) {
  const ConfigEntry* found = nullptr;
  for (const ConfigEntry& entry : file.entries)
    if (entry.key == key && (entry.table == command || (entry.table.empty() && !found))) found = &entry;
  return found;
}

std::string environment_value(std::string_view key) {
  const char* value = std::getenv(variable_of(key).c_str());
  return value ? value : "";
}

/// Throws: UsageError for a word that turns a switch neither on nor off.
std::string switch_word(const Option& option, const std::string& text) {
  if (const auto is_on = parse_switch(text)) return *is_on ? "true" : "false";
  throw UsageError(variable_of(option.key) + " " + in_quotes(text) + ": " + option.flag() +
                   " is a switch; expected yes or no (or true, false, on, off, 1, 0).");
}

/// What --like says, where nobody else has: the defaults of the options.
void apply_preset(Command& command) {
  if (!command.is_given("like")) return;
  const std::string optimizer = command.is_given("optimizer") ? command.option("optimizer").given.back() : "";
  for (const auto& [key, value] : values_of(find_preset(command.option("like").given.back()), optimizer)) {
    if (!command.find(key)) continue;
    Option& option = command.option(key);
    option.traits.by_default = value;
    if (!option.is_given()) option.set(value);  // --epochs also beside --max-steps, which takes its place
  }
}

/// Throws: UsageError if another option names the configuration file, which it would destroy or misread.
void refuse_config_as_other_file(const std::string& path, const Command& command) {
  for (const Option* option : command.settable_options()) {
    if (option->traits.files == Files::none) continue;
    for (const std::string& value : option->given) {
      std::error_code ignored;
      if (std::filesystem::is_regular_file(path, ignored) && std::filesystem::equivalent(path, value, ignored))
        throw bad_value(option->flag(), value, "this is the configuration file; name another.");
    }
  }
}

}  // namespace

void add_settings_options(Command& command) {
  const auto may_be_set = [](const Option& option) { return !option.is_positional && option.traits.is_settable; };
  if (std::ranges::none_of(command.options, may_be_set)) return;
  const std::string group = "Configuration";
  command.add("--config", "FILE",
              "read options from the TOML file FILE; the command line and LRSCOPE_… variables take precedence", group,
              [](const std::string&) {}, {.files = Files::any, .affects_results = false, .is_settable = false});
  command.add("--print-config", "", "print the configuration as TOML for --config and exit", group,
              [](const std::string&) {}, {.is_switch = true, .is_settable = false});
}

std::string variable_of(std::string_view key) {
  std::string name = "LRSCOPE_";
  for (const char c : key) name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

bool is_set_in_environment(std::string_view key) { return !environment_value(key).empty(); }

void Settings::set(Option& option, const Origin& origin) {
  try {
    if (!origin.values.empty()) option.give(origin.values);
    option.is_from_settings = true;
  } catch (const UsageError& error) {
    throw UsageError(error.after_flag && error.flag == origin.flag ? origin.name + *error.after_flag
                                                                   : origin.where + ": " + error.what());
  }
  origins_.push_back(origin);
}

Settings::Settings(const Program& program, Command& command) {
  if (!command.has_settings()) return;
  const Option& config = command.option("config");
  const std::string path = config.is_given() ? config.given.back() : environment_value("config");
  ConfigFile file;
  try {
    if (config.is_given() || !path.empty()) file = read_config(path);
  } catch (const IoError& error) {
    if (config.is_given()) throw;
    throw IoError(variable_of("config") + ": " + error.what());
  }
  check_keys(file, program);
  std::vector<Option*> open;  // the command line left them open
  for (Option& option : command.options)
    if (option.traits.is_settable && !option.is_given() && !command.is_given(option.traits.alternative_to))
      open.push_back(&option);
  for (Option* option : open) {
    const std::string flag = option->flag();
    if (const std::string text = environment_value(option->key); !text.empty()) {
      const std::string variable = variable_of(option->key);
      set(*option, {flag, variable, variable, {option->traits.is_switch ? switch_word(*option, text) : text}});
    } else if (const ConfigEntry* entry = find_entry(file, command.name, option->key);
               entry && !is_set_in_environment(option->traits.alternative_to)) {
      const std::string where = file.at(entry->value_place);
      set(*option, {flag, where + ": " + option->key, where, words_of(file, *entry, *option)});
    }
  }
  apply_preset(command);
  try {
    refuse_config_as_other_file(path, command);
  } catch (UsageError& error) {
    locate(error);
    throw;
  }
}

void Settings::locate(Error& error) const {
  std::string text = error.what(), remarks;
  for (const Origin& origin : origins_) {
    if (error.after_flag && error.flag == origin.flag) {
      text = origin.name + *error.after_flag;
      continue;
    }
    const bool names_file = !error.path.empty() && std::ranges::find(origin.values, error.path) != origin.values.end();
    const bool is_meant = error.flag == origin.flag || std::ranges::find(error.also, origin.flag) != error.also.end();
    if (names_file || is_meant) remarks += " (" + origin.flag + " is set by " + origin.where + ".)";
  }
  error.reword(text + remarks);
}

std::string configuration_text(const Command& command) {
  std::string text = "# Configuration of lrscope " + command.name + ", for --config.\n";
  for (const Option* option : command.settable_options()) {
    const OptionTraits& traits = option->traits;
    std::vector<std::string> values;
    for (const std::string& value : option->given) {
      values.push_back(toml_value(value));
      if (values.back().empty())
        throw bad_value(option->flag(), value,
                        "is not UTF-8, which TOML cannot hold; rename it, or keep it on the command line.");
    }
    if (traits.is_switch) values = {option->is_on() ? "true" : "false"};
    if (values.empty() && !traits.by_default.empty()) values.push_back(toml_value(traits.by_default));
    text += "\n# " + option->doc + (values.empty() ? "\n# " : "\n") + option->key + " = ";
    if (traits.is_repeatable && values.size() > 1)
      text += "[" + join(values, ", ") + "]\n";
    else
      text += (values.empty() ? option->metavar : values.back()) + "\n";
  }
  return text;
}

}  // namespace lrscope::cli
