#include "options/command.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/text.h"

namespace lrscope::cli {
namespace {

/// "-o,--output", or "DATA".
Option named(const std::string& names) {
  Option option;
  for (const std::string& name : split(names, ',')) {
    if (name.starts_with("--")) {
      option.key = name.substr(2);
    } else if (name.starts_with('-')) {
      option.short_flag = name;
    } else {
      option.is_positional = true;
      for (const char c : name) option.key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return option;
}

bool has_name(const Option& option, std::string_view name) {
  return name == option.key || name == option.flag() || (!option.short_flag.empty() && name == option.short_flag);
}

}  // namespace

void Option::give(const std::vector<std::string>& values) {
  given = values;
  if (is_switch) {
    if (is_on()) set("");
    return;
  }
  for (const std::string& value : values) set(value);
}

bool Option::is_on() const {
  if (given.empty()) return false;
  const auto is_last = [&](const char* word) { return given.back() == word; };
  return is_last("true") || is_last("yes") || is_last("on") || is_last("1");
}

std::string Option::flag() const {
  if (!is_positional) return "--" + key;
  std::string name;
  for (const char c : key) name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

const Option* Command::find(std::string_view flag_or_key) const {
  const auto at = std::ranges::find_if(options, [&](const Option& option) { return has_name(option, flag_or_key); });
  return at == options.end() ? nullptr : &*at;
}

Option* Command::find(std::string_view flag_or_key) {
  return const_cast<Option*>(std::as_const(*this).find(flag_or_key));
}

bool Command::is_given(std::string_view key) const {
  const Option* option = find(key);
  return option && option->is_given();
}

void Command::add(const std::string& names, const std::string& metavar, const std::string& its_doc,
                  const std::string& group, std::function<void(const std::string&)> set, OptionTraits traits) {
  Option option = named(names);
  option.metavar = metavar.empty() ? join(traits.values, "|") : metavar;
  option.doc = its_doc;
  option.group = group;
  option.traits = std::move(traits);
  option.set = std::move(set);
  options.push_back(std::move(option));
}

void Command::add_switch(const std::string& names, const std::string& its_doc, const std::string& group,
                         std::function<void()> set, OptionTraits traits) {
  add(
      names, "", its_doc, group, [set](const std::string&) { set(); }, std::move(traits));
  options.back().is_switch = true;
}

void Command::add_switch(const std::string& names, bool& member, const std::string& its_doc, const std::string& group,
                         OptionTraits traits) {
  add_switch(
      names, its_doc, group, [&member] { member = true; }, std::move(traits));
}

std::vector<const Option*> Command::settable_options() const {
  std::vector<const Option*> settable;
  for (const Option& option : options)
    if (has_settings() && option.traits.is_settable) settable.push_back(&option);
  return settable;
}

const Command* Program::find(std::string_view name) const {
  const auto at = std::ranges::find(commands, name, &Command::name);
  return at == commands.end() ? nullptr : &*at;
}

std::vector<std::string> Program::command_names() const {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  return names;
}

}  // namespace lrscope::cli
