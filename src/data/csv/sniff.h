// The delimiter and the header of a text, guessed from its beginning. Private to this folder.
#pragma once

#include <string_view>

namespace lrscope {

/// The delimiter among , ; TAB | under which the first records look most like a table; a comma if none does.
char sniff_delimiter(std::string_view head);

/// A first row is a header if it has words over a column of numbers, or only words, each once and none repeated below.
bool sniff_header(std::string_view head, char delimiter);

}  // namespace lrscope
