#include "data/csv/cell_look.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace lrscope {

bool is_missing_marker(std::string_view cell) {
  if (cell.size() > 4) return false;
  if (cell.empty()) return true;
  const auto is = [&](std::string_view marker) {
    return cell.size() == marker.size() && std::equal(cell.begin(), cell.end(), marker.begin(), [](char c, char m) {
             return c == m || (c >= 'A' && c <= 'Z' && static_cast<char>(c - 'A' + 'a') == m);
           });
  };
  constexpr std::string_view markers[] = {"na", "n/a", "nan", "null", "?", "-", "."};
  return std::any_of(std::begin(markers), std::end(markers), is);
}

bool strip_mark(std::string_view& text) {
  for (const std::string_view mark : {"$", "€", "£", "¥", "₹", "%"}) {
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

bool is_any_number(std::string_view cell) {
  // Most numbers are digits with at most one point: no need to know their value.
  const std::string_view unsigned_part = cell.substr(cell.starts_with('-') ? 1 : 0);
  std::size_t points = 0, digits = 0;
  for (const char c : unsigned_part) {
    points += c == '.';
    digits += c >= '0' && c <= '9';
  }
  if (digits > 0 && points <= 1 && points + digits == unsigned_part.size()) return true;
  return parse_number(cell) || is_localised_number(cell);
}

}  // namespace lrscope
