#include "help.h"
#include "cli11.h"

#include "report/text_table.h"

namespace lrscope::cli {
namespace {

std::string without_final_newlines(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

std::string HelpFormatter::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
  if (mode == CLI::AppFormatMode::Sub) return make_expanded(app);
  return make_description(app) + make_usage(app, name) + "\n" + without_final_newlines(app->get_footer()) +
         "\n" + make_positionals(app) + make_groups(app, mode) + make_subcommands(app, mode);
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  std::string text = "  " + make_option_name(option, is_positional) + make_option_opts(option);
  const std::size_t column = get_column_width();
  if (width_of(text) >= column) text += "\n";
  const std::size_t used = text.ends_with('\n') ? 0 : width_of(text);
  return text + std::string(column - used, ' ') + make_option_desc(option) + "\n";
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  if (option->get_positional() || option->get_type_size() == 0 || option->get_type_name().empty()) return "";
  return " " + option->get_type_name();
}

std::string HelpFormatter::make_option_usage(const CLI::Option* option) const {
  const std::string name = make_option_name(option, true);
  return name == "NAME" ? "[" + name + "]" : name;  // a demo without a name is a list of demos
}

}  // namespace lrscope::cli
