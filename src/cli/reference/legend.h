// What the words of a table mean, in short, below it on a terminal.
#pragma once

#include <set>
#include <string>

#include "lrscope/records.h"

namespace lrscope::cli {

/// Of the table of runs: the columns that had a value and the outcomes that occurred.
class RunLegend {
 public:
  void add(const RunRecord& run);
  std::string text() const;

 private:
  std::set<std::string> words_;
};

/// Of the table of steps.
std::string step_legend();

}  // namespace lrscope::cli
