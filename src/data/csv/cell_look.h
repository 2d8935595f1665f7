// What a cell is by its look: a missing value, a number, a number for people.
#pragma once

#include <string_view>

namespace lrscope {

/// True for the markers of a missing cell: empty, NA, N/A, NaN, null, ?, -, . (letters in any case).
bool is_missing_marker(std::string_view cell);

/// True for numbers that parse_number refuses: a decimal comma, thousands separators, a currency or percent sign
/// ("1,5", "1.234,5", "12 000", "$5", "3 %"). A column of these must not be taken for categories in silence.
bool is_localised_number(std::string_view cell);

/// True if parse_number takes it, or is_localised_number.
bool is_any_number(std::string_view cell);

/// Takes a currency or percent sign, and the spaces inside it, off `text`; true if there was one.
bool strip_mark(std::string_view& text);

}  // namespace lrscope
