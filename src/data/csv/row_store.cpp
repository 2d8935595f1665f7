#include "data/csv/row_store.h"

#include <cstring>

namespace lrscope {
namespace {

constexpr std::size_t block_bytes = 1 << 20;
constexpr std::size_t head_bytes = 5;

template <class T>
T number_at(const char* place) {
  T value;
  std::memcpy(&value, place, sizeof value);  // rows stand at any address
  return value;
}

template <class T>
char* put_ends(std::span<const std::uint32_t> ends, char* place) {
  for (const std::uint32_t end : ends) {
    const T value = static_cast<T>(end);
    std::memcpy(place, &value, sizeof value);
    place += sizeof value;
  }
  return place;
}

template <class T>
std::string_view cell_of(const char* ends, std::uint32_t count, std::size_t column) {
  const char* const text = ends + count * sizeof(T);
  const std::size_t begin = column == 0 ? 0 : number_at<T>(ends + (column - 1) * sizeof(T));
  return {text + begin, number_at<T>(ends + column * sizeof(T)) - begin};
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
  const char width = text.size() <= 0xff ? 1 : text.size() <= 0xffff ? 2 : 4;
  char* const row = place_for(head_bytes + ends.size() * static_cast<std::size_t>(width) + text.size());
  const auto count = static_cast<std::uint32_t>(ends.size());
  std::memcpy(row, &count, sizeof count);
  row[4] = width;
  char* place = row + head_bytes;
  place = width == 1   ? put_ends<std::uint8_t>(ends, place)
          : width == 2 ? put_ends<std::uint16_t>(ends, place)
                       : put_ends<std::uint32_t>(ends, place);
  std::memcpy(place, text.data(), text.size());
  rows_.push_back(row);
}

std::string_view RowStore::cell(Index row, Index column) const {
  const char* const at = rows_[row];
  const auto count = number_at<std::uint32_t>(at);
  const char* const ends = at + head_bytes;
  const std::size_t which = column;
  switch (at[4]) {
    case 1:
      return cell_of<std::uint8_t>(ends, count, which);
    case 2:
      return cell_of<std::uint16_t>(ends, count, which);
    default:
      return cell_of<std::uint32_t>(ends, count, which);
  }
}

}  // namespace lrscope
