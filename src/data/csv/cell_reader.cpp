#include "data/csv/cell_reader.h"

#include <algorithm>

namespace lrscope {
namespace {

/// Bytes of the separator of thousands at the beginning of `text`; 0 if there is none. Blanks and apostrophes are also
/// those of typography.
std::size_t separator_size(std::string_view text, char thousands) {
  if (text.starts_with(thousands)) return 1;
  const auto is = [&](std::string_view other) { return text.starts_with(other) ? other.size() : 0; };
  if (thousands == ' ') return is("\u00a0") + is("\u202f") + is("\u2009");
  return thousands == '\'' ? is("\u2019") : 0;
}

/// Takes the separators between groups of three digits out of the whole part of a number. False if the groups are others.
bool strip_thousands(std::string_view text, char thousands, char decimal, std::string& digits) {
  std::size_t in_group = 0, groups = 1;
  while (!text.empty() && text[0] != decimal) {
    if (text[0] >= '0' && text[0] <= '9') {
      digits += text[0];
      text.remove_prefix(1);
      ++in_group;
      continue;
    }
    const std::size_t size = separator_size(text, thousands);
    if (size == 0) break;  // an exponent, or no number: parse_number decides
    if (groups == 1 ? in_group == 0 || in_group > 3 : in_group != 3) return false;
    ++groups;
    in_group = 0;
    text.remove_prefix(size);
  }
  digits += text;
  return groups == 1 || in_group == 3;
}

}  // namespace

CellReader::CellReader(const CellFormat& format)
    : format_(format), is_plain_(format.decimal == '.' && !format.thousands) {
  if (format.thousands == format.decimal)
    throw UsageError(About{"--thousands", {"--decimal"}},
                     std::string(" ") + format.decimal + ": this is the decimal mark, too; add --decimal " +
                         (format.decimal == '.' ? "," : ".") + ", or use another separator of thousands.");
  for (const std::string& text : format.missing) missing_.push_back({text, number(text)});
}

bool CellReader::is_named_missing(std::string_view cell) const {
  const auto value = number(cell);
  return std::ranges::any_of(
      missing_, [&](const Missing& one) { return one.text == cell || (value && one.value && *value == *one.value); });
}

std::optional<double> CellReader::localised_number(std::string_view cell) const {
  std::string text;
  if (cell.starts_with('-') || cell.starts_with('+')) {
    text += cell[0];
    cell.remove_prefix(1);
  }
  if (format_.thousands) {
    strip_mark(cell);
    if (text.empty() && (cell.starts_with('-') || cell.starts_with('+'))) {  // $-5
      text += cell[0];
      cell.remove_prefix(1);
    }
    if (!strip_thousands(cell, *format_.thousands, format_.decimal, text)) return std::nullopt;
  } else {
    text += cell;
  }
  if (format_.decimal == ',') {
    if (text.find('.') != std::string::npos) return std::nullopt;
    std::ranges::replace(text, ',', '.');
  }
  return parse_number(text);
}

}  // namespace lrscope
