// A small font of our own for pictures: printable ASCII, some Greek letters and signs.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lrscope {

/// A glyph is `rows` high; row 0 is the top of the highest letters, capitals stand on rows 1 to 8.
struct Glyph {
  static constexpr int rows = 11;
  static constexpr int middle = 5;  // the row half way up a capital

  int width = 0;
  std::array<std::uint8_t, rows> bits{};  // column x is bit x
};

/// The glyphs of UTF-8 text; a box for a character that the font does not have.
std::vector<const Glyph*> glyphs_of(std::string_view text);

/// In pixels at `scale`, with a pixel of `scale` between letters.
int text_width(std::string_view text, int scale);

/// Whether the pixel (x, y) of the glyph at `scale` (a power of two) has ink. Corners of slanted strokes are smoothed.
bool has_ink(const Glyph& glyph, int x, int y, int scale);

}  // namespace lrscope
