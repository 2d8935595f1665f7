// What a text is by its look: its delimiter, first lines that are no rows, a header.
#pragma once

#include <optional>
#include <string_view>

#include "lrscope/types.h"

namespace lrscope {

/// The delimiter that a first line "sep=;" names, as spreadsheets write it.
struct SeparatorLine {
  char delimiter;
  std::size_t bytes;  // of the line, without its end
};
std::optional<SeparatorLine> separator_line(std::string_view head);

/// The delimiter among , ; TAB | under which the first records look most like a table, or runs of blanks (' ') where
/// they make more numbers; a comma if none does.
char sniff_delimiter(std::string_view head);

/// How the first records stand to those below.
struct FirstRecords {
  Index width = 0;              // cells of a record
  Index others = 0;             // first records that are not as wide as all below
  Index other_width = 0;        // of the first of them
  long long lines = 0;          // of the text, up to the first record of that width
  std::optional<char> mark;     // with which each of them begins, where it is no letter, digit or quote
  bool lacks_one_name = false;  // the first record is one cell short, and names the columns but the first, as R writes
};
FirstRecords first_records(std::string_view head, char delimiter);

/// The first record after `others` is a header if it has words over a column of numbers, or only words, each once and
/// none repeated below, or whole numbers that count up beside such words, or where no other record counts.
bool sniff_header(std::string_view head, char delimiter, Index others = 0);

}  // namespace lrscope
