#include "lrscope/data/cell.h"

#include <algorithm>
#include <string>

#include "lrscope/core/text.h"

namespace lrscope {
namespace {

/// Takes a currency or percent sign, and the spaces inside it, off `text`; true if there was one.
bool strip_mark(std::string_view& text) {
  for (const std::string_view mark : {"$", "€", "£", "%"}) {
    if (text.starts_with(mark))
      text.remove_prefix(mark.size());
    else if (text.ends_with(mark))
      text.remove_suffix(mark.size());
    else
      continue;
    text = trimmed(text);
    return true;
  }
  return false;
}

}  // namespace

bool is_missing_marker(std::string_view cell) {
  if (cell.size() > 4) return false;
  std::string lower(cell);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  constexpr std::string_view markers[] = {"", "na", "n/a", "nan", "null", "?", "-", "."};
  return std::find(std::begin(markers), std::end(markers), lower) != std::end(markers);
}

bool is_localised_number(std::string_view cell) {
  if (cell.starts_with('-') || cell.starts_with('+')) cell.remove_prefix(1);
  const bool is_marked = strip_mark(cell);
  // Digits in groups: between two separators stand three, before the first at most three if there are more.
  std::size_t groups = 1, digits = 0, first = 0;
  for (const char c : cell) {
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (c == ',' || c == '.' || c == ' ' || c == '\'') {
      if (groups == 1)
        first = digits;
      else if (digits != 3)
        return false;
      ++groups;
      digits = 0;
    } else {
      return false;
    }
  }
  if (digits == 0 || (groups > 1 && first == 0) || (groups > 2 && first > 3)) return false;
  return is_marked || !parse_number(cell);
}

}  // namespace lrscope
