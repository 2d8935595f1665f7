// A figure as a value: panels with axes and marks. svg_of() makes a picture of it; nothing else draws.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "figure/ticks.h"

namespace lrscope {

enum class Scale { linear, logarithmic };

struct Axis {
  std::string label = {};
  Scale scale = Scale::linear;
  std::optional<double> low = {}, high = {};  // absent: what the marks need, and a little more
  bool is_whole = false;                      // no ticks between whole numbers
  std::optional<Ticks> ticks = {};            // absent: at round numbers
  std::vector<std::string> names = {};        // instead of numbers: of 0, 1, 2, …, from the upper end down
};

/// What a mark stands for; the style sheet has a colour for each, for light and for dark; `over` and
/// `halo` are black and white in both.
enum class Ink { plain, faint, good, bad, doubtful, limit, second, third, over, halo };

/// An ink, or a shade on the scale of a panel's learning rates, 0 (small) … 1 (large).
struct MarkColor {
  Ink ink = Ink::plain;
  std::optional<double> shade = {};
};

enum class Dash { solid, dashed, dotted };
enum class Symbol { dot, ring, cross, triangle, square };

/// A point whose y is NaN, infinite or above the axis stands on the upper edge.
struct FigurePoint {
  double x;
  double y;
};

/// What all marks have: colour, the words that show when a pointer rests on it, the learning rate it belongs to.
struct MarkTraits {
  MarkColor color = {};
  std::string hover = {};
  std::optional<double> lr = {};
  std::string run = {};  // whose steps it shows, as a page's records call it
};

/// Breaks where a value is not finite.
struct Line : MarkTraits {
  std::vector<FigurePoint> points;
  Dash dash = Dash::solid;
  double width = 1.5;  // in pixels
};

struct Dot : MarkTraits {
  FigurePoint at;
  Symbol symbol = Symbol::dot;
};

/// Between two curves.
struct Band : MarkTraits {
  std::vector<double> x, low, high;
};

/// Across the whole panel.
struct Rule : MarkTraits {
  double at;
  bool is_vertical = true;
  Dash dash = Dash::dashed;
};

/// A horizontal bar with ends, from `low` to `high` at the height `y`. An end that is absent is open.
struct Span : MarkTraits {
  double y;
  std::optional<double> low, high;
};

/// A rectangle from x0 to x1 and from the lower edge, or y0, up to y.
struct Bar : MarkTraits {
  double x0, x1, y;
  std::optional<double> y0 = {};
};

/// A picture of one pixel a cell, stretched over a part of the panel.
struct Cells : MarkTraits {
  double left, right, bottom, top;
  std::string png;  // bytes of a file
};

using Mark = std::variant<Line, Dot, Band, Rule, Span, Bar, Cells>;

/// What a colour means: a line of the legend with a sample.
struct LegendEntry {
  std::string text = {};
  MarkColor color = {};
  std::variant<Dash, Symbol, Ink> sample = Symbol::dot;  // Ink: a filled box
  std::vector<std::string> colors = {};                  // a box of these instead, left to right
};

/// A bar of colours with numbers below it.
struct ColorScale {
  std::string title = {};
  std::vector<std::string> colors = {};                    // "#rrggbb", evenly spaced
  std::vector<std::pair<double, std::string>> marks = {};  // 0 … 1, in the order of their importance
  std::string caption = {};
};

struct Panel {
  std::string name;  // of --panel
  std::string title = {};
  std::string about = {};  // what is seen, in a sentence, for those who cannot see it
  Axis x = {}, y = {};
  std::vector<Mark> marks = {};  // later ones lie above earlier ones
  std::string field = {};        // of the steps that lines show
  std::vector<LegendEntry> legend = {};
  std::vector<ColorScale> scales = {};
  double width = 460, height = 300;  // of the area with the marks, in pixels
};

struct Figure {
  std::string title = {};
  std::vector<Panel> panels = {};
  int columns = 2;
  std::vector<std::pair<std::string, std::string>> metadata = {};  // "Command", …: what it takes to make it again
  double scale = 2;                                                // pixels of a PNG for one here
};

/// "#rrggbb" of a shade 0 … 1, from blue to orange: readable on white and on black.
std::string shade_color(double shade);

}  // namespace lrscope
