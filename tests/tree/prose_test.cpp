// What people read is short, plain and complete: lengths, widths, links, and words that say nothing.
#include <regex>
#include <sstream>

#include "documents.h"
#include "transcript.h"

namespace fs = std::filesystem;

namespace {

struct Line {
  std::size_t number;  // from 1
  std::string text;
};

/// The lines outside fenced blocks.
std::vector<Line> words_of(const std::string& page) {
  std::vector<Line> lines;
  std::istringstream stream(text_of_page(page));
  bool in_block = false;
  std::size_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    if (line.starts_with("```"))
      in_block = !in_block;
    else if (!in_block)
      lines.push_back({number, line});
  }
  return lines;
}

std::size_t columns(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](unsigned char c) { return (c & 0xc0) != 0x80; }));
}

/// Tables and lines that are only a link cannot be broken.
bool can_be_wrapped(const std::string& line) {
  static const std::regex link(R"(\s*[*(]?\s*\[[^\]]*\]\([^)]*\)[).,:]*)");
  return !line.starts_with("|") && !line.starts_with("<!--") && !std::regex_match(line, link);
}

/// The anchor of a heading, as GitHub makes it.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const unsigned char c : heading.substr(heading.find_first_not_of("# ")))
    if (c == ' ')
      anchor += '-';
    else if (c >= 0x80 || std::isalnum(c) || c == '-' || c == '_')
      anchor += static_cast<char>(std::tolower(c));
  return anchor;
}

bool has_anchor(const fs::path& page, const std::string& anchor) {
  std::istringstream stream(read_file(page.string()));
  for (std::string line; std::getline(stream, line);)
    if (line.starts_with("#") && anchor_of(line) == anchor) return true;
  return false;
}

/// Words that say nothing, praise, or are Latin where plain words are to be had. Not looked for in code.
std::vector<std::string> words_to_avoid_in(const std::string& text) {
  static const std::regex code("`[^`]*`|[\\w-]+(\\|[\\w-]+)+|\\]\\([^)]*\\)"),
      words(
          "\\b(simply|just|obviously|easily|of course|trivially|very|quite|really|basically|actually|essentially|"
          "utili[sz]e[sd]?|leverag(e|es|ing)|robust(ly|ness)?|powerful|seamless(ly)?|cutting[- ]edge|"
          "state[- ]of[- ]the[- ]art|blazing(ly)?|note that|in order to|please|respectively|explod(e|es|ed|ing)|"
          "iterations?|e\\.g\\.|i\\.e\\.|etc\\.|w\\.r\\.t\\.)",
          std::regex::icase);
  const std::string plain = std::regex_replace(text, code, " ");
  std::vector<std::string> found;
  for (std::sregex_iterator it(plain.begin(), plain.end(), words), end; it != end; ++it) {
    const std::string rest = it->suffix();
    if (rest.empty() || !std::isalpha(static_cast<unsigned char>(rest.front()))) found.push_back(it->str());
  }
  return found;
}

}  // namespace

TEST_CASE("the README has at most 250 lines, a chapter of the guide 60 to 120") {
  for (const std::string& page : executed_pages()) {
    INFO(page);
    const std::string text = text_of_page(page);
    const auto lines = std::ranges::count(text, '\n');
    if (page == "README.md")
      CHECK(lines <= 250);
    else if (!page.ends_with("/README.md") && !page.ends_with("/glossary.md"))
      CHECK_EACH(lines >= 60, lines <= 120);
  }
}

TEST_CASE("no line of prose is wider than 100 columns") {
  for (const std::string& page : pages())
    for (const Line& line : words_of(page)) {
      INFO(page << ":" << line.number << ": " << line.text);
      CHECK((columns(line.text) <= 100 || !can_be_wrapped(line.text)));
    }
}

TEST_CASE("every link within the tree leads to a file, and to a heading of it") {
  static const std::regex link(R"(\]\(([^)#:]*)(?:#([^)]*))?\))");
  for (const std::string& page : pages()) {
    const std::string text = text_of_page(page);
    for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it) {
      INFO(page << ": " << it->str());
      const fs::path here = fs::path(LRSCOPE_SOURCE) / page;
      const fs::path there = (*it)[1].length() ? here.parent_path() / (*it)[1].str() : here;
      CHECK(fs::exists(there));
      if ((*it)[2].matched && fs::exists(there)) CHECK(has_anchor(there, (*it)[2]));
    }
  }
}

TEST_CASE("the guide's table of contents has every chapter") {
  const std::string contents = text_of_page("examples/guide/README.md");
  for (const auto& entry : fs::directory_iterator(fs::path(LRSCOPE_SOURCE) / "examples/guide")) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory()) continue;  // the pictures
    INFO(name);
    CHECK((name == "README.md" || contents.find("](" + name + ")") != std::string::npos));
  }
}

TEST_CASE("no page has a word to avoid") {
  CHECK_EACH(words_to_avoid_in("Simply, robustly").size() == 2, words_to_avoid_in("every adjustment, `robust`").empty(),
             words_to_avoid_in("e.g. this, etc.").size() == 2, words_to_avoid_in("--scale none|robust").empty());
  for (const std::string& page : pages())
    for (const Line& line : words_of(page)) {
      INFO(page << ":" << line.number << ": " << line.text);
      CHECK(words_to_avoid_in(line.text) == std::vector<std::string>());
    }
}

TEST_CASE("no help page has a word to avoid") {
  const test::Stage stage;
  for (const std::string command : {"", "sweep", "trace", "explain", "find", "map", "spectrum", "data", "merge", "demo",
                                    "export", "completion", "man"}) {
    const std::string called = "lrscope " + command;
    const Finished help = stage.run({0, called + " --help-all 2> /dev/null || " + called + " --help", {}, 0});
    CHECK(help.status == 0);
    std::istringstream stream(help.out);
    for (std::string line; std::getline(stream, line);) {
      INFO(called << ": " << line);
      CHECK(words_to_avoid_in(line) == std::vector<std::string>());
    }
  }
}
