// The pages that people read, relative to the source.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "test.h"

namespace lrscope::test {

/// README.md and the chapters of the guide, whose commands are executed. The reference is written by the program.
inline std::vector<std::string> executed_pages() {
  std::vector<std::string> pages;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(LRSCOPE_SOURCE) + "/examples/guide")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".md" && name != "reference.md") pages.push_back("examples/guide/" + name);
  }
  std::ranges::sort(pages);
  pages.insert(pages.begin(), "README.md");
  return pages;
}

/// These, and the pages for those who work on the code.
inline std::vector<std::string> pages() {
  std::vector<std::string> pages = executed_pages();
  for (const char* page : {"src/README.md", "tests/README.md", "include/lrscope/README.md", ".github/CHANGELOG.md"})
    pages.emplace_back(page);
  return pages;
}

inline std::string text_of_page(const std::string& page) { return read_file(std::string(LRSCOPE_SOURCE) + "/" + page); }

}  // namespace lrscope::test
