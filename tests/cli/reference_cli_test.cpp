// Help, manual and reference: short where a person begins, whole where one looks things up, and one with the program.
#include <fstream>

#include "test.h"

namespace {
using Words = std::vector<std::string>;

std::string out_of(const std::string& words) {
  const Finished run = run_lrscope(words);
  INFO(words << ": " << run.err);
  CHECK(run.status == 0);
  return run.out;
}

Words lines_of(const std::string& text) {
  Words lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

/// What the shell would offer after `words`, without the meanings.
Words offered(const std::string& words) {
  Words names;
  for (const std::string& line : lines_of(out_of("--complete " + words)))
    names.push_back(line.substr(0, line.find('\t')));
  return names;
}

Words commands() {
  Words names = offered("''");
  std::erase_if(names, [](const std::string& name) { return name.starts_with('-'); });
  return names;
}
}  // namespace

TEST_CASE("help begins with five examples, fits 60 lines, and names every option") {
  REQUIRE(commands().size() >= 13);
  CHECK(lines_of(out_of("--help")).size() <= 60);
  for (const std::string& command : commands()) {
    CAPTURE(command);
    const std::string help = out_of(command + " --help"), full = out_of(command + " --help-all");
    CHECK(lines_of(help).size() <= 60);
    const auto begin = help.find("\nExamples:\n  "), end = help.find("\nArguments:");
    REQUIRE(begin != std::string::npos);
    const Words examples = lines_of(help.substr(begin + 11, end - begin - 11));
    CHECK(std::ranges::count_if(examples, [](const std::string& line) { return line.starts_with("  "); }) >= 5);
    for (const std::string& option : offered(command + " --")) {
      if (command == "demo" && option != "--help") continue;  // those of sweep
      CAPTURE(option);
      CHECK(full.find(option) != std::string::npos);
      CHECK((help.find(option) != std::string::npos || option == "--help" || option == "--help-all"));
    }
    CHECK(run_lrscope("help " + command).out == full);
  }
}

TEST_CASE("the examples of the help are taken by the program") {
  const std::string folder = scratch();
  std::size_t in_several_lines = 0;
  for (const std::string& command : commands()) {
    const Words lines = lines_of(out_of(command + " --help"));
    for (auto line = lines.begin(); line != lines.end(); ++line) {
      if (!line->starts_with("  lrscope ")) continue;
      std::string words = line->substr(10);
      in_several_lines += words.ends_with('\\');
      while (words.ends_with('\\')) words += "\n" + *++line;  // as it is copied
      words.resize(std::min(words.size(), words.find_first_of("|>")));
      CAPTURE(words);
      if (words.starts_with("demo") || words.starts_with("data.csv")) continue;
      CHECK(std::set{0, 4}.contains(run_lrscope(words, folder).status));  // 4: its files are not there
    }
  }
  CHECK(in_several_lines > 3);
}

TEST_CASE("every page of the manual is there, and programs for manual pages have nothing to complain about") {
  const std::string folder = scratch();
  const bool has_mandoc = shell("command -v mandoc").status == 0,
             has_groff = shell("man --warnings --version").status == 0;
  if (!has_mandoc) WARN("mandoc is missing: its complaints are not looked for");
  if (!has_groff) WARN("man is missing: its warnings are not looked for");
  Words pages = offered("man ''");
  std::erase(pages, "all");
  REQUIRE(pages.size() >= 18);
  pages.emplace_back("");
  for (const std::string& page : pages) {
    CAPTURE(page);
    const std::string text = out_of("man " + page);
    const std::string file = "page." + split(text, ' ').at(2);
    write_file(folder, file, text);
    if (has_mandoc) CHECK(shell("mandoc -T lint " + file, folder).out == "");
    if (has_groff)
      CHECK(shell("LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l " + file + " > formatted", folder).err == "");
  }
  CHECK(run_lrscope("man nonsense").status == 2);
}

TEST_CASE("the page of the reference is what the program says") {
  const std::string path = std::string(LRSCOPE_SOURCE) + "/examples/guide/reference.md";
  const std::string text = out_of("man all --format markdown");
  if (std::getenv("LRSCOPE_UPDATE_README")) std::ofstream(path) << text;
  CHECK((read_file(path) == text));
  // Nothing ends a cell of a table too early.
  std::size_t bars = 0;
  for (std::string line : lines_of(text)) {
    for (std::size_t at = 0; (at = line.find("\\|")) != std::string::npos;) line.erase(at, 2);
    const auto count = static_cast<std::size_t>(std::ranges::count(line, '|'));
    INFO(line);
    if (line.starts_with("|") && bars > 0) CHECK(count == bars);
    bars = line.starts_with("|") ? count : 0;
  }
}

TEST_CASE("every word of the tables is explained") {
  const std::string help = out_of("help outcomes");
  // A command, and how the headers of its tables begin.
  const std::vector<std::pair<std::string, Words>> tables = {
      {"sweep case:diabetes --seeds 0,1 --holdout .2 --lr 1e-7,1e-4,1 --epochs 2", {"   "}},
      {"trace case:diabetes --lr 1e-4 --max-steps 2", {" step"}},
      {"explain case:diabetes --lr 1e-2 --no-boundaries --max-steps 20",
       {"   step  event", "   step  layer", "     change"}},
      {"find case:diabetes --seeds 0,1 --hidden 4 --steps 30", {"suggestion", "  seed"}},
      {"spectrum case:diabetes --hidden none", {"rank", " share of v²   of", "    eigenvalues"}},
      {"data case:diabetes", {"    #"}}};
  for (const auto& [words, beginnings] : tables) {
    const Words lines = lines_of(out_of(words + " -q"));
    for (const std::string& beginning : beginnings) {
      const auto header =
          std::ranges::find_if(lines, [&](const std::string& line) { return line.starts_with(beginning); });
      CAPTURE(words, beginning);
      REQUIRE(header != lines.end());
      for (const std::string& word : split(header->substr(0, header->find('(')), ' ')) {
        CAPTURE(word);
        CHECK((help.find(word) != std::string::npos || word == "#"));
      }
    }
  }
  for (const std::string word : {"nonfinite", "no-skill", "spiked", "d2", "stability", "batch-size", "o", "mse"}) {
    CAPTURE(word);
    CHECK(out_of("help " + word).starts_with("lrscope-"));
  }
  const Finished unknown = run_lrscope("help batch-sise");
  CHECK_EACH(unknown.status == 2, unknown.out == "");
}
