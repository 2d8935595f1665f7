#include "cli11.h"
#include "completion.h"
#include "lrscope/core/text.h"

namespace lrscope::cli {
namespace {

const char* const head = R"(# Completion of lrscope for fish, as written by `lrscope completion fish`.

function __lrscope_has_no_command
    test (count (commandline -opc)) -eq 1
end

function __lrscope_command
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test $words[2] = $argv[1]
end

complete -c lrscope -f
complete -c lrscope -n __lrscope_has_no_command -s h -l help -d 'what it does, with examples'
complete -c lrscope -n __lrscope_has_no_command -l version -d 'the version'
)";

std::string fish_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string line_of(const CompletedCommand& command, const OptionRow& row) {
  std::string text = "complete -c lrscope -n '__lrscope_command " + command.name + "'";
  if (row.is_positional) {
    if (row.traits.files == Files::any) return text + " -F\n";
    if (row.traits.files == Files::csv) text += " -k -a '(__fish_complete_suffix .csv)'\n" + text;
    return text + " -a " + fish_word(join(row.traits.values, " ")) + "\n";
  }
  text += " -l " + row.key;
  if (!row.short_flag.empty()) text += " -s " + row.short_flag.substr(1);
  if (row.traits.files != Files::none)
    text += " -r -F";
  else if (!row.is_switch)
    text += " -x" + (row.traits.values.empty() ? "" : " -a " + fish_word(join(row.traits.values, " ")));
  return text + " -d " + fish_word(row.doc) + "\n";
}

}  // namespace

std::string fish_completion(CLI::App& app) {
  const auto commands = completed_commands(app);
  std::string text = head;
  for (const CompletedCommand& command : commands)
    text += "complete -c lrscope -n __lrscope_has_no_command -a " + command.name + " -d " +
            fish_word(command.doc) + "\n";
  for (const CompletedCommand& command : commands)
    for (const auto* rows : {&command.positionals, &command.options})
      for (const OptionRow& row : *rows) text += line_of(command, row);
  return text;
}

}  // namespace lrscope::cli
