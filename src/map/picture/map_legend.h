// What the colours of a map's picture mean.
#pragma once

#include "map/picture/drawing.h"
#include "map/picture/map_colors.h"

namespace lrscope {

class MapLegend {
 public:
  /// All of these must outlive this.
  MapLegend(const MapPicture& picture, const MapColors& colors, int unit);

  /// Its width and height.
  Box size() const { return {0, 0, width_, height_}; }
  /// (x, y) is the left upper corner.
  void draw(Drawing& drawing, int x, int y) const;

  /// The line of the limit, in the picture as in the legend.
  static Stroke limit_stroke(int unit);

 private:
  /// A number beside a colour bar.
  struct Mark {
    double share;
    std::string label;
  };
  struct Bar {
    std::string name;
    std::string caption;
    Outcome outcome;
    std::vector<Mark> marks;
  };
  struct Swatch {
    std::string name;
    Outcome outcome;
    bool is_unknown;
  };

  std::vector<Mark> absolute_marks(bool failed) const;
  std::vector<Mark> quantile_marks(bool failed) const;
  std::vector<Mark> without_overlaps(const std::vector<Mark>& wanted) const;
  void draw_bar(Drawing& drawing, int x, int y, const Bar& bar) const;
  void draw_swatch(Drawing& drawing, int x, int y, const Swatch& swatch) const;

  const MapPicture& picture_;
  const MapColors& colors_;
  int unit_;
  std::vector<Bar> bars_;
  std::vector<Swatch> swatches_;
  int width_ = 0;
  int height_ = 0;
};

/// What is seen where no run was made: paper with thin slanted lines.
Color hatching(int x, int y, int unit);

constexpr Color paper{255, 255, 255};
constexpr Color ink{36, 41, 47};
constexpr Color faint_ink{101, 109, 118};

}  // namespace lrscope
