#include "options/parser.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace lrscope::cli {
namespace {

void bind(CLI::App& app, Option& option) {
  std::string names = option.flag();
  if (!option.short_flag.empty()) names = option.short_flag + "," + names;
  const auto take = [&option](const CLI::results_t& values) {
    option.give(values);
    return true;
  };
  CLI::Option* bound = app.add_option(names, take)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (option.is_switch)
    bound->expected(0);
  else if (option.is_positional && option.traits.is_repeatable)
    bound->expected(CLI::detail::expected_max_vector_size);
  else if (option.is_positional)
    bound->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  else
    bound->expected(1)->allow_extra_args(false);
}

}  // namespace

Parsed parse(Program& program, const std::vector<std::string>& words) {
  CLI::App app;
  app.set_version_flag("--version", "");
  app.require_subcommand(0, 1);
  std::vector<CLI::App*> apps;
  for (Command& command : program.commands) {
    apps.push_back(app.add_subcommand(command.name));
    for (Option& option : command.options) bind(*apps.back(), option);
    apps.back()->allow_extras(command.takes_extras);
  }
  Parsed parsed;
  const auto note_command = [&] {
    for (std::size_t i = 0; i < apps.size(); ++i) {
      if (!apps[i]->parsed()) continue;
      parsed.command = &program.commands[i];
      parsed.extras = apps[i]->remaining();
    }
  };
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend() - 1);  // as CLI11 takes them
    app.parse(reversed);
    note_command();
    if (parsed.command) parsed.command->extras = parsed.extras;
  } catch (const CLI::CallForVersion&) {
    parsed.kind = Parsed::Kind::version;
  } catch (const CLI::CallForHelp&) {
    parsed.kind = Parsed::Kind::help;
    note_command();
  } catch (const CLI::ParseError& error) {
    parsed.kind = Parsed::Kind::fault;
    parsed.fault = error.what();
    note_command();
    // CLI11 leaves words behind "--" to the parent.
    if (parsed.extras.empty()) {
      parsed.extras = app.remaining();
      parsed.are_behind_dashes = parsed.command != nullptr;
    }
  }
  return parsed;
}

}  // namespace lrscope::cli
