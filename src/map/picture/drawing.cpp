#include "map/picture/drawing.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace lrscope {
namespace {

struct Near {
  int y;
  int x;
  double distance;
};

/// The pixels within `reach` of the short line from `a` to `b`, with their distances.
void add_near(std::vector<Near>& pixels, CellPoint a, CellPoint b, double reach, const Box& clip) {
  const auto first = [&](double p, double q) { return static_cast<int>(std::floor(std::min(p, q) - reach)); };
  const auto last = [&](double p, double q) { return static_cast<int>(std::ceil(std::max(p, q) + reach)); };
  const double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
  for (int y = first(a.y, b.y); y <= last(a.y, b.y); ++y)
    for (int x = first(a.x, b.x); x <= last(a.x, b.x); ++x) {
      if (!clip.holds(x, y)) continue;
      const double px = x + 0.5 - a.x, py = y + 0.5 - a.y;
      const double along = length2 > 0 ? std::clamp((px * dx + py * dy) / length2, 0.0, 1.0) : 0;
      const double distance = std::hypot(px - along * dx, py - along * dy);
      if (distance < reach) pixels.push_back({y, x, distance});
    }
}

}  // namespace

void Drawing::add(int x, int y, int length, Color color, double opacity) {
  const int begin = std::max(x, 0), end = std::min(x + length, width_);
  if (y < 0 || y >= height_ || begin >= end) return;
  const auto level = static_cast<std::uint8_t>(std::lround(std::clamp(opacity, 0.0, 1.0) * 255));
  if (level > 0) rows_[static_cast<std::size_t>(y)].push_back({begin, end - begin, color, level});
}

void Drawing::fill(const Box& box, Color color) {
  for (int y = box.y; y < box.y + box.height; ++y) add(box.x, y, box.width, color);
}

void Drawing::frame(const Box& box, int thickness, Color color) {
  fill({box.x, box.y, box.width, thickness}, color);
  fill({box.x, box.y + box.height - thickness, box.width, thickness}, color);
  fill({box.x, box.y, thickness, box.height}, color);
  fill({box.x + box.width - thickness, box.y, thickness, box.height}, color);
}

void Drawing::line(const std::vector<CellPoint>& points, const Stroke& stroke, const Box& box) {
  const double reach = stroke.outline + 0.5;
  std::vector<Near> pixels;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    CellPoint a{points[i].x - box.x, points[i].y - box.y}, b{points[i + 1].x - box.x, points[i + 1].y - box.y};
    if (!clip(a, b, box.width, box.height, reach)) continue;
    // In short parts, because the box around a long slanted line is mostly empty.
    const int parts = 1 + static_cast<int>(std::hypot(b.x - a.x, b.y - a.y) / 16);
    const auto point = [&](int part) {
      const double share = static_cast<double>(part) / parts;
      return CellPoint{box.x + a.x + share * (b.x - a.x), box.y + a.y + share * (b.y - a.y)};
    };
    for (int part = 0; part < parts; ++part) add_near(pixels, point(part), point(part + 1), reach, box);
  }
  // A pixel near two parts is painted once, by the nearer one: twice would show the joints.
  std::sort(pixels.begin(), pixels.end(), [](const Near& p, const Near& q) {
    return std::tie(p.y, p.x, p.distance) < std::tie(q.y, q.x, q.distance);
  });
  const auto same = [](const Near& p, const Near& q) { return p.y == q.y && p.x == q.x; };
  pixels.erase(std::unique(pixels.begin(), pixels.end(), same), pixels.end());
  for (const Near& pixel : pixels) {
    add(pixel.x, pixel.y, 1, stroke.outline_color, stroke.outline + 0.5 - pixel.distance);
    add(pixel.x, pixel.y, 1, stroke.core_color, stroke.core + 0.5 - pixel.distance);
  }
}

void Drawing::paint(int y, std::uint8_t* pixels) const {
  const auto mix = [](int below, int above, int opacity) {
    return static_cast<std::uint8_t>((below * (255 - opacity) + above * opacity + 127) / 255);
  };
  for (const Span& span : rows_[static_cast<std::size_t>(y)]) {
    std::uint8_t* pixel = pixels + 3 * static_cast<std::ptrdiff_t>(span.x);
    for (int i = 0; i < span.length; ++i, pixel += 3) {
      pixel[0] = mix(pixel[0], span.color.red, span.opacity);
      pixel[1] = mix(pixel[1], span.color.green, span.opacity);
      pixel[2] = mix(pixel[2], span.color.blue, span.opacity);
    }
  }
}

}  // namespace lrscope
