// What the colours of a map's picture mean.
#pragma once

#include "map/picture/drawing.h"
#include "map/picture/map_colors.h"

namespace lrscope {

/// Its width and height. `unit`: see MapLayout.
Box legend_size(const MapPicture& picture, const MapColors& colors, int unit);

/// (x, y) is the left upper corner.
void draw_legend(Drawing& drawing, int x, int y, const MapPicture& picture, const MapColors& colors, int unit);

/// The line of the limit.
Stroke limit_stroke(int unit);

/// The colour of a pixel where no run was made: paper with thin slanted lines.
Color hatching(int x, int y, int unit);

constexpr Color paper{255, 255, 255};
constexpr Color ink{36, 41, 47};
constexpr Color faint_ink{101, 109, 118};

}  // namespace lrscope
