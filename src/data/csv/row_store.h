// Rows of text cells, packed: the text of a row, and the ends of its cells in one, two or four bytes each, as the row's
// length requires. Rows are only added; nothing is copied when the store grows.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "lrscope/types.h"

namespace lrscope {

class RowStore {
 public:
  /// `ends[i]` is where cell i ends in `text`; each cell begins where the one before it ends.
  void add(std::string_view text, std::span<const std::uint32_t> ends);

  Index rows() const { return static_cast<Index>(rows_.size()); }
  /// Cells of a row.
  Index width(Index row) const;
  /// Requires: the row has that cell.
  std::string_view cell(Index row, Index column) const;
  /// Memory of all rows.
  std::uint64_t bytes() const { return bytes_ + 8 * static_cast<std::uint64_t>(rows_.size()); }

 private:
  char* place_for(std::size_t size);

  // A row is: its number of cells (4 bytes), how many bytes an end takes (1), the ends, the text.
  std::deque<const char*> rows_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;
  std::size_t left_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace lrscope
