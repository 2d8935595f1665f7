#include "option_table.h"

#include <algorithm>
#include <map>
#include <memory>

#include "cli11.h"
#include "commands.h"
#include "lrscope/core/text.h"

namespace lrscope::cli {
namespace {

/// A command whose options have traits.
class CommandApp final : public CLI::App {
 public:
  CommandApp(const std::string& doc, const std::string& name, CLI::App* parent) : CLI::App(doc, name, parent) {}

  std::map<const CLI::Option*, OptionTraits> traits;
};

void set_traits(CLI::App& command, const CLI::Option* option, OptionTraits traits) {
  if (auto* own = dynamic_cast<CommandApp*>(&command)) own->traits[option] = std::move(traits);
}

OptionRow row_of(const CLI::App& command, CLI::Option* option) {
  OptionRow row;
  row.option = option;
  row.is_positional = option->get_positional();
  row.is_switch = option->get_items_expected_max() == 0;
  row.key = row.is_positional ? CLI::detail::to_lower(option->get_name(true)) : option->get_lnames().front();
  if (!option->get_snames().empty()) row.short_flag = "-" + option->get_snames().front();
  row.traits = traits_of(command, *option);
  if (!row.is_switch) row.metavar = row.traits.files == Files::none ? option->get_type_name() : "FILE";
  row.doc = option->get_description();
  row.group = option->get_group();
  return row;
}

}  // namespace

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& doc) {
  return app.add_subcommand(std::make_shared<CommandApp>(doc, name, &app));
}

CLI::Option* add_option(CLI::App& command, const std::string& name, const std::string& metavar,
                        const std::string& doc, const std::string& group,
                        const std::function<void(const std::string&)>& set, OptionTraits traits) {
  const auto set_all = [set](const std::vector<std::string>& values) {
    for (const std::string& value : values) set(value);
  };
  CLI::Option* option = traits.is_repeatable
                            ? command.add_option_function<std::vector<std::string>>(name, set_all, doc)
                                  ->expected(1)
                                  ->allow_extra_args(false)
                                  ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
                            : command.add_option_function<std::string>(name, set, doc);
  option->type_name(metavar.empty() ? join(traits.values, "|") : metavar)->default_str(traits.by_default);
  if (!option->get_positional()) option->group(group);
  if (!option->get_positional() && !traits.is_repeatable) option->take_last();
  set_traits(command, option, std::move(traits));
  return option;
}

void add_switch(CLI::App& command, const std::string& name, bool& member, const std::string& doc,
                const std::string& group, bool affects_results) {
  CLI::Option* added = command.add_flag(name, member, doc)->group(group);
  set_traits(command, added, {.affects_results = affects_results});
}

void add_files(CLI::App& command, const std::string& name, std::vector<std::string>& member,
               const std::string& doc) {
  set_traits(command, command.add_option(name, member, doc)->type_name(""),
             {.files = Files::any, .is_repeatable = true});
}

const OptionTraits& traits_of(const CLI::App& command, const CLI::Option& option) {
  static const OptionTraits none;
  const auto* own = dynamic_cast<const CommandApp*>(&command);
  if (!own) return none;
  const auto found = own->traits.find(&option);
  return found == own->traits.end() ? none : found->second;
}

std::string OptionRow::flag() const {
  return is_positional ? option->get_name(true) : "--" + key;
}

std::vector<OptionRow> options_of(CLI::App& command) {
  std::vector<OptionRow> rows;
  for (CLI::Option* option : command.get_options([](const CLI::Option*) { return true; }))
    if (option != command.get_help_ptr()) rows.push_back(row_of(command, option));
  return rows;
}

std::vector<CLI::App*> commands_of(CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<OptionRow> settable_options_of(CLI::App& command) {
  std::vector<OptionRow> rows;
  if (!command.get_option_no_throw("--config")) return rows;
  for (OptionRow& row : options_of(command))
    if (row.key != "config" && row.key != "print-config") rows.push_back(std::move(row));
  return rows;
}

const OptionRow* find_row(const std::vector<OptionRow>& rows, const std::string& key) {
  const auto row = std::ranges::find(rows, key, &OptionRow::key);
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace lrscope::cli
