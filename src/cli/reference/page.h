// A page of the reference as a value, and what it looks like on a terminal, as a manual page and in Markdown. Words that a
// user types stand between `backticks` in every text.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lrscope::cli {

/// A name and its meaning.
struct Entry {
  std::string term;
  std::string meaning;
  std::string detail = {};  // what belongs to the name: a unit, the form of a value
};

/// Entries under headings of their parts; that of the details is empty where no entry has one.
struct EntryList {
  std::string term;
  std::string meaning;
  std::vector<Entry> entries;
  std::string detail = {};
};

/// Lines that stay as they are.
struct Verbatim {
  std::string text;
};

using Block = std::variant<std::string, EntryList, Verbatim>;

struct Section {
  std::string heading;
  std::vector<Block> blocks;
};

struct Page {
  std::string name;  // "fields"; of a command its name
  int chapter;       // of the manual: 1 commands, 5 files, 7 others
  std::string doc;   // one line
  std::vector<Section> sections;
};

/// Letters of ASCII.
std::string in_capitals(std::string text);

/// "lrscope-fields", "lrscope" for the page without a name.
std::string title_of(const Page& page);

std::string text_of(const Page& page);
/// With everything that a manual page begins with. `others`: pages to see as well.
std::string roff_of(const Page& page, const std::vector<Page>& others);
/// `level`: of the heading of the page, 1 or more.
std::string markdown_of(const Page& page, int level);

/// The entries that explain `word`, each once, with the pages where it stands; empty if there are none.
std::string text_about(const std::vector<Page>& pages, std::string_view word);

}  // namespace lrscope::cli
