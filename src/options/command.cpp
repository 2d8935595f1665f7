#include "options/command.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

#include "base/names.h"
#include "base/text.h"

namespace lrscope::cli {
namespace {

std::string with_case(std::string text, int (*convert)(int)) {
  for (char& c : text) c = static_cast<char>(convert(static_cast<unsigned char>(c)));
  return text;
}

bool has_name(const Option& option, std::string_view name) {
  return name == option.key || name == option.flag() || (!option.short_flag.empty() && name == option.short_flag) ||
         (name.starts_with("--") && is_among(name.substr(2), option.traits.other_flags));
}

/// Throws: UsageError for two values of an option that has one.
void require_one(const Option& option, const std::vector<std::string>& values) {
  if (values.size() < 2 || option.traits.is_repeatable) return;
  const std::string flag = option.flag();
  if (!option.traits.is_switch)
    throw UsageError(About{flag}, ": given more than once, as " + in_quotes(values[0]) + " and " +
                                      in_quotes(values[1]) + "; give it once.");
  for (const std::string& value : values)
    if (parse_switch(value) != parse_switch(values[0]))
      throw UsageError(About{flag}, ": given both as yes and as no; give it once.");
}

}  // namespace

std::optional<bool> parse_switch(std::string_view word) {
  constexpr std::string_view words[] = {"no", "yes", "false", "true", "off", "on", "0", "1"};
  const auto at = std::ranges::find(words, word) - std::begin(words);
  return at == std::ssize(words) ? std::nullopt : std::optional(at % 2 == 1);
}

void OptionTraits::add_no_effect(std::function<std::string()> reason) {
  no_effect = [reason = std::move(reason), others = std::move(no_effect)] {
    std::string text = reason();
    return text.empty() && others ? others() : text;
  };
}

void Option::give(const std::vector<std::string>& values) {
  require_one(*this, values);
  given = values;
  renamed.clear();
  if (traits.our_name)
    for (std::string& value : given) {
      std::string ours = traits.our_name(value);
      if (ours != value) renamed.emplace_back(value, ours);
      value = std::move(ours);
    }
  if (!traits.is_switch)
    for (const std::string& value : given) set(value);
  else if (is_on())
    set("");
}

bool Option::is_on() const { return !given.empty() && parse_switch(given.back()).value_or(false); }

std::string Option::flag() const { return is_positional ? with_case(key, std::toupper) : "--" + key; }

void Command::check() const {
  for (const Option& option : options)
    if (option.is_given() && option.traits.check) option.traits.check();
}

const Option* Command::find(std::string_view flag_or_key) const {
  const auto at = std::ranges::find_if(options, [&](const Option& option) { return has_name(option, flag_or_key); });
  return at == options.end() ? nullptr : &*at;
}

bool Command::is_given(std::string_view key) const {
  const Option* option = find(key);
  return option && option->is_given();
}

void Command::add(const std::string& names, const std::string& metavar, const std::string& its_doc,
                  const std::string& group, std::function<void(const std::string&)> set, OptionTraits traits) {
  Option option;
  for (const std::string& part : split(names, ',')) {
    option.is_positional = !part.starts_with('-');
    if (part.starts_with("--") || option.is_positional)
      option.key = option.is_positional ? with_case(part, std::tolower) : part.substr(2);
    else
      option.short_flag = part;
  }
  option.metavar = metavar.empty() ? join(traits.values, "|") : metavar;
  option.doc = its_doc;
  option.group = group;
  option.traits = std::move(traits);
  option.set = std::move(set);
  options.push_back(std::move(option));
}

void Command::add_switch(const std::string& names, bool& member, const std::string& its_doc, const std::string& group,
                         OptionTraits traits) {
  traits.is_switch = true;
  add(
      names, "", its_doc, group, [&member](const std::string&) { member = true; }, std::move(traits));
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

}  // namespace lrscope::cli
