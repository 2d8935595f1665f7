#include "cli11.h"
#include "completion.h"
#include "lrscope/core/text.h"

namespace lrscope::cli {
namespace {

// $current, $previous and $cut are those of the caller: functions of bash see them.
const char* const head = R"(# Completion of lrscope for bash, as written by `lrscope completion bash`.

_lrscope_words() {
  local word
  while IFS= read -r word; do COMPREPLY+=("${word#"$cut"}"); done < <(compgen -W "$1" -- "$current")
}

_lrscope_files() {
  local file
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$current")
  compopt -o filenames 2>/dev/null
}

_lrscope_csv_files() {
  local file is_found=
  while IFS= read -r file; do
    COMPREPLY+=("$file") is_found=yes
  done < <(compgen -f -X '!*.csv' -- "$current"; compgen -d -- "$current")
  # Names of files are quoted; the colon of a built-in case is not to be.
  [ -z "$is_found" ] || compopt -o filenames 2>/dev/null
}

_lrscope() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} cut= options= words= is_csv= is_file=
  COMPREPLY=()
  # Readline takes = and : for words of their own.
  if [ "$current" = = ]; then current=
  elif [ "$previous" = = ]; then previous=${COMP_WORDS[COMP_CWORD-2]}
  elif [ "$current" = : ] && [ "$previous" = case ]; then
    cut=case: current=case: previous=${COMP_WORDS[COMP_CWORD-2]}
  elif [ "$previous" = : ] && [ "${COMP_WORDS[COMP_CWORD-2]}" = case ]; then
    cut=case: current=case:$current previous=${COMP_WORDS[COMP_CWORD-3]}
  fi
)";

const char* const tail = R"(  esac
  case $current in
    -*) _lrscope_words "$options" ;;
    case:*) _lrscope_words "$words" ;;
    *)
      [ -z "$words" ] || _lrscope_words "$words"
      [ -z "$is_csv" ] || _lrscope_csv_files
      [ -z "$is_file" ] || _lrscope_files ;;
  esac
  return 0
}

complete -F _lrscope lrscope
)";

/// "--output|-o"
std::string pattern_of(const OptionRow& row) {
  return row.flag() + (row.short_flag.empty() ? "" : "|" + row.short_flag);
}

/// The branch of one command: what its options take, and which there are.
std::string branch_of(const CompletedCommand& command) {
  std::string text = "    " + command.name + ")\n      case $previous in\n";
  std::vector<std::string> flags, free;
  for (const OptionRow& row : command.options) {
    flags.push_back(row.flag());
    if (!row.short_flag.empty()) flags.push_back(row.short_flag);
    if (row.is_switch) continue;
    if (row.traits.files != Files::none)
      text += "        " + pattern_of(row) + ") _lrscope_files; return 0 ;;\n";
    else if (!row.traits.values.empty())
      text += "        " + pattern_of(row) + ") _lrscope_words \"" + join(row.traits.values, " ") +
              "\"; return 0 ;;\n";
    else
      free.push_back(pattern_of(row));
  }
  if (!free.empty()) text += "        " + join(free, "|") + ") return 0 ;;\n";
  text += "      esac\n      options=\"" + join(flags, " ") + "\"\n";
  for (const OptionRow& row : command.positionals) {
    text += "      words=\"" + join(row.traits.values, " ") + "\"\n";
    if (row.traits.files != Files::none)
      text += row.traits.files == Files::csv ? "      is_csv=yes\n" : "      is_file=yes\n";
  }
  return text + "      ;;\n";
}

}  // namespace

std::string bash_completion(CLI::App& app) {
  const auto commands = completed_commands(app);
  std::vector<std::string> names;
  for (const CompletedCommand& command : commands) names.push_back(command.name);
  std::string text = head;
  text += "  if [ \"$COMP_CWORD\" -eq 1 ]; then _lrscope_words \"" + join(names, " ") +
          " --help --version\"; return 0; fi\n  case ${COMP_WORDS[1]} in\n";
  for (const CompletedCommand& command : commands) text += branch_of(command);
  return text + tail;
}

}  // namespace lrscope::cli
