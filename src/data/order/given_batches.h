// The rows of each step as a file says, in place of an order that is drawn: --batches.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "lrscope/types.h"

namespace lrscope {

/// Row numbers count the rows to train on from 0, in the order of the data file.
struct GivenBatches {
  std::string path;
  std::string hash;                       // of the row numbers, step by step
  std::vector<int> rows = {};             // of all steps, one after the other
  std::vector<std::size_t> begins = {0};  // of each step in `rows`, and the end of the last
  std::vector<long long> lines = {};      // line of the file of each step; empty: it has no lines

  Index steps() const { return std::ssize(begins) - 1; }

  std::span<const int> step(Index t) const {
    const auto at = static_cast<std::size_t>(t);
    return std::span(rows).subspan(begins[at], begins[at + 1] - begins[at]);
  }

  /// The most rows of a step.
  Index largest() const {
    Index most = 0;
    for (Index t = 0; t < steps(); ++t) most = std::max(most, std::ssize(step(t)));
    return most;
  }

  /// "order.txt:7" for the step's place in the file.
  std::string place(Index t) const {
    const auto at = static_cast<std::size_t>(t);
    return path + (lines.empty() ? ": step " + std::to_string(t) : ":" + std::to_string(lines[at]));
  }
};

}  // namespace lrscope
