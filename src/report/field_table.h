// Fields that a person asked for, in aligned columns: all rows are kept until the widths are known, and no column is left
// out, whatever the terminal is.
#pragma once

#include <string>
#include <vector>

#include "lrscope/fields.h"

namespace lrscope {

class FieldTable {
 public:
  void add(const RecordView& record);
  /// The table of what was added, under the names of `kind`. Numbers have six digits.
  std::string text(const Kind& kind) const;

 private:
  std::vector<std::vector<Value>> rows_;
};

}  // namespace lrscope
