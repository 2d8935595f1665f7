// What fits a terminal: script(1) makes one, stty its width.
#include <regex>

#include "test.h"
#include "text_shape.h"

namespace {
bool has_terminal() {
  if (shell("script -qec 'stty cols 80 && stty size' /dev/null").out.find(" 80") != std::string::npos) return true;
  WARN("skipped: script(1) makes no terminal here");
  return false;
}

/// What a command shows on a terminal that wide, without styles.
std::string shown_on(int columns, const std::string& words, const std::string& variables = "") {
  const std::string folder = scratch();
  write_file(folder, "command",
             "stty cols " + std::to_string(columns) + " rows 50; \"$LRSCOPE\" " + words + " 2> /dev/null\n");
  std::string out = shell(variables + " TERM=xterm script -qec 'sh ./command' /dev/null", folder).out;
  std::erase(out, '\r');
  return std::regex_replace(out, std::regex("\x1b\\[[0-9;]*m"), "");
}

const std::string small = " case:diabetes --scale standard --hidden 8 --epochs 2 ";
const std::string many_fields =
    " --fields lr,file,outcome,optimizer,steps,final_loss,stability_formula,d2,divergence_step,initial_loss";
const std::vector<std::string> commands = {"sweep" + small + "--lr 1e-3,1e-2,1 --seeds 0..1 --holdout .2",
                                           "sweep" + small + "--lr auto:.002",
                                           "trace" + small + "--lr .1 --max-steps 6",
                                           "explain" + small + "--lr .5",
                                           "explain case:diabetes --lr 1e-3 --hidden 8 --epochs 2 --along along.csv",
                                           "find" + small + "--steps 40 --seeds 0..1",
                                           "spectrum" + small,
                                           "data case:diabetes --holdout .2",
                                           "map" + small + "--x lr=log:1e-3:10 --y init-scale=log:.1:10 --size 24x12",
                                           "map" + small + "--x lr=log:1e-3:10 --size 40",
                                           "sweep" + small + "--lr 1e-3,1e-2,.1,.5,1" + many_fields,
                                           "look case:diabetes",
                                           "demo square",
                                           "help outcomes"};
}  // namespace

TEST_CASE("nothing that a command shows is wider than the terminal") {
  if (!has_terminal()) return;
  for (const int columns : {80, 100, 120, 160})
    for (const std::string& command : commands) {
      CAPTURE(columns, command);
      const std::string out = shown_on(columns, command);
      CHECK(lines_of(out).size() > 5);
      for (const std::string& line : lines_of(out)) {
        CAPTURE(line);
        CHECK(characters(line) <= static_cast<std::size_t>(columns));
      }
    }
}

TEST_CASE("no line of any help is wider than a terminal of 80 columns, and no example anywhere") {
  if (!has_terminal()) return;
  std::vector<std::string> names = {""};
  for (const std::string& line : lines_of(run_lrscope("--complete ''").out))
    if (const std::string name = line.substr(0, line.find('\t')); !name.starts_with('-')) names.push_back(name + " ");
  REQUIRE(names.size() > 13);
  for (const std::string& name : names)
    for (const std::string& help : {name + "--help", name + "--help-all"}) {
      CAPTURE(help);
      const std::string shown = shown_on(80, help), piped = run_lrscope(help).out;
      const auto begin = piped.find("\n  "), end = piped.find("\n\n", begin);  // the examples
      CHECK_EACH(lines_of(shown).size() > 10, end > begin);
      std::vector<std::string> all = lines_of(piped.substr(begin, end - begin));
      for (const std::string& line : lines_of(shown)) all.push_back(line);
      for (const std::string& line : all) {
        CAPTURE(line);
        CHECK(characters(line) <= 80);
      }
    }
}

TEST_CASE("columns that a terminal has no room for are named below the table, and a wide one shows all") {
  if (!has_terminal()) return;
  const std::string sweep = commands.front();
  const std::string narrow = shown_on(80, sweep), wide = shown_on(200, sweep);
  CHECK_EACH(narrow.find("\nnot shown: limit, steps, initial loss, ") != std::string::npos,
             narrow.find("wider terminal, --fields or -o FILE.csv has them") != std::string::npos,
             wide.find("not shown") == std::string::npos);
  // Their words are not in the legend.
  CHECK_EACH(narrow.find("1st rise: ") == std::string::npos, wide.find("1st rise: ") != std::string::npos);
  const std::string piped = run_lrscope(sweep + " -q").out;
  CHECK(wide.starts_with(piped.substr(0, piped.find("\n\n"))));
}

TEST_CASE("of named fields a narrow terminal shows the first, and a pipe all of them") {
  if (!has_terminal()) return;
  const std::string words = "sweep" + small + "--lr 1e-3,1e-2 -q --fields ", named = "lr,outcome,steps,seed";
  const std::string others = ",final_loss,initial_loss,d2,stability_limit,first_rise_step";
  const std::string narrow = shown_on(80, words + named + others), piped = run_lrscope(words + named + others).out;
  CHECK_EACH(narrow.starts_with(run_lrscope(words + named).out.substr(0, 10)),
             narrow.find("\nnot shown: ") != std::string::npos, narrow.find("first_rise_step; ") != std::string::npos,
             piped.find("not shown") == std::string::npos, shown_on(200, words + named + others) == piped);
}

