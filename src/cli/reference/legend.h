// What the words of a table mean, in short, below it on a terminal.
#pragma once

#include <set>
#include <string>

#include "lrscope/records.h"
#include "report/text_table.h"

namespace lrscope::cli {

/// Of the table of runs: the columns that had a value and the outcomes that occurred.
class RunLegend {
 public:
  void add(const RunRecord& run);
  /// Of the columns that `table` shows.
  std::string text(const TextTable& table, const Screen& screen) const;

 private:
  std::set<std::string> outcomes_, columns_;
};

/// Of the table of steps.
std::string step_legend(const TextTable& table, const Screen& screen);

}  // namespace lrscope::cli
