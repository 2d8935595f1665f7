#include <algorithm>
#include <map>

#include "base/text.h"
#include "cli/exit_status.h"
#include "cli/reference/topics.h"

namespace lrscope::cli {
namespace {

std::string name_of(const Option& option) {
  return option.short_flag.empty() ? option.flag() : option.short_flag + ", " + option.flag();
}

Entry entry_of(const Option& option) {
  return {name_of(option), option.doc, option.is_positional || option.traits.is_switch ? "" : option.metavar};
}

std::string usage_of(const Command& command) {
  std::string usage = "`lrscope " + command.name + "`";
  for (const Option& option : command.options)
    if (option.is_positional) usage += option.traits.may_be_left_out ? " [" + option.flag() + "]" : " " + option.flag();
  const bool has_options =
      std::ranges::any_of(command.options, [](const Option& option) { return !option.is_positional; });
  return usage + (has_options || command.takes_extras ? " [OPTIONS]" : "");
}

/// Options in their groups, in the order of the help.
std::vector<Section> options_of(const Command& command) {
  std::vector<Section> sections;
  for (const Option& option : command.options) {
    const std::string heading = option.is_positional ? "Arguments" : option.group;
    auto at = std::ranges::find(sections, heading, &Section::heading);
    if (at == sections.end()) {
      const bool has_values = !option.is_positional;
      sections.push_back(
          {heading, {EntryList{has_values ? "option" : "argument", "meaning", {}, has_values ? "value" : ""}}});
      at = sections.end() - 1;
    }
    std::get<EntryList>(at->blocks.front()).entries.push_back(entry_of(option));
  }
  return sections;
}

}  // namespace

Page page_of(const Command& command) {
  Page page{command.name, 1, command.doc, {{"Synopsis", {usage_of(command)}}}};
  page.sections.push_back({"Examples", {Verbatim{command.examples}}});
  for (Section& section : options_of(command)) page.sections.push_back(std::move(section));
  return page;
}

Page page_of(const Program& program) {
  Page page{"", 1, "learning-rate divergence explorer", {}};
  page.sections.push_back({"Synopsis",
                           {"`lrscope` COMMAND [DATA] [OPTIONS]", "`lrscope` FILE.csv", "`lrscope help` [TOPIC]",
                            "`lrscope` [COMMAND] `--help` | `--help-all`", "`lrscope --version`"}});
  page.sections.push_back(
      {"Description",
       {"Trains a small dense network on a CSV file at many learning rates, from the same initial weights and over the "
        "same "
        "batches, and reports at which of them training blows up, where, when and why.",
        "Records go to standard output, everything else to standard error. The same command prints the same bytes, for "
        "any "
        "number of threads.",
        "A file without a command is described, as `data` does, and swept in short with its columns scaled."}});
  EntryList commands{"command", "does", {}}, explanations{"topic", "explains", {}};
  for (const Command& command : program.commands) commands.entries.push_back({command.name, command.doc});
  for (const Topic& topic : topics) {
    const Page explained = topic.page();
    explanations.entries.push_back({explained.name, explained.doc});
  }
  page.sections.push_back({"Commands", {std::move(commands)}});
  page.sections.push_back({"Topics of lrscope help", {std::move(explanations)}});
  page.sections.push_back({"Examples", {Verbatim{program.footer}}});
  for (Section& section : exit_page().sections) page.sections.push_back(std::move(section));
  page.sections.push_back(files_page().sections.back());  // the environment
  return page;
}

void refer_to_earlier(std::vector<Page>& pages) {
  std::map<std::string, std::string> explained;  // an entry → the page
  for (Page& page : pages)
    for (Section& section : page.sections) {
      auto* list = section.blocks.empty() ? nullptr : std::get_if<EntryList>(&section.blocks.front());
      if (!list) continue;
      std::map<std::string, std::vector<std::string>> elsewhere;  // by page
      std::erase_if(list->entries, [&](const Entry& entry) {
        const auto [first, is_new] = explained.try_emplace(entry.term + "\n" + entry.meaning, page.name);
        if (!is_new) elsewhere[first->second].push_back("`" + entry.term + "`");
        return !is_new;
      });
      if (list->entries.empty()) section.blocks.clear();
      for (const auto& [other, terms] : elsewhere)
        section.blocks.emplace_back("As in `" + other + "`: " + join(terms, ", ") + ".");
    }
}

std::vector<Page> all_pages(const Program& program) {
  std::vector<Page> pages = {page_of(program)};
  for (const Command& command : program.commands) pages.push_back(page_of(command));
  for (const Topic& topic : topics) pages.push_back(topic.page());
  return pages;
}

}  // namespace lrscope::cli
