#include "map/picture/map_picture.h"

#include <algorithm>

#include "map/picture/bitmap_font.h"
#include "map/picture/map_layout.h"
#include "map/picture/map_legend.h"
#include "map/picture/png_file.h"

namespace lrscope {
namespace {

void draw_axes(Drawing& drawing, const MapLayout& layout) {
  const int unit = layout.unit, right = layout.map.x + layout.map.width, bottom = layout.map.y + layout.map.height;
  // Around the map, not over its outermost cells.
  drawing.frame({layout.map.x - unit, layout.map.y - unit, layout.map.width + 2 * unit, layout.map.height + 2 * unit},
                unit, ink);
  for (const PlacedTick& tick : layout.x.ticks) {
    const int at = std::clamp(tick.at - unit / 2, layout.map.x, right - unit);
    drawing.fill({at, bottom + unit, unit, (tick.label.empty() ? 2 : 5) * unit}, ink);
    drawing.text(tick.at - text_width(tick.label, unit) / 2, bottom + 9 * unit, tick.label, unit, ink);
  }
  for (const PlacedTick& tick : layout.y.ticks) {
    const int at = std::clamp(tick.at - unit / 2, layout.map.y, bottom - unit);
    const int length = (tick.label.empty() ? 2 : 5) * unit;
    drawing.fill({layout.map.x - unit - length, at, length, unit}, ink);
    drawing.text(layout.map.x - 9 * unit - text_width(tick.label, unit), at - Glyph::middle * unit + unit / 2,
                 tick.label, unit, ink);
  }
  const int middle_x = layout.map.x + layout.map.width / 2, middle_y = layout.map.y + layout.map.height / 2;
  drawing.text(std::max(middle_x - text_width(layout.x.name, unit) / 2, 2 * unit), bottom + 25 * unit, layout.x.name,
               unit, ink);
  drawing.text(12 * unit, std::min(middle_y + text_width(layout.y.name, unit) / 2, layout.height - 2 * unit),
               layout.y.name, unit, ink, Direction::upward);
}

void draw_limit(Drawing& drawing, const MapPicture& picture, const MapLayout& layout) {
  for (const std::vector<CellPoint>& piece : limit_in_cells(picture)) {
    std::vector<CellPoint> pixels;
    for (const CellPoint& point : piece) pixels.push_back(layout.pixel(point));
    drawing.line(pixels, limit_stroke(layout.unit), layout.map);
  }
}

/// The cells that row `y` of the picture crosses.
void paint_cells(const MapPicture& picture, const MapColors& colors, const MapLayout& layout, int y,
                 std::uint8_t* pixels) {
  const std::int64_t row = picture.cells.height - 1 - (y - layout.map.y) / layout.factor;
  for (int x = layout.map.x; x < layout.map.x + layout.map.width; ++x) {
    const auto cell = static_cast<std::size_t>(row * picture.cells.width + (x - layout.map.x) / layout.factor);
    const Color color = picture.cells.is_known(cell) ? colors.of(cell) : hatching(x, y, layout.unit);
    std::uint8_t* pixel = pixels + 3 * static_cast<std::ptrdiff_t>(x);
    pixel[0] = color.red;
    pixel[1] = color.green;
    pixel[2] = color.blue;
  }
}

}  // namespace

void write_png(const MapPicture& picture, const std::string& path) {
  const MapColors colors(picture);
  const int unit = unit_of(picture.cells);
  const MapLayout layout = layout_of(picture, unit, legend_size(picture, colors, unit));

  Drawing drawing(layout.width, layout.height);
  for (std::size_t i = 0; i < layout.title.size(); ++i)
    drawing.text(14 * unit, 14 * unit + static_cast<int>(i) * 15 * layout.title_scale, layout.title[i],
                 layout.title_scale, ink);
  draw_limit(drawing, picture, layout);
  draw_axes(drawing, layout);
  draw_legend(drawing, layout.legend.x, layout.legend.y, picture, colors, unit);

  write_png_file(path, layout.width, layout.height, picture.text, [&](int y, std::uint8_t* pixels) {
    std::fill_n(pixels, 3 * static_cast<std::ptrdiff_t>(layout.width), std::uint8_t{255});  // white paper
    if (layout.map.holds(layout.map.x, y)) paint_cells(picture, colors, layout, y, pixels);
    drawing.paint(y, pixels);
  });
}

}  // namespace lrscope
