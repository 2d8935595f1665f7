#include "report/paragraphs.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/streams.h"
#include "base/text.h"
#include "report/text_table.h"

namespace lrscope {
namespace {

/// The end of what is in single quotes from `begin` on, '\'' within it included; nothing if they are not closed.
std::optional<std::size_t> end_of_quotes(std::string_view text, std::size_t begin) {
  constexpr std::string_view quote = "'\\''";
  for (;;) {
    const auto end = text.find('\'', begin + 1);
    if (end == std::string_view::npos) return std::nullopt;
    if (!text.substr(end).starts_with(quote)) return end + 1;
    begin = end + quote.size() - 1;
  }
}

/// Bytes up to the first blank where a line may end: not within a quoted name, or another word that a shell takes as one.
std::size_t size_of_word(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') return i;
    if (i > 0 && text[i - 1] != '=' && text[i - 1] != '(') continue;
    std::optional<std::size_t> end;
    if (text[i] == '\'') end = end_of_quotes(text, i);
    if (text.substr(i).starts_with("\"$"))
      if (const auto quote = text.find('"', i + 1); quote != std::string_view::npos) end = quote + 1;
    if (end) i = *end - 1;
  }
  return text.size();
}

bool ends_part_of_sentence(std::string_view word) {
  return word.empty() || std::string_view(".,;:)").find(word.back()) != std::string_view::npos;
}

/// The same, where flags and their values stay together: "--na-values x --na median".
std::size_t size_of_piece(std::string_view text) {
  const auto word_at = [&](std::size_t at) { return text.substr(at, size_of_word(text.substr(at))); };
  std::size_t size = 0;
  for (std::size_t next = 0; next < text.size() && text.substr(next).starts_with("--"); next = size + 1) {
    std::string_view word = word_at(next);
    size = next + word.size();
    if (word.find('=') == std::string_view::npos && !ends_part_of_sentence(word) && size < text.size()) {
      word = word_at(size + 1);
      size += 1 + word.size();
    }
    if (ends_part_of_sentence(word)) break;
  }
  return size > 0 ? size : size_of_word(text);
}

/// The first word of a command; of a flag, with its value.
std::size_t size_of_argument(std::string_view words) {
  const std::size_t size = size_of_word(words);
  const std::string_view rest = words.substr(std::min(size + 1, words.size()));
  const bool has_value = words.starts_with("--") && !rest.empty() && !rest.starts_with("--");
  return has_value ? size + 1 + size_of_word(rest) : size;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent, const Screen& screen) {
  const std::size_t width = screen.sentence_width();
  std::string out;
  std::size_t column = 0;
  for (bool is_first = true, is_end = false; !is_end; is_first = false) {
    const std::string_view word = text.substr(0, size_of_piece(text));
    is_end = word.size() == text.size();
    text.remove_prefix(word.size() + !is_end);
    const std::size_t length = width_of(word);
    if (column > indent && column + 1 + length > width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (!is_first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += length;
  }
  return out + "\n";
}

namespace {

constexpr std::size_t title_width = 11;  // of a paragraph, with the blank after it

}  // namespace

std::string paragraph(std::string_view title, std::string_view text, const Screen& screen) {
  const std::vector<std::string> lines = split(text, '\n');
  std::string out = wrapped(aligned(std::string(title), title_width - 1) + " " + lines.front(), title_width, screen);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string line = without_blanks_at_end(std::string(title_width, ' ') + lines[i]);
    out += screen.is_terminal() ? wrapped(line, title_width, screen) : line + "\n";
  }
  return out;
}

void print_remark(std::string_view lines) {
  const Screen screen = screen_of_error();
  if (!screen.is_terminal()) return print_note(lines);
  std::string text;
  for (const std::string& line : split(lines.substr(0, lines.size() - lines.ends_with('\n')), '\n'))
    text += wrapped(line, 2, screen);
  print_note(text);
}

std::string shell_lines(std::string_view words, std::size_t indent, const Screen& screen) {
  std::string out;
  std::size_t column = indent;
  for (bool is_first = true, is_last = false; !is_last; is_first = false) {
    const std::string_view piece = words.substr(0, size_of_argument(words));
    is_last = piece.size() == words.size();
    words.remove_prefix(piece.size() + !is_last);
    const std::size_t end = column + 1 + width_of(piece) + (is_last ? 0 : 2);  // with " \\"
    if (!is_first && screen.is_terminal() && end > screen.line_width()) {
      out += " \\\n" + std::string(indent + 2, ' ');
      column = indent + 2;
    } else if (!is_first) {
      out += ' ';
      ++column;
    }
    out += piece;
    column += width_of(piece);
  }
  return out + "\n";
}

std::string command_lines(std::string_view command, const Screen& screen) {
  return std::string(title_width, ' ') + shell_lines(command, title_width, screen);
}

}  // namespace lrscope
