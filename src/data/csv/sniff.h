// What a text is by its look: a missing value, a number for people, a delimiter, a header.
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

/// The delimiter among , ; TAB | under which the first records look most like a table; a comma if none does.
char sniff_delimiter(std::string_view head);

/// A first row is a header if it has words over a column of numbers, or only words, each once and none repeated below.
bool sniff_header(std::string_view head, char delimiter);

}  // namespace lrscope
