#include "cli/reference/page.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "report/text_table.h"

namespace lrscope::cli {
namespace {

/// Without the marks around words that a user types.
std::string plain(std::string text) {
  std::erase(text, '`');
  return text;
}

std::string name_and_detail(const Entry& entry) {
  return entry.detail.empty() ? entry.term : entry.term + " " + entry.detail;
}

/// Names on the left, the meanings beside them or, where a name is long, below.
std::string text_of(const std::vector<Entry>& entries) {
  constexpr std::size_t widest = 26;
  std::size_t column = 0;
  for (const Entry& entry : entries) column = std::max(column, width_of(plain(name_and_detail(entry))));
  column = std::min(column, widest) + 4;
  std::string text;
  for (const Entry& entry : entries) {
    const std::string name = "  " + plain(name_and_detail(entry)), meaning = plain(entry.meaning);
    if (width_of(name) + 2 > column)
      text += name + "\n" + wrapped(std::string(column, ' ') + meaning, column, screen_of_output());
    else
      text += wrapped(aligned(name, column) + meaning, column, screen_of_output());
  }
  return text;
}

/// True for "batch-size" and "--batch-size", and each of the names in "-o, --output".
bool has_name(const Entry& entry, std::string_view word) {
  const auto without_dashes = [](std::string_view name) {
    return name.substr(std::min(name.find_first_not_of('-'), name.size()));
  };
  const std::vector<std::string> names = split(plain(entry.term), ',');
  return std::ranges::any_of(
      names, [&](const std::string& name) { return without_dashes(trimmed(name)) == without_dashes(word); });
}

struct ToText {
  std::string operator()(const std::string& paragraph) const {
    return wrapped(plain(paragraph), 0, screen_of_output());
  }
  std::string operator()(const EntryList& list) const { return text_of(list.entries); }
  std::string operator()(const Verbatim& lines) const { return lines.text; }
};

std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, 1, '\\');
  return text;
}

std::string code(const std::string& word) { return word.empty() ? "" : "`" + cell(word) + "`"; }

struct ToMarkdown {
  std::string operator()(const std::string& paragraph) const { return paragraph + "\n"; }
  std::string operator()(const Verbatim& lines) const { return "```\n" + lines.text + "```\n"; }
  std::string operator()(const EntryList& list) const {
    const bool has_details = !list.detail.empty();
    std::string text = "| " + list.term + (has_details ? " | " + list.detail : "") + " | " + list.meaning + " |\n";
    text += has_details ? "|---|---|---|\n" : "|---|---|\n";
    for (const Entry& entry : list.entries)
      text += "| " + code(entry.term) + (has_details ? " | " + cell(entry.detail) : "") + " | " + cell(entry.meaning) +
              " |\n";
    return text;
  }
};

}  // namespace

std::string title_of(const Page& page) { return page.name.empty() ? "lrscope" : "lrscope-" + page.name; }

std::string text_of(const Page& page) {
  std::string text = page.doc + "\n";
  for (const Section& section : page.sections) {
    text += "\n" + section.heading + "\n";
    for (const Block& block : section.blocks) text += std::visit(ToText(), block);
  }
  return text;
}

std::string markdown_of(const Page& page, int level) {
  std::string text = std::string(static_cast<std::size_t>(level), '#') + " " + page.name + "\n\n" + page.doc + ".\n";
  for (const Section& section : page.sections) {
    text += "\n" + std::string(static_cast<std::size_t>(level) + 1, '#') + " " + section.heading + "\n";
    for (const Block& block : section.blocks) text += "\n" + std::visit(ToMarkdown(), block);
  }
  return text;
}

std::string text_about(const std::vector<Page>& pages, std::string_view word) {
  std::vector<std::pair<std::string, std::string>> explanations;  // and where they stand
  for (const Page& page : pages)
    for (const Section& section : page.sections)
      for (const Block& block : section.blocks) {
        const auto* list = std::get_if<EntryList>(&block);
        if (!list) continue;
        for (const Entry& entry : list->entries) {
          if (!has_name(entry, word)) continue;
          const std::string text = text_of(std::vector<Entry>{entry});
          auto at = std::ranges::find(explanations, text, &std::pair<std::string, std::string>::first);
          if (at == explanations.end()) at = explanations.insert(at, {text, ""});
          at->second += (at->second.empty() ? "" : ", ") + title_of(page);
        }
      }
  std::string all;
  for (const auto& [text, where] : explanations) all += wrapped(where + ":", 0, screen_of_output()) + text;
  return all;
}

}  // namespace lrscope::cli
