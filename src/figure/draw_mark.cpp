#include "figure/draw_mark.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>
#include <utility>

#include "figure/elements.h"

namespace lrscope {
namespace {

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) {
      return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
    };
    const unsigned group = byte(0) << 16 | byte(1) << 8 | byte(2);
    for (std::size_t k = 0; k < 4; ++k) text += i + k > bytes.size() ? '=' : digits[group >> (18 - 6 * k) & 63];
  }
  return text;
}

/// Every kind of mark as an element.
class DrawMark {
 public:
  DrawMark(const Panel& panel, const PanelAxes& axes) : panel_(panel), axes_(axes) {}

  std::string operator()(const Line& line) const {
    // In tenths of a pixel and relative, level stretches in one: a third of the bytes.
    std::string path;
    std::int64_t last_x = 0, last_y = 0, level = 0;  // how far it has gone on at the same height
    bool goes_on = false, is_alone = false;          // a point without another is a dot
    const auto add = [&](std::int64_t dx, std::int64_t dy) {
      path += fmt::format("{}{}{}{}", is_alone ? "l" : dx < 0 ? "" : " ", dx, dy < 0 ? "" : " ", dy);
      is_alone = false;
    };
    const auto end_level = [&] {
      if (level != 0) add(std::exchange(level, 0), 0);
    };
    const auto end_piece = [&] {
      end_level();
      if (std::exchange(is_alone, false)) path += "h0";
    };
    for (const FigurePoint& point : line.points) {
      const double px_x = axes_.x(point.x), px_y = axes_.y(point.y);
      if (!std::isfinite(px_x) || !std::isfinite(px_y) || std::abs(px_y) > 1e6) {
        end_piece();
        goes_on = false;
        continue;
      }
      const std::int64_t x = std::llround(px_x * 10), y = std::llround(px_y * 10);
      const std::int64_t dx = x - last_x, dy = y - last_y;
      if (!goes_on) {
        path += fmt::format("M{} {}", x, y);
        is_alone = true;
      } else if (dy == 0 && (level >= 0) == (dx >= 0)) {
        level += dx;
      } else {
        end_level();
        if (dy == 0)
          level = dx;
        else
          add(dx, dy);
      }
      std::tie(last_x, last_y, goes_on) = std::tuple(x, y, true);
    }
    end_piece();
    return element(fmt::format("path {} transform=\"scale(.1)\" stroke-width=\"{}\"{} d=\"{}\"",
                               colored(line.color, 'l'), px(line.width * 10), dashes(line.dash, 0.1), path),
                   line);
  }
  std::string operator()(const Dot& dot) const {
    if (!is_off(dot.at, axes_))
      return element(symbol_at(axes_.x(dot.at.x), axes_.y(dot.at.y), dot.symbol, dot.color), dot);
    const Symbol symbol = std::isnan(dot.at.y) ? Symbol::cross : Symbol::triangle;
    return element(symbol_at(axes_.x(dot.at.x), -lane_height / 2, symbol, dot.color), dot);
  }
  std::string operator()(const Band& band) const {
    std::string path;
    const auto add = [&](double x, double y) {  // an infinite end is that of the panel
      const double at = std::isinf(y) ? (y > 0 ? 0.0 : panel_.height) : std::clamp(axes_.y(y), -1e4, 1e4);
      path += fmt::format("{}{} {}", path.empty() ? "M" : "L", px(axes_.x(x)), px(at));
    };
    for (std::size_t i = 0; i < band.x.size(); ++i) add(band.x[i], band.high[i]);
    for (std::size_t i = band.x.size(); i-- > 0;) add(band.x[i], band.low[i]);
    return element(fmt::format("path {} d=\"{}z\"", colored(band.color, 'b'), path), band);
  }
  std::string operator()(const Rule& rule) const {
    const double at = rule.is_vertical ? axes_.x(rule.at) : axes_.y(rule.at);
    const std::string path = rule.is_vertical ? fmt::format("M{} 0v{}", px(at), px(panel_.height))
                                              : fmt::format("M0 {}h{}", px(at), px(panel_.width));
    return element(
        fmt::format("path {} stroke-width=\"1.5\"{} d=\"{}\"", colored(rule.color, 'l'), dashes(rule.dash), path),
        rule);
  }
  std::string operator()(const Span& span) const {
    const double y = axes_.y(span.y);
    const double low = span.low ? axes_.x(*span.low) : 0, high = span.high ? axes_.x(*span.high) : panel_.width;
    std::string path = fmt::format("M{} {}H{}", px(low), px(y), px(high));
    if (span.low) path += fmt::format("M{} {}v8", px(low), px(y - 4));
    if (span.high) path += fmt::format("M{} {}v8", px(high), px(y - 4));
    return element(fmt::format("path {} stroke-width=\"3\" d=\"{}\"", colored(span.color, 'l'), path), span);
  }
  std::string operator()(const Bar& bar) const {
    const double x0 = axes_.x(bar.x0), x1 = axes_.x(bar.x1), top = axes_.y(bar.y);
    const double bottom = bar.y0 ? axes_.y(*bar.y0) : panel_.height;
    return element(fmt::format("rect {} x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", colored(bar.color, 'd'),
                               px(std::min(x0, x1)), px(std::min(top, bottom)), px(std::max(std::abs(x1 - x0), 1.0)),
                               px(std::max(std::abs(bottom - top), 0.5))),
                   bar);
  }
  std::string operator()(const Cells& cells) const {
    const double x = axes_.x(cells.left), y = axes_.y(cells.top);
    return element(
        fmt::format("image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" "
                    "style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{}\"",
                    px(x), px(y), px(axes_.x(cells.right) - x), px(axes_.y(cells.bottom) - y), base64(cells.png)),
        cells);
  }

 private:
  const Panel& panel_;
  const PanelAxes& axes_;
};

}  // namespace

std::string draw_mark(const Mark& mark, const Panel& panel, const PanelAxes& axes) {
  return std::visit(DrawMark(panel, axes), mark);
}

bool is_in_lane(const Mark& mark, const PanelAxes& axes) {
  const Dot* dot = std::get_if<Dot>(&mark);
  return dot && is_off(dot->at, axes);
}

}  // namespace lrscope
