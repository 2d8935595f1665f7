// A small font of our own: printable ASCII, some Greek letters and signs.
#include <algorithm>
#include <array>
#include <map>

#include "map/picture/drawing.h"

namespace lrscope {
namespace {

/// Row 0 is the top of the highest letters, capitals stand on rows 1 to 8.
struct Glyph {
  static constexpr int rows = 11;

  int width = 0;
  std::array<std::uint8_t, rows> bits{};  // column x is bit x
};

/// Characters beside each other, in cells of eight columns and twelve rows: each Braille sign is 2 × 4 pixels.
struct Sheet {
  std::u32string_view characters;
  std::array<std::u32string_view, 3> lines;
};

// clang-format off
constexpr Sheet sheets[] = {
    {U" !\"#$%&'()*+,-./01234567",
     {U"    ⡆   ⠇⠇  ⣰⣀⣆ ⡔⡗⠂ ⡔⡄⡰ ⡔⢢  ⠇   ⡰⠁  ⠱⡀  ⢄⣆⠄  ⡀               ⡜  ⡔⠒⡄ ⡠⡆  ⠔⠒⡄ ⠔⠒⡄  ⣴  ⡖⠒⠂ ⡠⠒  ⠒⠒⡆",
      U"    ⠇       ⢼⠤⡧ ⣈⣏⠆ ⢈⠜⡔⡄⡎⠑⡔     ⡇    ⡇  ⠁⠃⠁ ⠒⡗⠂ ⢀   ⠒⠒  ⡀   ⢰⠁  ⡇ ⡇  ⡇  ⢀⠔⠁ ⡀⠉⡆ ⣜⣸⡀ ⡉⠉⡆ ⡏⠉⡆  ⡜",
      U"    ⠁       ⠈ ⠁  ⠁  ⠈ ⠈ ⠈⠉⠈     ⠘⠄  ⠜           ⠜       ⠁   ⠃   ⠈⠉  ⠉⠉⠁ ⠉⠉⠁ ⠈⠉   ⠈  ⠈⠉  ⠈⠉   ⠁"}},
    {U"89:;<=>?@ABCDEFGHIJKLMNO",
     {U"⡔⠒⡄ ⡔⠒⡄ ⡀   ⢀    ⡠      ⢄   ⠔⠒⡄ ⡔⢒⡒⡄ ⡰⡀ ⡖⠒⢢ ⡔⠒⠢ ⡖⠒⢄ ⡖⠒⠂ ⡖⠒⠂ ⡔⠒⠢ ⡆ ⢰ ⢲⠂  ⠐⢲  ⡆⡠⠂ ⡆   ⣦ ⢠⡆⣦ ⢰ ⡔⠒⢢",
      U"⡎⠉⡆ ⠑⢒⠇ ⡁   ⢈   ⠪⡀  ⠭⠭⠅ ⢀⠕   ⠎  ⡇⠣⠧⠃⡰⠥⠵⡀⡏⠉⢱ ⡇ ⢀ ⡇ ⡸ ⡏⠉  ⡏⠉  ⡇⠐⢲ ⡏⠉⢹ ⢸   ⡀⢸  ⡟⢄  ⡇   ⡇⠣⠃⡇⡇⠑⣼ ⡇ ⢸",
      U"⠈⠉  ⠈⠁  ⠁   ⠜    ⠈      ⠁    ⠁  ⠈⠉⠉ ⠁  ⠁⠉⠉⠁ ⠈⠉⠁ ⠉⠉  ⠉⠉⠁ ⠁   ⠈⠉⠁ ⠁ ⠈ ⠉⠁  ⠈⠁  ⠁ ⠁ ⠉⠉⠁ ⠁  ⠁⠁ ⠈ ⠈⠉⠁"}},
    {U"PQRSTUVWXYZ[\\]^_`abcdefg",
     {U"⡖⠒⢢ ⡔⠒⢢ ⡖⠒⢢ ⡔⠒⠢ ⠒⢲⠒⠂⡆ ⢰ ⢆ ⢀⠆⡆⢰ ⡆⠢⡀⡠⠂⠢⡀⡠⠂⠒⠒⡲ ⡏   ⢣   ⢹   ⡠⠢⡀     ⠑   ⢀⣀  ⡇⣀  ⢀⣀  ⢀⡀⡇ ⢀⣀  ⣰⣉  ⢀⡀⡀",
      U"⡗⠒⠊ ⡇ ⢸ ⡗⠲⡊ ⡈⠑⢢  ⢸  ⡇ ⢸ ⠈⢆⠎ ⢣⠊⢢⠃⢀⠜⢄  ⢸  ⡠⠊  ⡇   ⠈⡆  ⢸               ⡔⠒⡇ ⣏ ⡇ ⡇ ⡁ ⡇⢈⡇ ⡗⠒⡃ ⢸   ⡇⢈⡇",
      U"⠁   ⠈⠉⠃ ⠁ ⠈ ⠈⠉⠁  ⠈  ⠈⠉⠁  ⠈  ⠈ ⠈ ⠁  ⠁ ⠈  ⠉⠉⠉ ⠧    ⠘  ⠼       ⠒⠒⠒     ⠈⠉⠁ ⠁⠉  ⠈⠉  ⠈⠁⠁ ⠈⠉  ⠈   ⠨⠥⠃"}},
    {U"hijklmnopqrstuvwxyz{|}~°",
     {U"⡇⣀  ⡂   ⢀⡂  ⡇⢀  ⡇   ⣀⡀⣀ ⡀⣀  ⢀⣀  ⡀⣀  ⢀⡀⡀ ⡀⡀  ⢀⣀  ⣰⡀  ⡀ ⡀ ⡀ ⡀ ⡀⢀ ⡀⡀ ⡀ ⡀ ⡀ ⣀⣀⡀ ⢰⠁  ⡇   ⢱       ⢎⡱",
      U"⡏ ⡇ ⡇    ⡇  ⡷⡁  ⡇   ⡇⢸ ⡇⡏ ⡇ ⡇ ⡇ ⣏ ⡇ ⡇⢈⡇ ⡏   ⠑⢢  ⢸   ⡇⢀⡇ ⠱⡰⠁ ⢇⠎⢆⠇⢈⢎  ⠱⡰⠁ ⢀⠔⠁ ⢪   ⡇   ⢨⠂  ⠊⠑⠊",
      U"⠁ ⠁ ⠁   ⠤⠃  ⠁⠈  ⠁   ⠁⠈ ⠁⠁ ⠁ ⠈⠉  ⠇⠉  ⠈⠁⠇ ⠁   ⠉⠁  ⠈⠁  ⠈⠁⠁  ⠁  ⠈ ⠈ ⠁ ⠁ ⠔⠁  ⠉⠉⠁ ⠘⠄  ⠇   ⠜"}},
    {U"±²·×αβγεηθλμσ–—…₀←→−∞≤≥\ufffd",
     {U" ⡄  ⡩⠂      ⡀ ⡀ ⢀⡀⢀ ⡔⢢  ⡀ ⡀ ⢀⣀  ⡀⣀  ⡎⠉⡆ ⠉⡆  ⡀ ⡀ ⢀⣀⣀                  ⡀    ⡀         ⢀⡠⠄ ⠤⣀  ⡖⠒⡆",
      U"⠉⠏⠁ ⠉⠁  ⠂   ⡨⠪⡀ ⡇⢈⢎ ⡇⠑⡄ ⠱⡰⠁ ⡕⠂  ⡏ ⡇ ⡏⠉⡇ ⡜⠱⡀ ⣇⢀⡇ ⡇⠈⡆ ⠒⠒⠂ ⠒⠒⠒⠂⡀⢀ ⡀⡠⡀  ⠺⡒⠒⠂⠒⠒⡺⠂⠒⠒⠂ ⢎⡱⣉⠆⠑⠢⠄ ⠤⠒⠁ ⡇ ⡇",
      U"⠉⠉⠁             ⠈⠁⠈ ⠇⠉  ⠘⠜  ⠈⠉  ⠁ ⠇ ⠈⠉  ⠁ ⠁ ⠇⠁⠁ ⠈⠉          ⠁⠈ ⠁⠣⠃                  ⠉⠉⠁ ⠉⠉⠁ ⠉⠉⠁"}},
};
// clang-format on

constexpr char32_t unknown = U'\ufffd';

/// Glyph number `index` of a sheet.
Glyph glyph_of(const Sheet& sheet, std::size_t index) {
  constexpr unsigned dots[] = {0, 1, 2, 6, 3, 4, 5, 7};  // the bit of each pixel of a sign, column by column
  Glyph glyph;
  for (std::size_t y = 0; y < glyph.bits.size(); ++y)
    for (std::size_t x = 0; x < 8; ++x) {
      const std::u32string_view line = sheet.lines[y / 4];
      const std::size_t at = 4 * index + x / 2;
      if (at >= line.size() || line[at] == U' ' || !((line[at] - U'\u2800') >> dots[x % 2 * 4 + y % 4] & 1)) continue;
      glyph.bits[y] = static_cast<std::uint8_t>(glyph.bits[y] | 1u << x);
      glyph.width = std::max(glyph.width, static_cast<int>(x) + 1);
    }
  if (glyph.width == 0) glyph.width = 3;  // a blank
  return glyph;
}

const std::map<char32_t, Glyph>& font() {
  static const std::map<char32_t, Glyph> glyphs = [] {
    std::map<char32_t, Glyph> made;
    for (const Sheet& sheet : sheets)
      for (std::size_t i = 0; i < sheet.characters.size(); ++i) made[sheet.characters[i]] = glyph_of(sheet, i);
    return made;
  }();
  return glyphs;
}

/// The first character of `text`, which is then cut off.
char32_t next_character(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
  char32_t code = size == 1 ? first : first & (0x7fu >> size);
  std::size_t i = 1;
  for (; i < size && i < text.size() && (byte(i) & 0xc0) == 0x80; ++i) code = code << 6 | (byte(i) & 0x3fu);
  text.remove_prefix(i);
  return i == size && (size > 1 || first < 0x80) ? code : unknown;
}

/// A box for a character that the font does not have.
std::vector<const Glyph*> glyphs_of(std::string_view text) {
  std::vector<const Glyph*> glyphs;
  while (!text.empty()) {
    const auto found = font().find(next_character(text));
    glyphs.push_back(found == font().end() ? &font().at(unknown) : &found->second);
  }
  return glyphs;
}

/// Whether the pixel (x, y) of the glyph at `scale` (a power of two) has ink. Corners of slanted strokes are smoothed.
bool has_ink(const Glyph& glyph, int x, int y, int scale) {
  if (x < 0 || y < 0 || x >= glyph.width * scale || y >= Glyph::rows * scale) return false;
  if (scale == 1) return (glyph.bits[static_cast<std::size_t>(y)] >> x & 1) != 0;
  const int half = scale / 2, column = x / 2, row = y / 2;
  const bool here = has_ink(glyph, column, row, half);
  // A staircase becomes a slope: where the neighbours at a corner agree and the opposite ones do not, they decide.
  const int dx = x % 2 == 0 ? -1 : 1, dy = y % 2 == 0 ? -1 : 1;
  const bool beside = has_ink(glyph, column + dx, row, half), above = has_ink(glyph, column, row + dy, half);
  const bool opposite_beside = has_ink(glyph, column - dx, row, half);
  const bool opposite_above = has_ink(glyph, column, row - dy, half);
  return beside == above && beside != opposite_beside && above != opposite_above ? beside : here;
}

}  // namespace

int text_width(std::string_view text, int scale) {
  int width = 0;
  for (const Glyph* glyph : glyphs_of(text)) width += glyph->width + 1;
  return std::max(width - 1, 0) * scale;
}

void Drawing::text(int x, int y, std::string_view text, int scale, Color color, Direction direction) {
  const bool is_upward = direction == Direction::upward;
  for (const Glyph* glyph : glyphs_of(text)) {
    for (int row = 0; row < Glyph::rows * scale; ++row)
      for (int column = 0; column < glyph->width * scale; ++column)
        if (has_ink(*glyph, column, row, scale))
          is_upward ? add(x + row, y - column, 1, color) : add(x + column, y + row, 1, color);
    (is_upward ? y : x) += (is_upward ? -1 : 1) * (glyph->width + 1) * scale;
  }
}

}  // namespace lrscope
