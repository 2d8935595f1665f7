// Boxes, text and lines as spans of pixels, to be painted over a picture that is made row by row.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "map/picture/axis_scale.h"
#include "map/picture/map_colors.h"

namespace lrscope {

/// In pixels; y grows downwards.
struct Box {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  bool holds(int column, int row) const { return x <= column && column < x + width && y <= row && row < y + height; }
};

struct Stroke {
  double core = 1;     // half the width of the line, in pixels
  double outline = 2;  // half the width with its outline
  Color core_color;
  Color outline_color;
};

enum class Direction { rightward, upward };

/// Of UTF-8 text in pixels at `scale` (a power of two), with a pixel of `scale` between letters.
int text_width(std::string_view text, int scale);

constexpr int middle_of_text = 5;  // rows from the top to half way up a capital, at scale 1

class Drawing {
 public:
  Drawing(int width, int height) : width_(width), height_(height), rows_(static_cast<std::size_t>(height)) {}

  void fill(const Box& box, Color color);
  /// The four edges of `box`, inside of it.
  void frame(const Box& box, int thickness, Color color);
  /// (x, y) is where row 0 of the first glyph begins.
  void text(int x, int y, std::string_view text, int scale, Color color, Direction direction = Direction::rightward);
  /// A smooth line through `points`, which are in pixels; nothing outside `clip`.
  void line(const std::vector<CellPoint>& points, const Stroke& stroke, const Box& clip);

  /// Paints what was drawn over row `y`, three bytes a pixel.
  void paint(int y, std::uint8_t* pixels) const;

 private:
  struct Span {
    int x;
    int length;
    Color color;
    std::uint8_t opacity;
  };

  void add(int x, int y, int length, Color color, double opacity = 1);

  int width_;
  int height_;
  std::vector<std::vector<Span>> rows_;
};

}  // namespace lrscope
