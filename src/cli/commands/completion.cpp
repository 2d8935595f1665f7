// completion: the scripts that ask `lrscope --complete WORDS…`.
#include <memory>
#include <span>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "options/option_groups.h"
#include "report/outputs.h"

namespace lrscope::cli {
namespace {

struct Shell {
  std::string_view name;
  std::string_view script;
};

constexpr std::string_view bash_script = R"(# Completion of lrscope for bash: source <(lrscope completion bash)
_lrscope() {
  local words=() last= word current cut n
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do  # readline takes = and : for words of their own
    n=${#words[@]}
    if [[ $n -gt 0 && ( $word == [=:] || $last == [=:] ) ]]; then words[n-1]+=$word; else words+=("$word"); fi
    last=$word
  done
  current=${COMP_WORDS[COMP_CWORD]}
  [[ $current == [=:] ]] && current=
  word=${words[${#words[@]}-1]} cut=${word%"$current"} COMPREPLY=()
  while IFS= read -r word; do
    case $word in
      @files) compopt -o filenames 2>/dev/null
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current") ;;
      @csv)
        while IFS= read -r word; do COMPREPLY+=("$word"); compopt -o filenames 2>/dev/null
        done < <(compgen -f -X '!*.csv' -- "$current"; compgen -d -- "$current") ;;
      *) word=${word%%$'\t'*}
        [[ $word == *[[:space:]]* ]] && printf -v word %q "$word"
        COMPREPLY+=("${word#"$cut"}") ;;
    esac
    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  done < <("${1:-lrscope}" --complete "${words[@]}" 2>/dev/null)
}
complete -F _lrscope lrscope
)";

constexpr std::string_view zsh_script = R"(#compdef lrscope
# Completion of lrscope for zsh: lrscope completion zsh > _lrscope, in a folder of $fpath
_lrscope() {
  local line; local -a values=() files=()
  for line in "${(@f)$(${words[1]:-lrscope} --complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      @csv) files=(-g '*.csv(-.) *(-/)') ;;
      @files) files=(-g '*') ;;
      ?*) values+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
    esac
  done
  (( $#values )) && _describe -V lrscope values
  (( $#files )) && { compset -P '--*='; _files $files }
}
if [[ $funcstack[1] == _lrscope ]]; then _lrscope "$@"; else compdef _lrscope lrscope; fi
)";

constexpr std::string_view fish_script =
    R"(# Completion of lrscope for fish: lrscope completion fish > ~/.config/fish/completions/lrscope.fish
function __lrscope
    set -l words (commandline -opc) (commandline -ct)
    for line in (command $words[1] --complete $words[2..-1] 2>/dev/null)
        switch $line
            case @csv
                __fish_complete_suffix .csv
            case @files
                __fish_complete_path (commandline -ct)
            case '*'
                echo $line
        end
    end
end
complete -c lrscope -f -a '(__lrscope)'
)";

constexpr Shell shells[] = {{"bash", bash_script}, {"zsh", zsh_script}, {"fish", fish_script}};

}  // namespace

Command completion_command() {
  auto shell = std::make_shared<std::string>();
  const std::vector<std::string> names = names_in(shells);
  Command command{.name = "completion", .doc = "print the completion script of a shell"};
  command.add("SHELL", "", "bash, zsh or fish", "", [shell](const std::string& text) { *shell = text; },
              {.values = names});
  command.examples =
      "  source <(lrscope completion bash)           in this shell, or in ~/.bashrc\n"
      "  source <(lrscope completion zsh)            the same in zsh\n"
      "  lrscope completion zsh > ~/.zfunc/_lrscope  a folder of $fpath\n"
      "  lrscope completion bash \\\n"
      "    > ~/.local/share/bash-completion/completions/lrscope  for every shell\n"
      "  lrscope completion fish > ~/.config/fish/completions/lrscope.fish\n";
  command.run = [shell, names](const Command&) {
    if (shell->empty())
      throw UsageError("completion needs the name of a shell: lrscope completion " +
                       join(names, ", or lrscope completion ") + ".");
    print(find_named(std::span<const Shell>(shells), *shell, "shell").script);
    return exit_ok;
  };
  return command;
}

}  // namespace lrscope::cli
