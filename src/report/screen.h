// What shows text to a person: how wide its lines may be, and which colours it has.
#pragma once

#include <algorithm>
#include <cstddef>

namespace lrscope {

struct Screen {
  std::size_t width = 0;  // characters of a line of the terminal; 0: a file or a pipe, where lines may be of any length
  bool has_true_color = true;

  bool is_terminal() const { return width > 0; }
  /// Characters of a line of a table, or of anything else that can be made to fit; 0: any number.
  std::size_t line_width() const { return is_terminal() ? std::max(width, narrowest) : 0; }
  /// Characters of a line of sentences.
  std::size_t sentence_width() const { return is_terminal() ? std::clamp(width, narrowest, readable) : readable; }

 private:
  static constexpr std::size_t narrowest = 60;  // below it, words are torn apart
  static constexpr std::size_t readable = 110;
};

/// Of standard output.
Screen screen_of_output();
/// Of standard error.
Screen screen_of_error();

}  // namespace lrscope
