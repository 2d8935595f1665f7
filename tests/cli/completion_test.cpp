// What shells and readers of manuals are told is what the program takes: completion is asked as a shell asks
// it, the manual page is held against the help. Shells that are not installed are skipped by name.
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "catch.h"
#include "process.h"

namespace lrscope::test {
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

/// What the program answers to the scripts.
Words answers(const std::string& words, const std::string& folder = ".") {
  const Finished run = run_lrscope("--complete " + words, folder);
  CHECK(run.status == 0);
  CHECK(run.err == "");
  return words_of(run.out);
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

Words options_in_help(const std::string& command) {
  static const std::regex option("\n  (?:(-.),)?(--[a-z0-9-]+)");
  const std::string help = run_lrscope(command + " --help").out;
  Words flags;
  for (std::sregex_iterator it(help.begin(), help.end(), option), end; it != end; ++it) {
    flags.insert((*it)[2]);
    if ((*it)[1].matched) flags.insert((*it)[1]);
  }
  return flags;
}

const Words all_commands = {"sweep", "trace", "explain", "find", "map",        "spectrum",
                            "data",  "merge", "demo",    "completion", "man"};

}  // namespace

TEST_CASE("the program completes commands, every option of the help, and the values of those that have names") {
  Words first = all_commands;
  first.insert({"--help", "--version"});
  CHECK(answers("''") == first);
  CHECK(answers("s") == Words{"sweep", "spectrum"});
  for (const std::string command : {"sweep", "trace", "explain", "find", "map", "spectrum", "data"}) {
    CAPTURE(command);
    CHECK(answers(command + " -") == options_in_help(command));
  }
  CHECK(answers("sweep d.csv --scale ''") == Words{"none", "standard", "minmax", "max", "robust"});
  CHECK(answers("sweep d.csv --scale=r") == Words{"--scale=robust"});
  CHECK(answers("find d.csv --optimizer a") == Words{"adagrad", "adam", "adamw"});
  CHECK(answers("sweep d.csv --batch-size ''") == Words{"full"});
  CHECK(answers("sweep d.csv --lr ''").empty());
  CHECK(answers("sweep d.csv -o ''") == Words{"@files"});
  CHECK(answers("map d.csv --x momen") == Words{"momentum="});
  CHECK(answers("demo q") == Words{"question", "quartic"});
  CHECK(answers("demo question --optim") == Words{"--optimizer"});
  CHECK(answers("completion ''") == Words{"bash", "zsh", "fish"});
}

TEST_CASE("the program completes columns of DATA, and DATA with csv files and built-in cases") {
  const std::string folder = folder_with_files();
  CHECK(answers("sweep d.csv --target ''", folder) == Words{"age", "body mass", "y"});
  CHECK(answers("sweep -q d.csv --seed 3 --drop=a", folder) == Words{"--drop=age"});
  CHECK(answers("sweep d.csv --features age,b", folder) == Words{"age,body mass"});
  CHECK(answers("sweep case:diabetes --target prog") == Words{"progression"});
  CHECK(answers("sweep ca").size() == 12);
  CHECK(answers("sweep case:di") == Words{"case:diabetes"});
  CHECK(answers("merge n") == Words{"@files"});
}

TEST_CASE("there is no answer, and no complaint, where nothing can be known") {
  const std::string folder = folder_with_files();
  for (const char* words : {"", "nonsense --", "nonsense", "sweep nowhere.csv --target ''", "sweep notes.txt --target ''",
                            "sweep - --target ''", "sweep deep --target ''", "sweep --nonsense=", "sweep --target ''"}) {
    CAPTURE(words);
    CHECK(answers(words, folder).empty());
  }
}

TEST_CASE("bash cuts words at = and :, and completes them") {
  const std::string folder = folder_with_files();
  CHECK(shell("bash -n ./bash", folder).status == 0);
  CHECK(offered("s", folder) == Words{"sweep", "spectrum"});
  CHECK(offered("sweep d.csv --scale = r", folder) == Words{"robust"});
  CHECK(offered("sweep d.csv --scale =", folder).size() == 5);
  CHECK(offered("sweep case : di", folder) == Words{"diabetes"});  // readline replaces what follows the colon
  CHECK(offered("sweep case :", folder).size() == 11);
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
  CHECK(parsed.err == "");
  CHECK(parsed.status == 0);
  const Finished loaded = shell(
      "zsh -f -c 'autoload -U compinit && compinit -u -D && source ./zsh && "
      "print $_comps[lrscope] && functions _lrscope > /dev/null'",
      folder);
  CHECK(loaded.err == "");
  CHECK(loaded.out == "_lrscope\n");
}

TEST_CASE("fish completes through its script") {
  if (!is_installed("fish")) return;
  const std::string folder = folder_with_files();
  CHECK(shell("fish -n ./fish", folder).status == 0);
  const auto complete = [&](const std::string& line) {
    return words_of(shell("PATH=$(dirname \"$LRSCOPE\"):$PATH HOME=$PWD fish -N -c 'source ./fish; complete -C \"lrscope " +
                              line + "\"'",
                          folder)
                        .out);
  };
  CHECK(complete("s") == Words{"spectrum", "sweep"});
  CHECK(complete("sweep d.csv --optimizer a") == Words{"adagrad", "adam", "adamw"});
  CHECK(complete("sweep --sc") == Words{"--scale", "--scale-target", "--schedule"});
  CHECK(complete("sweep case:di").contains("case:diabetes"));
  CHECK(complete("sweep --config n") == Words{"notes.txt"});
}

TEST_CASE("an unknown shell and a missing one are refused with those that there are") {
  const Finished unknown = run_lrscope("completion bsh");
  CHECK(unknown.status == 2);
  CHECK(unknown.err == "lrscope: unknown shell 'bsh'; did you mean 'bash'? One of: bash, zsh, fish.\n");
  const Finished none = run_lrscope("completion");
  CHECK(none.status == 2);
  CHECK(none.out == "");
  CHECK(none.err ==
        "lrscope: completion needs the name of a shell: lrscope completion bash, or lrscope completion zsh, "
        "or lrscope "
        "completion fish.\n");
}

TEST_CASE("the manual page has its sections in order, every command and every option") {
  const Finished run = run_lrscope("man");
  CHECK(run.status == 0);
  CHECK(run.out.starts_with(".TH LRSCOPE 1 "));
  std::size_t last = 0;
  for (const char* section :
       {"NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"}) {
    CAPTURE(section);
    const auto at = run.out.find("\n.SH " + std::string(section) + "\n");
    REQUIRE(at != std::string::npos);
    CHECK(at > last);
    last = at;
  }
  for (const std::string& command : all_commands) {
    CAPTURE(command);
    CHECK(run.out.find("\n.SS " + command + "\n") != std::string::npos);
    const auto begin = run.out.find("\n.SS " + command + "\n");
    const std::string section = run.out.substr(begin, run.out.find("\n.S", begin + 1) - begin);
    for (const std::string& flag : options_in_help(command)) {
      if (flag == "--help" || flag == "-h") continue;
      CAPTURE(flag);
      const std::string text = std::regex_replace(flag, std::regex("-"), "\\-");
      CHECK(section.find(text) != std::string::npos);
    }
  }
  for (const char c : run.out) REQUIRE((c == '\n' || (c >= ' ' && c <= '~')));
}

TEST_CASE("the exit statuses of the manual page are those of the README") {
  const std::string page = run_lrscope("man").out;
  const std::string readme = read_file(LRSCOPE_SOURCE "/README.md");
  const std::string table = readme.substr(readme.find("| exit status | meaning |"));
  static const std::regex row("\\| (\\d+)[ /\\d]* \\|");
  const std::string rows = table.substr(0, table.find("\n\n"));
  int count = 0;
  for (std::sregex_iterator it(rows.begin(), rows.end(), row), end; it != end; ++it, ++count) {
    CAPTURE((*it)[1].str());
    CHECK(page.find(".TP\n\\fB" + (*it)[1].str()) != std::string::npos);
  }
  CHECK(count >= 6);
}

TEST_CASE("the manual page is set without a complaint") {
  const std::string folder = scratch();
  write_file(folder, "lrscope.1", run_lrscope("man").out);
  if (is_installed("groff")) {
    const Finished set =
        shell("groff -man -Tutf8 -ww lrscope.1 | sed 's/\\x1b\\[[0-9;]*m//g; s/[ -~]\\x08//g'", folder);
    CHECK(set.err == "");
    CHECK(set.out.find("β") != std::string::npos);
    CHECK(set.out.find("--batch-size N|full") != std::string::npos);
  }
  if (is_installed("mandoc")) {
    // A date would change the page without a change of what it says.
    const Finished lint = shell("mandoc -Tlint -W warning lrscope.1 | grep -v 'missing date'", folder);
    CHECK(lint.out == "");
    CHECK(lint.err == "");
  }
}

TEST_CASE("help leads with examples") {
  for (const std::string command :
       {"sweep", "trace", "explain", "find", "spectrum", "data", "merge", "demo", "completion"}) {
    CAPTURE(command);
    const std::string help = run_lrscope(command + " --help").out;
    const auto usage = help.find("\nUsage: lrscope " + command);
    const auto examples = help.find("\nExamples:\n  ");
    const auto options = help.find("\nOptions:\n");
    REQUIRE(examples != std::string::npos);
    CHECK(usage < examples);
    CHECK(examples < help.find("\nPositionals:\n"));
    CHECK(examples < options);
  }
  for (const std::string usage :
       {"sweep [OPTIONS] DATA", "demo [OPTIONS] [NAME]", "completion [OPTIONS] SHELL"}) {
    CAPTURE(usage);
    const std::string text = run_lrscope(usage.substr(0, usage.find(' ')) + " --help").out;
    CHECK(text.find("\nUsage: lrscope " + usage + "\n") != std::string::npos);
  }
  const std::string help = run_lrscope("--help").out;
  CHECK(help.find("\nStart here:\n") < help.find("\nOptions:\n"));
  CHECK(help.find("\nStart here:\n") < help.find("\nSubcommands:\n"));
}

}  // namespace lrscope::test
