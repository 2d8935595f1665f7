// What is wrong with the cells of a column, or with rows, for one reason: a fact, before remedies are looked for and a
// message is made of it (data/remedies.h). Private to this folder.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/data_facts.h"
#include "lrscope/types.h"

namespace lrscope {

struct Finding {
  static constexpr std::size_t most_places = 1000, most_texts = 4;

  DefectKind kind;
  std::optional<Index> column = {};
  std::string what = {};                // "'x' is not a number"
  std::string advice = {};              // that no option can follow: "correct the cell"
  bool needs_other_target = false;      // this column can be none
  std::vector<long long> lines = {};    // of the file, of the first cells or rows
  Index count = 0;                      // of all of them
  std::vector<std::string> texts = {};  // different cells, at most most_texts
  std::optional<Index> place = {};      // column of the first cell, from 0, of a row that is no row of the table

  /// One cell more.
  void add(long long line, std::string_view text) {
    ++count;
    if (lines.size() < most_places) lines.push_back(line);
    if (texts.size() >= most_texts) return;
    for (const std::string& known : texts)
      if (known == text) return;
    texts.emplace_back(text);
  }
};

using FindingSink = std::function<void(Finding&&)>;

}  // namespace lrscope
