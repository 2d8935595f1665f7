// Completion asked as a shell asks it, the manual page set as man sets it. Shells that are not installed are
// skipped by name. What the program answers is in transcripts/help.txt.
#include "test.h"

namespace {
bool is_installed(const std::string& program) {
  if (shell("command -v " + program).status == 0) return true;
  WARN("skipped: " << program << " is not installed");
  return false;
}

using Words = std::set<std::string>;

/// The first cell of each line.
Words words_of(const std::string& text) {
  Words words;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (!line.empty()) words.insert(line.substr(0, line.find('\t')));
  return words;
}

std::string folder_with_files() {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "age,body mass,y\n1,2,3\n4,5,6\n");
  write_file(folder, "di lution.csv", "a,b\n1,2\n");
  write_file(folder, "notes.txt", "");
  std::filesystem::create_directory(folder + "/deep");
  for (const char* name : {"bash", "zsh", "fish"})
    write_file(folder, name, run_lrscope("completion " + std::string(name)).out);
  return folder;
}

/// What bash offers for the last word of a command line, whose words are cut as readline cuts them.
Words offered(const std::string& words, const std::string& folder) {
  const Finished run = shell("source ./bash\nCOMP_WORDS=(lrscope " + words +
                                 ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                                 "_lrscope \"$LRSCOPE\"\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n",
                             folder);
  CHECK(run.err == "");
  return words_of(run.out);
}
}  // namespace

TEST_CASE("bash cuts words at = and :, and completes them") {
  const std::string folder = folder_with_files();
  CHECK(shell("bash -n ./bash", folder).status == 0);
  CHECK(offered("s", folder) == Words{"sweep", "spectrum"});
  CHECK(offered("sweep d.csv --scale = r", folder) == Words{"robust"});
  CHECK(offered("sweep d.csv --scale =", folder).size() == 5);
  CHECK(offered("sweep case : di", folder) == Words{"diabetes"});  // readline replaces what follows the colon
  CHECK(offered("sweep case :", folder).size() == 12);
  CHECK(offered("sweep d", folder) == Words{"d.csv", "deep", "di lution.csv"});
  CHECK(offered("sweep --config n", folder) == Words{"notes.txt"});
  CHECK(offered("sweep --output = n", folder) == Words{"notes.txt"});
  CHECK(offered("sweep d.csv --target ''", folder) == Words{"age", "body\\ mass", "y"});
  CHECK(offered("nonsense --", folder).empty());
}

TEST_CASE("zsh takes the script") {
  if (!is_installed("zsh")) return;
  const std::string folder = folder_with_files();
  const Finished parsed = shell("zsh -n ./zsh", folder);
  CHECK_EACH(parsed.err == "", parsed.status == 0);
  const Finished loaded = shell(
      "zsh -f -c 'autoload -U compinit && compinit -u -D && source ./zsh && print $_comps[lrscope] && functions "
      "_lrscope > /dev/null'",
      folder);
  CHECK_EACH(loaded.err == "", loaded.out == "_lrscope\n");
}

TEST_CASE("fish completes through its script") {
  if (!is_installed("fish")) return;
  const std::string folder = folder_with_files();
  CHECK(shell("fish -n ./fish", folder).status == 0);
  const auto complete = [&](const std::string& line) {
    return words_of(
        shell("PATH=$(dirname \"$LRSCOPE\"):$PATH HOME=$PWD fish -N -c 'source ./fish; complete -C \"lrscope " + line +
                  "\"'",
              folder)
            .out);
  };
  CHECK(complete("s") == Words{"spectrum", "sweep"});
  CHECK(complete("sweep d.csv --optimizer a") == Words{"adagrad", "adam", "adamw"});
  CHECK(complete("sweep --sc") == Words{"--scale", "--scale-target", "--schedule"});
  CHECK_EACH(complete("sweep case:di").contains("case:diabetes"), complete("sweep --config n") == Words{"notes.txt"});
}
