#include "cli11.h"
#include "completion.h"
#include "lrscope/core/text.h"

namespace lrscope::cli {
namespace {

const char* const head = R"(#compdef lrscope
# Completion of lrscope for zsh, as written by `lrscope completion zsh`.

)";

const char* const body = R"(
_lrscope() {
  local curcontext=$curcontext state state_descr line
  typeset -A opt_args
  _arguments -C \
    '(-h --help)'{-h,--help}'[what it does, with examples]' \
    '--version[the version]' \
    '1:command:_lrscope_commands' \
    '*:: :->arguments' && return 0
  [[ $state == arguments ]] || return 1
  case $words[1] in
)";

const char* const tail = R"(  esac
}

if [[ $funcstack[1] == _lrscope ]]; then _lrscope "$@"; else compdef _lrscope lrscope; fi
)";

/// `text` within single quotes, each of `special` behind a backslash.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || special.find(c) != std::string_view::npos) out += '\\';
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out;
}

std::string action_of(const OptionRow& row) {
  if (row.traits.files == Files::csv) return "_lrscope_data";
  if (row.traits.files == Files::any) return "_files";
  return row.traits.values.empty() ? " " : "(" + join(row.traits.values, " ") + ")";
}

/// One specification of _arguments.
std::string specification_of(const OptionRow& row) {
  const std::string argument = row.is_switch ? "" : ":" + escaped(row.metavar, ":[]") + ":" + action_of(row);
  if (row.is_positional)
    return (row.traits.is_repeatable ? "'*:" : "'1:") + row.flag() + ":" + action_of(row) + "'";
  const std::string doc = "'[" + escaped(row.doc, "[]") + "]" + argument + "'";
  const std::string equals = row.is_switch ? "" : "=", plus = row.is_switch ? "" : "+";
  if (row.short_flag.empty()) return (row.traits.is_repeatable ? "'*'" : "") + row.flag() + equals + doc;
  const std::string exclusion =
      row.traits.is_repeatable ? "'*'" : "'(" + row.short_flag + " " + row.flag() + ")'";
  return exclusion + "{" + row.short_flag + plus + "," + row.flag() + equals + "}" + doc;
}

std::string functions_of(const std::vector<CompletedCommand>& commands) {
  std::string text = "_lrscope_commands() {\n  local -a commands\n  commands=(\n";
  for (const CompletedCommand& command : commands)
    text += "    '" + command.name + ":" + escaped(command.doc, ":") + "'\n";
  text += "  )\n  _describe command commands\n}\n\n_lrscope_data() {\n  local -a cases\n";
  for (const CompletedCommand& command : commands) {
    if (command.positionals.empty() || command.positionals.front().traits.files != Files::csv) continue;
    text += "  cases=(" + join(command.positionals.front().traits.values, " ") + ")\n";
    break;
  }
  return text + "  _alternative 'files:file:_files -g \"*.csv\"' 'cases:built-in case:compadd -a cases'\n}\n";
}

}  // namespace

std::string zsh_completion(CLI::App& app) {
  const auto commands = completed_commands(app);
  std::string text = head + functions_of(commands) + body;
  for (const CompletedCommand& command : commands) {
    text += "    (" + command.name + ")\n      _arguments -s -S";
    for (const auto* rows : {&command.options, &command.positionals})
      for (const OptionRow& row : *rows) text += " \\\n        " + specification_of(row);
    text += "\n      ;;\n";
  }
  return text + tail;
}

}  // namespace lrscope::cli
