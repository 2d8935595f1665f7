// A mark as an element of SVG.
#pragma once

#include <string>

#include "figure/axes.h"

namespace lrscope {

/// With coordinates from the left upper corner of the panel's area.
std::string draw_mark(const Mark& mark, const Panel& panel, const PanelAxes& axes);

/// True for a point that is not finite or too high: it stands above the area.
bool is_in_lane(const Mark& mark, const PanelAxes& axes);

}  // namespace lrscope
