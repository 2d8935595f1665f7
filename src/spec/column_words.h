// How flags name a column: the one place that knows which names --drop, --target and the like read as they are
// (data/column_plan.cpp reads them). Everything that prints a flag about a column takes its word from here.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lrscope/types.h"

namespace lrscope {

/// The words of the columns of one table. A name is its column's word if it is short, printable, the only one of its kind,
/// without a comma, and nothing that looks like an index or a range; for any other column it is the index.
class ColumnWords {
 public:
  ColumnWords() = default;
  explicit ColumnWords(const std::vector<std::string>& names);

  /// `name`: that of the column, which counts from 0.
  std::string word(Index column, const std::string& name) const;

 private:
  std::map<Index, std::string> others_;  // of the columns that are not called by their name
};

}  // namespace lrscope