TEST_CASE("a command that is shown in several lines is one for a shell") {
  if (!has_terminal()) return;
  std::string out = shown_on(80, "explain" + small + "--lr .5");
  const auto begin = out.find("           lrscope sweep ");
  REQUIRE(begin != std::string::npos);
  const std::string lines = out.substr(begin, out.find("\ninstead", begin) - begin);
  CHECK(lines.find(" \\\n") != std::string::npos);
  const Finished typed = shell("lrscope() { \"$LRSCOPE\" \"$@\" --format csv -q; }\n" + lines);
  CHECK_EACH(typed.status == 0, typed.out.find("trained") != std::string::npos);
}

TEST_CASE("a map takes 256 colours unless COLORTERM says that there are more") {
  if (!has_terminal()) return;
  const std::string folder = scratch();
  write_file(folder, "command", "\"$LRSCOPE\" map" + small + "--x lr=log:1e-3:10 --size 20 -q --progress never\n");
  const auto out = [&](const std::string& variables) {
    return shell("TERM=xterm " + variables + " script -qec 'stty cols 80; sh ./command' /dev/null", folder).out;
  };
  CHECK_EACH(out("COLORTERM=").find("[38;5;") != std::string::npos,
             out("COLORTERM=").find("[38;2;") == std::string::npos,
             out("COLORTERM=truecolor").find("[38;2;") != std::string::npos,
             out("COLORTERM=truecolor NO_COLOR=1").find('\x1b') == std::string::npos,
             out("COLORTERM=24bit TERM=dumb").find('\x1b') == std::string::npos);
}

TEST_CASE("every command that takes long says how far it is, and how long it will take") {
  if (!has_terminal()) return;
  const std::string diabetes = " case:diabetes --scale standard --threads 1 ";
  const std::regex line("\\r\x1b\\[K[0-9]+/[0-9]+\\+? (run|cell|product)s.*, [0-9]+ %, (about )?[0-9]+ s left");
  for (const std::string& words :
       {"trace" + diabetes + "--lr 1e-4 --epochs 1500 --sharpness-every 0 --print-every 100000",
        "sweep" + diabetes + "--lr 1e-4 --epochs 6000", "sweep" + diabetes + "--lr auto --epochs 500",
        "find" + diabetes + "--epochs 300 --seeds 0..2", "explain" + diabetes + "--lr 1e-2 --epochs 200",
        std::string("spectrum case:diabetes --scale standard --hidden 128,128"),
        "map" + diabetes + "--hidden 64 --x lr=log:1e-4:1e-3 --size 300 --epochs 40 --engine loop"}) {
    CAPTURE(words);
    const auto shown = [&](const std::string& more, const std::string& to) {
      const std::string folder = scratch();
      write_file(folder, "command", "\"$LRSCOPE\" " + words + more + " > /dev/null" + to + "\n");
      return shell("TERM=xterm script -qec 'sh ./command' /dev/null", folder).out;
    };
    CHECK(std::regex_search(shown("", ""), line));
    CHECK(shown("", " 2> notes; cat notes").find(" left") == std::string::npos);  // no terminal: every half minute
  }
}

TEST_CASE(
    "remarks and errors are wrapped on a terminal, what is to be copied stays whole, and a file gets one line each") {
  if (!has_terminal()) return;
  const std::string folder = scratch();
  write_file(folder, "d.csv", "first column,second column,price\n1,2,3\n4,n/k,6\n7,8,10\n1,1,2\n");
  const auto blanks = std::regex("[ \r\n]+");
  for (const std::string& words : std::vector<std::string>{
           "sweep case:diabetes --scale standard --hidden 4 --lr 1e-3 --epochs 1 --momentum .5 --huber-delta 3",
           "sweep d.csv --lr 1e-3", "data d.csv", "sweep d.csv --format jsn",
           "trace case:line --lr 1e-3 --seeds 0 -o x.xls"})
    for (const int columns : {80, 100}) {
      CAPTURE(words, columns);
      write_file(folder, "command",
                 "stty cols " + std::to_string(columns) + "; \"$LRSCOPE\" " + words + " > /dev/null\n");
      const std::string seen = shell("TERM=dumb script -qec 'sh ./command' /dev/null", folder).out;
      for (const std::string& line : lines_of(seen)) {
        CAPTURE(line);
        CHECK(characters(line) <= static_cast<std::size_t>(columns) + line.ends_with('\r'));
      }
      const std::string piped = run_lrscope(words, folder).err;
      CHECK(std::regex_replace(seen, blanks, " ") == std::regex_replace(piped, blanks, " "));
      if (words.starts_with("data")) CHECK(seen.find("--na median") != std::string::npos);
    }
}
