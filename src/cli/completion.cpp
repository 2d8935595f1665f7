#include "completion.h"

#include <memory>
#include <span>

#include "cli11.h"
#include "commands.h"
#include "exit_status.h"
#include "lrscope/core/text.h"
#include "report/output.h"

namespace lrscope::cli {
namespace {

struct Shell {
  std::string_view name;
  std::string (*script)(CLI::App&);
};

std::span<const Shell> shells() {
  static constexpr Shell rows[] = {
      {"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}};
  return rows;
}

OptionRow help_row(CLI::App& command) {
  OptionRow row;
  row.option = command.get_help_ptr();
  row.key = "help";
  row.short_flag = "-h";
  row.doc = "what it does, with examples and all options";
  row.is_switch = true;
  return row;
}

}  // namespace

std::vector<CompletedCommand> completed_commands(CLI::App& app) {
  std::vector<CompletedCommand> commands;
  for (CLI::App* command : commands_of(app)) {
    CompletedCommand completed{command->get_name(), command->get_description(), {}, {}};
    for (const OptionRow& row : options_of(*command))
      (row.is_positional ? completed.positionals : completed.options).push_back(row);
    if (command->get_allow_extras())
      for (const OptionRow& row : settable_options_of(*app.get_subcommand("sweep")))
        if (!row.is_positional) completed.options.push_back(row);
    completed.options.push_back(help_row(*command));
    commands.push_back(std::move(completed));
  }
  return commands;
}

Command add_completion(CLI::App& app) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command =
      add_command(app, "completion", "the script by which a shell completes the command line");
  std::vector<std::string> names;
  for (const Shell& row : shells()) names.emplace_back(row.name);
  add_option(*command, "SHELL", "", "bash, zsh or fish", "",
             [shell](const std::string& text) { *shell = text; }, {.values = names});
  command->footer(
      "Examples:\n"
      "  source <(lrscope completion bash)                                        in this shell, or in "
      "~/.bashrc\n"
      "  lrscope completion zsh > ~/.zfunc/_lrscope                               a folder of $fpath\n"
      "  lrscope completion fish > ~/.config/fish/completions/lrscope.fish\n");
  return {command, [&app, shell, names] {
            if (shell->empty())
              throw UsageError("completion needs the name of a shell: lrscope completion " +
                               join(names, ", or lrscope completion ") + ".");
            const std::string text = find_named(shells(), *shell, "shell").script(app);
            Output output;
            output.write(text);
            output.close();
            return exit_ok;
          }};
}

}  // namespace lrscope::cli
