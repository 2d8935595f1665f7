#include "data/csv/row_store.h"

#include <cstring>

namespace lrscope {
namespace {

constexpr std::size_t block_bytes = 1 << 20;
constexpr std::size_t head_bytes = 5;

void put_number(char* place, std::size_t number, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) place[i] = static_cast<char>((number >> (8 * i)) & 0xff);
}

std::size_t number_at(const char* place, std::size_t bytes) {
  std::size_t number = 0;
  for (std::size_t i = bytes; i-- > 0;) number = number << 8 | static_cast<unsigned char>(place[i]);
  return number;
}

}  // namespace

char* RowStore::place_for(std::size_t size) {
  bytes_ += size;
  if (size > left_) {
    if (size >= block_bytes / 8) {  // a long row has a block of its own
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
      return blocks_.back().get();
    }
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_bytes));
    free_ = blocks_.back().get();
    left_ = block_bytes;
  }
  char* const place = free_;
  free_ += size;
  left_ -= size;
  return place;
}

void RowStore::add(std::string_view text, std::span<const std::uint32_t> ends) {
  const std::size_t width = text.size() <= 0xff ? 1 : text.size() <= 0xffff ? 2 : 4;
  char* const row = place_for(head_bytes + ends.size() * width + text.size());
  put_number(row, ends.size(), 4);
  put_number(row + 4, width, 1);
  char* place = row + head_bytes;
  for (const std::uint32_t end : ends) {
    put_number(place, end, width);
    place += width;
  }
  std::memcpy(place, text.data(), text.size());
  rows_.push_back(row);
}

std::string_view RowStore::cell(Index row, Index column) const {
  const std::size_t bytes = number_at(rows_[row] + 4, 1), which = column;
  const char* const ends = rows_[row] + head_bytes;
  const std::size_t begin = which == 0 ? 0 : number_at(ends + (which - 1) * bytes, bytes);
  return {ends + width(row) * bytes + begin, number_at(ends + which * bytes, bytes) - begin};
}

Index RowStore::width(Index row) const { return number_at(rows_[row], 4); }

}  // namespace lrscope
