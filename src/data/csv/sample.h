// The first records of a text, to judge it by. Private to this folder.
#pragma once

#include <string_view>

#include "base/text.h"
#include "data/csv/cell_look.h"
#include "data/csv/row_store.h"
#include "lrscope/dataset.h"

namespace lrscope {

struct Sample {
  RowStore records;
  LineNumbers lines;       // on which they begin
  double share_taken = 1;  // of the text, up to the first quote that may not be there

  Index rows() const { return records.rows(); }
  Index width(Index row) const { return records.width(row); }
  std::string_view cell(Index row, Index column) const { return trimmed(records.cell(row, column)); }
  bool is_number(Index row, Index column) const {
    return is_any_number(cell(row, column)) && !is_missing_marker(cell(row, column));
  }
};

Sample sample_of(std::string_view text, char delimiter, Index most_records);

}  // namespace lrscope
