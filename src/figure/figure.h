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

/// Infinite: at the edge of the panel. NaN: nowhere, a line breaks there.
struct FigurePoint {
  double x;
  double y;
};

enum class MarkShape {
  line,   // through the points
  band,   // the area inside the points, pale
  box,    // the same, filled
  dot,    // a symbol at one point; where y is NaN, infinite or above the axis, in a lane above the panel
  image,  // a PNG between its left lower and its right upper corner
};

struct Mark {
  MarkShape shape = MarkShape::line;
  MarkColor color = {};
  std::string hover = {};         // the words that show when a pointer rests on it
  std::optional<double> lr = {};  // the learning rate it belongs to
  std::string run = {};           // whose steps it shows, as a page's records call it
  std::vector<FigurePoint> points = {};
  Dash dash = Dash::solid;
  double width = 1.5;  // of a line, in pixels
  Symbol symbol = Symbol::dot;
  std::string png = {};  // bytes of a file
};

/// The points of a line from edge to edge, and the corners of a rectangle.
std::vector<FigurePoint> upright(double x);
std::vector<FigurePoint> level(double y);
std::vector<FigurePoint> rectangle(double left, double right, double bottom, double top);

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
