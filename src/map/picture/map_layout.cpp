#include "map/picture/map_layout.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace lrscope {
namespace {

// In units.
constexpr int margin = 14;       // around everything
constexpr int tick_length = 5;   // with labels; minor ones are shorter
constexpr int label_gap = 3;     // between tick and label
constexpr int line_height = 15;  // of text
constexpr int legend_gap = 26;

/// `text` in lines no wider than `width`; a word that is too long is cut.
std::vector<std::string> lines_of(const std::string& text, int width, int scale) {
  std::vector<std::string> lines;
  for (std::string word : split(text, ' ')) {
    if (!lines.empty() && text_width(lines.back() + " " + word, scale) <= width) {
      lines.back() += " " + word;
      continue;
    }
    if (text_width(word, scale) > width) {
      while (!word.empty() && text_width(word + "…", scale) > width) {
        while ((static_cast<unsigned char>(word.back()) & 0xc0) == 0x80) word.pop_back();
        word.pop_back();
      }
      word += "…";
    }
    lines.push_back(word);
  }
  return lines;
}

/// The axis with as many ticks as have room.
AxisLayout axis_layout(const MapAxis& axis, const MapLayout& layout, bool is_x) {
  const int unit = layout.unit, pixels = is_x ? layout.map.width : layout.map.height;
  const auto extent = [&](const std::string& label) {  // along the axis
    return is_x ? text_width(label, unit) + 8 * unit : line_height * unit;
  };
  const auto cells = static_cast<double>(axis.values.size());
  for (int most = std::max(pixels / ((is_x ? 36 : 28) * unit), 4);; --most) {
    const Ticks ticks = axis_ticks(range_of(axis), most);
    double end = -1e9;
    bool fits = true;
    AxisLayout result{ticks.base.empty() ? axis.name : axis.name + " = " + ticks.base + " + …", {}};
    for (const Tick& tick : ticks.ticks) {
      const double position = position_on(axis, tick.value);
      const double pixel = is_x ? layout.pixel({position, 0}).x : layout.pixel({0, position}).y;
      result.ticks.push_back({static_cast<int>(std::floor(pixel)), tick.label});
      if (tick.label.empty()) continue;
      const double at = position / cells * pixels, half = extent(tick.label) / 2.0;
      fits = fits && at - half >= end;
      end = at + half;
    }
    if (fits || most <= 2) return result;
  }
}

/// Pixels a cell.
int factor_of(const MapCells& cells) {
  const auto longer = std::max<std::int64_t>({cells.width, cells.height, 1});
  return longer >= 256 ? 1 : static_cast<int>(512 / longer);
}

}  // namespace

int unit_of(const MapCells& cells) {
  const auto pixels = factor_of(cells) * std::max(cells.width, cells.height);
  return pixels < 900 ? 1 : pixels < 2400 ? 2 : 4;
}

MapLayout layout_of(const MapPicture& picture, int unit, const Box& legend) {
  MapLayout layout;
  layout.unit = unit;
  layout.factor = factor_of(picture.cells);
  layout.legend = legend;
  layout.map.width = static_cast<int>(picture.cells.width) * layout.factor;
  layout.map.height = static_cast<int>(picture.cells.height) * layout.factor;

  // The left side is as wide as the labels of y, which do not depend on where the map stands.
  int label_width = 0;
  for (const PlacedTick& tick : axis_layout(picture.y, layout, false).ticks)
    label_width = std::max(label_width, text_width(tick.label, unit));
  layout.map.x = (margin + line_height + 4 + label_gap + tick_length) * unit + label_width;
  layout.legend.x = layout.map.x + layout.map.width + legend_gap * unit;
  layout.width = layout.legend.x + legend.width + margin * unit;

  const int room = layout.width - 2 * margin * unit;
  layout.title_scale = text_width(picture.title, 2 * unit) <= room ? 2 * unit : unit;
  layout.title = picture.title.empty() ? std::vector<std::string>{} : lines_of(picture.title, room, layout.title_scale);
  layout.map.y = margin * unit + static_cast<int>(layout.title.size()) * line_height * layout.title_scale;
  if (!layout.title.empty()) layout.map.y += 6 * unit;
  layout.legend.y = layout.map.y;

  const int below = (tick_length + label_gap + 2 * line_height) * unit;
  layout.height = std::max(layout.map.y + layout.map.height + below, layout.legend.y + legend.height) + margin * unit;
  layout.x = axis_layout(picture.x, layout, true);
  layout.y = axis_layout(picture.y, layout, false);
  return layout;
}

}  // namespace lrscope
