// What a person pastes from what the program printed, and what a shell makes of it.
#pragma once

#include "test.h"

namespace lrscope::test {

/// Names of columns and files made to harm, to mislead, or just unusual. None has a NUL.
const std::vector<std::string>& hostile_names();

/// The words that a shell makes of each line, whose command is `lrscope`. The lines run in a folder with a few files; fails
/// if one of them does not parse, runs anything else, or makes a file.
std::vector<std::vector<std::string>> pasted(const std::vector<std::string>& lines, const std::string& shell_name);

/// Flags and their values as they stand in `text` (behind "use", "or", "write", …), each as it is printed: "--drop 'a b'".
std::vector<std::string> flags_in(const std::string& text);

/// Command lines in `text`: from "lrscope" at the beginning of a line, behind a colon or "Write" to its end.
std::vector<std::string> commands_in(const std::string& text);

/// What `text` asks whether it was meant.
std::vector<std::string> suggestions_in(const std::string& text);

}  // namespace lrscope::test
