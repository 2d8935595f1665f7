#include "figure/legend.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "figure/elements.h"
#include "figure/svg.h"

namespace lrscope {
namespace {

// In pixels.
constexpr double line_height = 17, sample_width = 20, text_begin = 26, gap = 16, scale_height = 60;

/// Boxes of colours side by side; each a little wider, so that no line of paper shows between them.
std::string color_boxes(const std::vector<std::string>& colors, double x, double y, double width) {
  std::string boxes;
  const double step = width / static_cast<double>(colors.size());
  for (std::size_t i = 0; i < colors.size(); ++i)
    boxes += box_at(x + step * static_cast<double>(i), y, i + 1 < colors.size() ? step + 0.3 : step, 10, colors[i]);
  return boxes;
}

struct DrawSample {
  const MarkColor& color;
  double x, middle;

  std::string operator()(Dash dash) const {
    return element(fmt::format("path {} stroke-width=\"2\"{} d=\"M{} {}h{}\"", colored(color, 'l'), dashes(dash), px(x),
                               px(middle), px(sample_width)),
                   {});
  }
  std::string operator()(Symbol symbol) const {
    return element(symbol_at(x + sample_width / 2, middle, symbol, color), {});
  }
  std::string operator()(Ink) const {
    return element(fmt::format("path {} d=\"M{} {}h20v10h-20z\"", colored(color, 'b'), px(x), px(middle - 5)), {});
  }
};

std::string entry_at(const LegendEntry& entry, double x, double y) {
  const double middle = y + 8;
  const std::string sample = entry.colors.empty() ? std::visit(DrawSample{entry.color, x, middle}, entry.sample)
                                                  : color_boxes(entry.colors, x, middle - 5, sample_width);
  return sample + text_at(x + text_begin, y + 12, "", entry.text);
}

double width_of(const ColorScale& scale) {
  return std::max({170.0, text_pixels(scale.title), text_pixels(scale.caption)});
}

/// Labels that would overlap a more important one are left out; those of the ends stay within the bar.
std::string scale_at(const ColorScale& scale, double x, double y) {
  const double length = width_of(scale);
  std::string out = text_at(x, y + 11, "", scale.title) + color_boxes(scale.colors, x, y + 16, length);
  std::vector<std::pair<double, double>> taken;
  for (const auto& [share, label] : scale.marks) {
    const double width = text_pixels(label), at = share * length;
    const double begin = std::clamp(at - width / 2, 0.0, std::max(0.0, length - width)), end = begin + width;
    const auto overlaps = [&](const auto& other) { return begin < other.second + 6 && other.first < end + 6; };
    if (std::ranges::any_of(taken, overlaps)) continue;
    taken.emplace_back(begin, end);
    out += fmt::format("<path class=\"x\" d=\"M{} {}v4\"/>\n", px(x + at), px(y + 26)) +
           text_at(x + begin, y + 42, "", label);
  }
  return out + (scale.caption.empty() ? "" : text_at(x, y + 57, "c", scale.caption));
}

}  // namespace

DrawnLegend draw_legend(const Panel& panel, double width) {
  DrawnLegend legend;
  double x = 0, y = 0;
  const auto make_room = [&](double needed, double height) {
    if (x > 0 && x + needed > width) std::tie(x, y) = std::pair(0.0, y + height);
  };
  for (const LegendEntry& entry : panel.legend) {
    const double needed = text_begin + text_pixels(entry.text) + gap;
    make_room(needed, line_height);
    legend.svg += entry_at(entry, x, y);
    x += needed;
  }
  if (!panel.legend.empty()) y += line_height + 4;
  x = 0;
  for (const ColorScale& scale : panel.scales) {
    make_room(width_of(scale), scale_height);
    legend.svg += scale_at(scale, x, y);
    x += width_of(scale) + gap + 8;
  }
  legend.height = y + (panel.scales.empty() ? 0 : scale_height + 2);
  return legend;
}

}  // namespace lrscope
