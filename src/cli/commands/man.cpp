#include <algorithm>
#include <memory>

#include "base/names.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/reference/topics.h"
#include "options/option_groups.h"
#include "report/outputs.h"

namespace lrscope::cli {
namespace {

enum class ManualFormat { roff, markdown };

constexpr std::string_view all = "all";

/// The names of the pages, but for the one without a name.
std::vector<std::string> names_of_pages(const Program& program) {
  std::vector<std::string> names = names_in(program.commands);
  for (const char* own : {"man", "help"})  // which are made with these names
    if (!program.find(own)) names.emplace_back(own);
  for (const Topic& topic : topics) names.emplace_back(topic.name);
  return names;
}

Page find_page(const std::vector<Page>& pages, const std::string& name) {
  const auto at = std::ranges::find(pages, name, &Page::name);
  if (at != pages.end()) return *at;
  std::vector<std::string> names;
  for (const Page& page : pages)
    if (!page.name.empty()) names.push_back(page.name);
  throw UsageError("man: no page is called " + in_quotes(name) + did_you_mean_one_of(name, names));
}

/// All of the reference on one page.
std::string whole_reference(std::vector<Page> pages) {
  std::erase_if(pages, [](const Page& page) { return page.name.empty(); });
  refer_to_earlier(pages);
  std::string text =
      "# Reference\n\nMade by `lrscope man all --format markdown`; `lrscope help TOPIC` shows a part of it.\n";
  for (const Page& page : pages) text += "\n" + markdown_of(page, 2);
  return text;
}

/// A page of the manual, or the entries that explain a word.
std::string help_about(const Program& program, const std::string& topic) {
  if (const Command* command = program.find(topic)) return full_help_of(*command);
  const std::vector<Page> pages = all_pages(program);
  if (const auto at = std::ranges::find(pages, topic, &Page::name); at != pages.end()) return text_of(*at);
  if (std::string found = text_about(pages, topic); !found.empty()) return found;
  throw UsageError("help: nothing is called " + in_quotes(topic) + did_you_mean_one_of(topic, names_of_pages(program)));
}

}  // namespace

Command man_command(const Program& program) {
  struct Asked {
    std::string page;
    ManualFormat format = ManualFormat::roff;
  };
  const auto asked = std::make_shared<Asked>();
  std::vector<std::string> names = names_of_pages(program);
  names.emplace_back(all);
  Command command{.name = "man", .doc = "print a page of the manual: the program's, a command's or a topic's"};
  add_text_option(command, "PAGE", "", asked->page,
                  "a command, or a topic of lrscope help; all: the whole reference, in Markdown; without it lrscope(1)",
                  "", {.values = names, .may_be_left_out = true});
  add_choice<ManualFormat>(command, "--format", asked->format,
                           {{"roff", ManualFormat::roff}, {"markdown", ManualFormat::markdown}},
                           "how the page is written [roff]", output_group, false);
  command.option("format").traits.is_settable = false;
  command.examples =
      "  lrscope man | man -l -\n"
      "  lrscope man sweep | man -l -\n"
      "  lrscope man fields | man -l -\n"
      "  lrscope man > ~/.local/share/man/man1/lrscope.1\n"
      "  lrscope man all --format markdown > reference.md\n";
  command.run = [&program, asked](const Command&) {
    const std::vector<Page> pages = all_pages(program);
    if (asked->page == all && asked->format == ManualFormat::roff)
      throw UsageError("man all: the whole reference is a page of Markdown; write lrscope man all --format markdown.");
    const bool is_roff = asked->format == ManualFormat::roff;
    if (asked->page == all) {
      print(whole_reference(pages));
    } else {
      const Page page = find_page(pages, asked->page);
      print(is_roff ? roff_of(page, pages) : markdown_of(page, 1));
    }
    return exit_ok;
  };
  return command;
}

Command help_command(const Program& program) {
  const auto topic = std::make_shared<std::string>();
  Command command{.name = "help",
                  .doc = "explain a command, a topic (outcomes, fields, formulas, files, exit) or a word"};
  add_text_option(command, "TOPIC", "", *topic,
                  "a command, outcomes, fields, formulas, files, exit, or any option, field, outcome or column", "",
                  {.values = names_of_pages(program), .may_be_left_out = true});
  command.examples =
      "  lrscope help\n"
      "  lrscope help outcomes\n"
      "  lrscope help sweep\n"
      "  lrscope help d2\n"
      "  lrscope help batch-size\n";
  command.run = [&program, topic](const Command&) {
    print(topic->empty() ? help_of(program) : help_about(program, *topic));
    return exit_ok;
  };
  return command;
}

}  // namespace lrscope::cli
