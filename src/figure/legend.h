// The legend below a panel: what symbols, lines and colours mean.
#pragma once

#include <string>

#include "figure/figure.h"

namespace lrscope {

struct DrawnLegend {
  std::string svg;    // its left upper corner at 0, 0
  double height = 0;  // in pixels
};

/// In lines of at most `width` pixels.
DrawnLegend draw_legend(const Panel& panel, double width);

}  // namespace lrscope
