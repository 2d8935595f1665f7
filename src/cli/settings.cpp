#include "settings.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>

#include "cli11.h"
#include "config_file.h"
#include "lrscope/core/text.h"
#include "option_table.h"

extern char** environ;

namespace lrscope::cli {
namespace {

constexpr std::string_view prefix = "LRSCOPE_";

bool is_yes_or_no(const OptionRow& row) {
  return row.values == std::vector<std::string>{"yes", "no"};
}

std::vector<std::string> keys_of(const std::vector<OptionRow>& rows) {
  std::vector<std::string> keys;
  for (const OptionRow& row : rows) keys.push_back(row.key);
  return keys;
}

/// Of all commands together.
std::vector<std::string> all_keys(CLI::App& app) {
  std::vector<std::string> keys;
  for (CLI::App* command : commands_of(app))
    for (const std::string& key : keys_of(settable_options_of(*command)))
      if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
  return keys;
}

[[noreturn]] void refuse_key(const ConfigFile& file, const ConfigEntry& entry,
                             const std::vector<std::string>& keys) {
  const std::string place = file.at(entry.key_place) + ": ";
  if (entry.key == "config" || entry.key == "print-config")
    throw UsageError(place + entry.key +
                     ": belongs on the command line; a configuration file names no other.");
  const std::string command = entry.table.empty() ? "sweep" : entry.table;
  throw UsageError(place + "unknown key " + in_quotes(entry.key) +
                   (entry.table.empty() ? "" : " in [" + entry.table + "]") + did_you_mean(entry.key, keys) +
                   " A key is an option without its dashes; lrscope " + command +
                   " --print-config lists them.");
}

/// Throws: UsageError for a key or table that no command knows, whichever command runs.
void check_keys(const ConfigFile& file, CLI::App& app) {
  std::vector<std::string> commands;
  for (CLI::App* command : commands_of(app))
    if (!settable_options_of(*command).empty()) commands.push_back(command->get_name());
  for (const ConfigFile::Table& table : file.tables)
    if (std::ranges::find(commands, table.name) == commands.end())
      throw UsageError(file.at(table.place) + ": unknown table " + in_quotes(table.name) +
                       did_you_mean(table.name, commands) +
                       " A table is named after its command: " + join(commands, ", ") + ".");
  for (const ConfigEntry& entry : file.entries) {
    const auto keys =
        entry.table.empty() ? all_keys(app) : keys_of(settable_options_of(*app.get_subcommand(entry.table)));
    if (std::ranges::find(keys, entry.key) == keys.end()) refuse_key(file, entry, keys);
  }
}

/// The value of a configuration file as the words of a command line, one for each use of the option.
std::vector<std::string> words_of(const ConfigFile& file, const ConfigEntry& entry, const OptionRow& row) {
  using Kind = ConfigValue::Kind;
  const ConfigValue& value = entry.value;
  const std::string place = file.at(entry.value_place) + ": " + entry.key + " ";
  if (row.is_switch) {
    if (value.kind == Kind::boolean) return value.parts;
    throw UsageError(place + in_quotes(join(value.parts, ",")) + ": is a switch; write " + entry.key +
                     " = true or false.");
  }
  if (value.kind == Kind::boolean) {
    if (is_yes_or_no(row)) return {value.parts.front() == "true" ? "yes" : "no"};
    throw UsageError(place + in_quotes(value.parts.front()) + ": is no switch, it takes a value; write " +
                     entry.key + " = " + row.metavar + ".");
  }
  if (value.kind == Kind::list && !row.adds_up) return {join(value.parts, ",")};
  return value.parts;
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
std::string switch_word(const OptionRow& row, const std::string& text) {
  for (const char* on : {"yes", "true", "on", "1"})
    if (text == on) return "true";
  for (const char* off : {"no", "false", "off", "0"})
    if (text == off) return "false";
  throw UsageError(variable_of(row.key) + " " + in_quotes(text) + ": " + row.flag() +
                   " is a switch; expected yes or no (or true, false, on, off, 1, 0).");
}

/// Variables that begin like ours and miss an option by a little.
std::vector<std::string> near_misses(CLI::App& app) {
  std::vector<std::string> flags, notes;
  for (const std::string& key : all_keys(app)) flags.push_back("--" + key);
  for (char** variable = environ; variable && *variable; ++variable) {
    const std::string text = *variable;
    const std::string name = text.substr(0, text.find('='));
    if (!name.starts_with(prefix)) continue;
    std::string flag = "--" + CLI::detail::to_lower(name.substr(prefix.size()));
    std::ranges::replace(flag, '_', '-');
    // LRSCOPE_SHARDS is for those who hand out shards of a sweep, not an option.
    if (flag == "--config" || flag == "--shards" || std::ranges::find(flags, flag) != flags.end()) continue;
    const std::string near = did_you_mean(flag, flags);
    if (near != ".") notes.push_back("the variable " + printable(name) + " sets no option" + near);
  }
  std::ranges::sort(notes);  // the order of an environment is nobody's choice
  return notes;
}

/// The file that LRSCOPE_CONFIG names, if it is set.
ConfigFile config_of_environment(const std::string& path) {
  if (path.empty()) return {};
  try {
    return read_config(path);
  } catch (const IoError& error) {
    throw IoError(variable_of("config") + ": " + error.what());
  }
}

/// Throws: UsageError if another option names the configuration file, which it would destroy or misread.
void refuse_config_as_other_file(const std::string& path, const std::vector<OptionRow>& rows) {
  for (const OptionRow& row : rows) {
    if (row.files == Files::none) continue;
    for (const std::string& value : row.option->results()) {
      std::error_code ignored;
      if (std::filesystem::is_regular_file(path, ignored) &&
          std::filesystem::equivalent(path, value, ignored))
        throw UsageError(row.flag() + " " + in_quotes(value) +
                         ": this is the configuration file; name another.");
    }
  }
}

// Two options of which one replaces the other: from a lower level neither changes what the other said.
constexpr std::pair<std::string_view, std::string_view> alternatives[] = {{"epochs", "max-steps"},
                                                                          {"seed", "seeds"}};

/// The other one of a pair of alternatives, or empty.
std::string_view alternative_to(std::string_view key) {
  for (const auto& [one, other] : alternatives) {
    if (key == one) return other;
    if (key == other) return one;
  }
  return "";
}

/// The rows that the command line left to the environment and the configuration file.
std::vector<OptionRow> open_rows(const std::vector<OptionRow>& rows) {
  std::vector<OptionRow> open;
  for (const OptionRow& row : rows) {
    const OptionRow* other = find_row(rows, std::string(alternative_to(row.key)));
    if (row.option->count() == 0 && !(other && other->option->count() > 0)) open.push_back(row);
  }
  return open;
}

/// Whether `word` stands in `text` with no part of a longer flag around it.
bool mentions(const std::string& text, const std::string& word) {
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool is_whole = end == text.size() || !(std::isalnum(static_cast<unsigned char>(text[end])) ||
                                                  text[end] == '-' || text[end] == '_');
    if (is_whole && (at == 0 || text[at - 1] != '-')) return true;
  }
  return false;
}

}  // namespace

void add_settings_options(CLI::App& app) {
  for (CLI::App* command : commands_of(app)) {
    const auto rows = options_of(*command);
    if (std::ranges::all_of(rows, &OptionRow::is_positional)) continue;
    command
        ->add_option_function<std::string>(
            "--config", [](const std::string&) {},
            "read options from the TOML file FILE; the command line and LRSCOPE_… variables win over it")
        ->type_name("FILE")
        ->group("Configuration")
        ->take_last();
    command
        ->add_flag_callback(
            "--print-config", [] {}, "print the configuration as TOML for --config, and do nothing else")
        ->group("Configuration");
  }
}

std::string variable_of(std::string_view key) {
  std::string name(prefix);
  for (const char c : key)
    name += c == '-' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

bool is_set_in_environment(std::string_view key) {
  return !environment_value(key).empty();
}

std::string Settings::placed(const std::string& message, const Origin& origin) {
  if (message.starts_with(origin.flag + " ") || message.starts_with(origin.flag + ":"))
    return origin.name + message.substr(origin.flag.size());
  return origin.where + ": " + message;
}

void Settings::set(CLI::Option& option, const Origin& origin) {
  try {
    for (const std::string& value : origin.values) option.add_result(value);
    if (!origin.values.empty()) option.run_callback();
  } catch (const UsageError& error) {
    throw UsageError(placed(error.what(), origin));
  } catch (const CLI::ParseError& error) {
    throw UsageError(origin.where + ": " + error.what() + ".");
  }
  origins_.push_back(origin);
}

Settings::Settings(CLI::App& app, CLI::App& command) {
  const std::vector<OptionRow> rows = settable_options_of(command);
  if (rows.empty()) return;
  notes_ = near_misses(app);
  const CLI::Option& config = *command.get_option("--config");
  const std::string path = config.count() > 0 ? config.results().back() : environment_value("config");
  const ConfigFile file = config.count() > 0 ? read_config(path) : config_of_environment(path);
  check_keys(file, app);
  for (const OptionRow& row : open_rows(rows)) {
    if (const std::string text = environment_value(row.key); !text.empty()) {
      const std::string variable = variable_of(row.key);
      set(*row.option, {row.flag(), variable, variable, {row.is_switch ? switch_word(row, text) : text}});
    } else if (const ConfigEntry* entry = find_entry(file, command.get_name(), row.key);
               entry && !is_set_in_environment(alternative_to(row.key))) {
      const std::string where = file.at(entry->value_place);
      set(*row.option, {row.flag(), where + ": " + row.key, where, words_of(file, *entry, row)});
    }
  }
  try {
    refuse_config_as_other_file(path, rows);
  } catch (const UsageError& error) {
    throw UsageError(located(error.what()));
  }
}

std::string Settings::located(const std::string& message) const {
  std::string text = message;
  for (const Origin& origin : origins_)
    if (message.starts_with(origin.flag + " ") || message.starts_with(origin.flag + ":"))
      text = placed(message, origin);
  for (const Origin& origin : origins_) {
    if (message.starts_with(origin.flag + " ") || message.starts_with(origin.flag + ":")) continue;
    const bool is_named = std::ranges::any_of(origin.values, [&](const std::string& value) {
      return message.starts_with(value + ": ") || message.find(in_quotes(value)) != std::string::npos;
    });
    if (is_named || mentions(message, origin.flag))
      text += " (" + origin.flag + " is set by " + origin.where + ".)";
  }
  return text;
}

std::string configuration_text(CLI::App& command) {
  std::string text = "# Configuration of lrscope " + command.get_name() + ", for --config.\n";
  for (const OptionRow& row : settable_options_of(command)) {
    text += "\n# " + row.doc + "\n";
    const auto& given = row.option->results();
    if (row.is_switch) {
      const bool is_on = !given.empty() && CLI::detail::to_flag_value(given.back()) > 0;
      text += row.key + " = " + (is_on ? "true" : "false") + "\n";
      continue;
    }
    std::vector<std::string> values;
    for (const std::string& value : given) {
      values.push_back(toml_value(value));
      if (values.back().empty())
        throw UsageError(
            row.flag() + " " + in_quotes(value) +
            ": is not UTF-8, which TOML cannot hold; rename it, or keep it on the command line.");
    }
    if (values.empty() && !row.option->get_default_str().empty())
      values.push_back(toml_value(row.option->get_default_str()));
    if (values.empty())
      text += "# " + row.key + " = " + row.metavar + "\n";
    else if (row.adds_up && values.size() > 1)
      text += row.key + " = [" + join(values, ", ") + "]\n";
    else
      text += row.key + " = " + values.back() + "\n";
  }
  return text;
}

}  // namespace lrscope::cli
