#include "option_table.h"

#include <algorithm>

#include "cli11.h"
#include "lrscope/core/text.h"
#include "options.h"

namespace lrscope::cli {
namespace {

/// A word that stands for itself in "N|full", as opposed to a name for a value.
bool is_literal(const std::string& word) {
  if (word.starts_with('-')) return false;
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == ':';
  });
}

std::vector<std::string> values_of(const std::string& key, const std::string& metavar) {
  std::vector<std::string> values;
  if (metavar == "NAME")
    for (const Choice& choice : choices_of(key)) values.push_back(choice.name);
  for (const std::string& word : split(metavar, '|'))
    if (is_literal(word)) values.push_back(word);
  return values;
}

OptionRow row_of(CLI::Option* option) {
  OptionRow row;
  row.option = option;
  row.is_positional = option->get_positional();
  row.is_switch = option->get_items_expected_max() == 0;
  row.key = row.is_positional ? CLI::detail::to_lower(option->get_name(true)) : option->get_lnames().front();
  if (!option->get_snames().empty()) row.short_flag = "-" + option->get_snames().front();
  row.metavar = row.is_switch ? "" : option->get_type_name();
  row.doc = option->get_description();
  row.group = option->get_group();
  row.values = values_of(row.key, row.metavar);
  row.files = row.metavar.starts_with("FILE|")              ? Files::csv
              : row.metavar == "FILE" || row.key == "files" ? Files::any
                                                            : Files::none;
  if (row.files != Files::none) row.metavar = "FILE";
  row.adds_up = !row.is_switch && (option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll ||
                                   option->get_items_expected_max() > 1);
  return row;
}

}  // namespace

std::string OptionRow::flag() const {
  return is_positional ? option->get_name(true) : "--" + key;
}

std::vector<OptionRow> options_of(CLI::App& command) {
  std::vector<OptionRow> rows;
  for (CLI::Option* option : command.get_options([](const CLI::Option*) { return true; }))
    if (option != command.get_help_ptr()) rows.push_back(row_of(option));
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
