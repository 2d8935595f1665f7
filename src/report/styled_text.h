// Text and its styles, kept apart: no byte of the text can make a style. Outputs alone turns both into what a terminal gets.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace lrscope {

/// Parameters of the terminal's sequence for colours: "31", "38;2;255;0;0"; empty: as usual.
struct Style {
  std::string foreground = {};
  std::string background = {};

  bool operator==(const Style&) const = default;
};

class StyledText {
 public:
  StyledText() = default;
  /// In the usual style.
  StyledText(std::string text) : text_(std::move(text)) {}
  StyledText(const char* text) : text_(text) {}
  StyledText(std::string text, Style style);

  StyledText& operator+=(const StyledText& other);

  /// Without styles.
  const std::string& text() const { return text_; }
  /// Takes off the blanks at the end.
  void cut_blanks_at_end();
  /// Keeps the first bytes.
  void cut(std::size_t bytes);

  /// What a terminal or a file gets: every control character but line ends spelled out, styles as escape sequences if
  /// `is_colored`, else left out.
  std::string shown(bool is_colored) const;

 private:
  struct Span {
    std::size_t begin, end;
    Style style;
  };

  std::string text_;
  std::vector<Span> spans_;  // in order, none empty, none of the usual style
};

}  // namespace lrscope
