// Text for people in wrapped lines: sentences, paragraphs with a title, commands to be copied.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "report/screen.h"

namespace lrscope {

/// `text` in lines of Screen::sentence_width(), the later ones indented, with a newline at the end.
std::string wrapped(std::string_view text, std::size_t indent = 0, const Screen& screen = {});

/// `title` in ten characters and the first line of `text` beside it, wrapped; further lines are indented only, and wrapped
/// on a terminal.
std::string paragraph(std::string_view title, std::string_view text, const Screen& screen = {});

/// Lines of text that are no record, to standard error; on a terminal wrapped, with two blanks before the later ones.
void print_remark(std::string_view lines);

/// A command below a paragraph, to be copied: one line, however long; on a terminal the lines that fit, as a shell joins
/// them.
std::string command_lines(std::string_view command, const Screen& screen = {});

/// The same for words of a command behind `indent` characters.
std::string shell_lines(std::string_view words, std::size_t indent, const Screen& screen);

}  // namespace lrscope
