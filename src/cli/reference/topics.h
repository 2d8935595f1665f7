// The topics of the reference: what the words of tables, records, messages and files mean.
#pragma once

#include <string_view>
#include <vector>

#include "cli/reference/page.h"
#include "options/command.h"

namespace lrscope::cli {

Page outcomes_page();
/// Of the tables of explain, find, spectrum and data: a part of the page of outcomes.
std::vector<Section> other_columns();
Page fields_page();
Page formulas_page();
Page files_page();
Page exit_page();

/// A page that is made when it is asked for.
struct Topic {
  std::string_view name;
  Page (*page)();
};

/// All of these, in the order of the reference.
inline constexpr Topic topics[] = {{"outcomes", &outcomes_page},
                                   {"fields", &fields_page},
                                   {"formulas", &formulas_page},
                                   {"files", &files_page},
                                   {"exit", &exit_page}};

/// A command: usage, examples, every option.
Page page_of(const Command& command);
/// The page without a name: the program, its commands, the topics.
Page page_of(const Program& program);
/// Replaces the entries that an earlier page explains by their names.
void refer_to_earlier(std::vector<Page>& pages);

/// The program, its commands and the topics.
std::vector<Page> all_pages(const Program& program);

}  // namespace lrscope::cli
