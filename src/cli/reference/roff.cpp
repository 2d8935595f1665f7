#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "base/text.h"
#include "cli/reference/page.h"
#include "lrscope/version.h"

namespace lrscope::cli {
namespace {

constexpr std::string_view date_of_version = "2026-11-30";

/// Our text (valid UTF-8) as roff: nothing in it is a request or an escape, and the page is ASCII.
std::string roff(std::string_view text) {
  static const std::map<char32_t, std::string_view> escapes = {{U'\\', "\\e"},  {U'-', "\\-"},   {U'\'', "\\(aq"},
                                                               {U'^', "\\(ha"}, {U'~', "\\(ti"}, {U'"', "\\(dq"}};
  std::string out;
  while (!text.empty()) {
    const auto [character, size] = first_character(text);
    if (const auto escape = escapes.find(character); escape != escapes.end())
      out += escape->second;
    else
      out += size == 1 ? std::string(text.substr(0, 1)) : fmt::format("\\[u{:04X}]", static_cast<unsigned>(character));
    text.remove_prefix(size);
  }
  return out;
}

/// A line of a page: one that begins as a request does is none.
std::string guarded(std::string line) { return (line.starts_with('.') || line.starts_with('\'') ? "\\&" : "") + line; }

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

/// What a user types in bold.
std::string with_bold(std::string_view text) {
  const std::vector<std::string> parts = split(text, '`');
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : i % 2 == 1 ? "\\fB" : "\\fR") + roff(parts[i]);
  return out;
}

/// In lines of a length that tools for manual pages like.
std::string lines_of(std::string_view text) {
  constexpr std::size_t longest = 76;
  std::string out, line;
  for (const std::string& word : split(with_bold(text), ' ')) {
    if (!line.empty() && line.size() + 1 + word.size() > longest) out += guarded(std::exchange(line, {})) + "\n";
    line += (line.empty() ? "" : " ") + word;
  }
  return out + guarded(std::move(line)) + "\n";
}

struct ToRoff {
  bool is_first;  // of its section

  std::string begin() const { return is_first ? "" : ".PP\n"; }
  std::string operator()(const std::string& paragraph) const { return begin() + lines_of(paragraph); }
  std::string operator()(const Verbatim& verbatim) const {
    std::string text = begin() + ".nf\n";
    for (const std::string& line : split(std::string_view(verbatim.text).substr(0, verbatim.text.size() - 1), '\n'))
      text += guarded(roff(line)) + "\n";
    return text + ".fi\n";
  }
  std::string operator()(const EntryList& list) const {
    std::string text;
    for (const auto& [term, meaning, detail] : list.entries)
      text += ".TP\n" + guarded(bold(term)) + (detail.empty() ? "" : " " + italic(detail)) + "\n" + lines_of(meaning);
    return text;
  }
};

}  // namespace

std::string in_capitals(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string roff_of(const Page& page, const std::vector<Page>& others) {
  const std::string title = title_of(page);
  std::string text = fmt::format(".TH {} {} {} \"lrscope {}\" \"{}\"\n", in_capitals(title), page.chapter,
                                 date_of_version, version, page.chapter == 1 ? "User Commands" : "lrscope Manual");
  text += ".SH NAME\n" + roff(title) + " \\-\n" + lines_of(page.doc);
  for (const Section& section : page.sections) {
    text += ".SH " + roff(in_capitals(section.heading)) + "\n";
    for (const Block& block : section.blocks) text += std::visit(ToRoff{&block == section.blocks.data()}, block);
  }
  std::vector<std::string> see;
  for (const Page& other : others)
    if (title_of(other) != title) see.push_back(bold(title_of(other)) + fmt::format("({})", other.chapter));
  return text + ".SH SEE ALSO\n" + join(see, ",\n") + "\n";
}

}  // namespace lrscope::cli
