// Where everything of a map's picture stands, in pixels, and its legend.
#pragma once

#include <string>
#include <vector>

#include "map/picture/drawing.h"
#include "map/picture/map_colors.h"

namespace lrscope {

/// A tick, and the middle of it in pixels along its axis: from the left, or from the top.
struct PlacedTick {
  int at;
  std::string label;
};

struct AxisLayout {
  std::string name;  // with the base, if labels are offsets from it
  std::vector<PlacedTick> ticks;
};

struct MapLayout {
  int unit = 1;    // pixels of a line's width, and the scale of text: larger in large pictures
  int factor = 1;  // pixels a cell
  int width = 0;
  int height = 0;
  Box map;
  Box legend;
  AxisLayout x;
  AxisLayout y;
  std::vector<std::string> title;  // lines
  int title_scale = 1;

  /// The pixel of a point that is given in cells from the left lower corner of the map.
  CellPoint pixel(CellPoint point) const { return {map.x + point.x * factor, map.y + map.height - point.y * factor}; }
};

/// `legend` has the size that the legend needs for `unit`: see legend_size().
MapLayout layout_of(const MapPicture& picture, int unit, const Box& legend);

/// The unit for a map of this many cells.
int unit_of(const MapCells& cells);

/// Width and height of the legend: what the colours mean.
Box legend_size(const MapPicture& picture, const MapColors& colors, int unit);

void draw_legend(Drawing& drawing, int x, int y, const MapPicture& picture, const MapColors& colors, int unit);

/// The line of the limit.
Stroke limit_stroke(int unit);

/// The colour of a pixel where no run was made: paper with thin slanted lines.
Color hatching(int x, int y, int unit);

constexpr Color paper{255, 255, 255};
constexpr Color ink{36, 41, 47};
constexpr Color faint_ink{101, 109, 118};

}  // namespace lrscope
