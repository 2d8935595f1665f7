// Fields that a person asked for, in aligned columns: all rows are kept until the widths are known. Where a terminal is too
// narrow, those that were named last are left out first: nobody but that person knows which matter most.
#pragma once

#include <string>
#include <vector>

#include "lrscope/fields.h"
#include "report/screen.h"

namespace lrscope {

class FieldTable {
 public:
  void add(const RecordView& record);
  /// The table of what was added, under the names of `kind`. Numbers have six digits. On a terminal the first column stays,
  /// long words are cut, and a line below names the columns left out.
  std::string text(const Kind& kind, const Screen& screen = {}) const;

 private:
  std::vector<std::vector<Value>> rows_;
};

}  // namespace lrscope
