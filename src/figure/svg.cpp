#include "figure/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "base/text.h"
#include "figure/axes.h"
#include "figure/elements.h"
#include "figure/legend.h"

namespace lrscope {
namespace {

constexpr double margin = 18, line_height = 17;

/// Lines in tenths of a pixel and relative, of a level stretch only the ends: a third of the bytes.
std::string path_of(const std::vector<FigurePoint>& points, const PanelAxes& axes) {
  std::string path;
  std::vector<std::array<std::int64_t, 2>> piece;
  const auto end_piece = [&] {
    for (std::size_t i = 0; i < piece.size(); ++i) {
      const auto [x, y] = piece[i];
      if (i == 0) {
        path += fmt::format("M{} {}{}", x, y, piece.size() > 1 ? "l" : "h0");
        continue;
      }
      const std::int64_t dx = x - piece[i - 1][0], dy = y - piece[i - 1][1];
      path += fmt::format("{}{}{}{}", i == 1 || dx < 0 ? "" : " ", dx, dy < 0 ? "" : " ", dy);
    }
    piece.clear();
  };
  for (const FigurePoint& point : points) {
    const double x = axes.x(point.x), y = axes.y(point.y);
    if (std::isnan(x) || std::isnan(y)) {
      end_piece();
      continue;
    }
    const auto tenths = [](double value) { return std::llround(std::clamp(value, -1e5, 1e5) * 10); };
    const std::array<std::int64_t, 2> at = {tenths(x), tenths(y)};
    const std::size_t size = piece.size();
    const bool goes_on_level = size > 1 && at[1] == piece[size - 1][1] && at[1] == piece[size - 2][1] &&
                               (at[0] > piece[size - 1][0]) == (piece[size - 1][0] > piece[size - 2][0]);
    if (goes_on_level) piece.pop_back();
    piece.push_back(at);
  }
  end_piece();
  return path;
}

std::string draw_mark(const Mark& mark, const PanelAxes& axes) {
  const FigurePoint& first = mark.points.front();
  const double x = axes.x(first.x), y = axes.y(first.y);
  if (mark.shape == MarkShape::dot && !is_in_lane(mark, axes))
    return element(symbol_at(x, y, mark.symbol, mark.color), mark);
  if (mark.shape == MarkShape::dot)
    return element(symbol_at(x, -lane_height / 2, std::isnan(first.y) ? Symbol::cross : Symbol::triangle, mark.color),
                   mark);
  if (mark.shape == MarkShape::image) {
    const double right = axes.x(mark.points.back().x), top = axes.y(mark.points.back().y);
    return element(fmt::format("image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" "
                               "style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{}\"",
                               px(x), px(top), px(right - x), px(y - top), base64(mark.png)),
                   mark);
  }
  // Of the rest the page's script must know what ends at the edges.
  const bool has_edges = std::ranges::any_of(
      mark.points, [](const FigurePoint& point) { return std::isinf(point.x) || std::isinf(point.y); });
  const std::string path = path_of(mark.points, axes), edges = has_edges ? " data-edges=\"\"" : "";
  if (mark.shape != MarkShape::line)
    return element(fmt::format("path {} transform=\"scale(.1)\"{} d=\"{}z\"",
                               colored(mark.color, mark.shape == MarkShape::band ? 'b' : 'd'), edges, path),
                   mark);
  return element(fmt::format("path {} transform=\"scale(.1)\" stroke-width=\"{}\"{}{} d=\"{}\"",
                             colored(mark.color, 'l'), px(mark.width * 10), dashes(mark.dash, 0.1), edges, path),
                 mark);
}

/// A panel with its place: margins, the area, and the legend below.
class PanelDrawing {
 public:
  explicit PanelDrawing(const Panel& panel)
      : panel_(panel), axes_(axes_of(panel)), legend_(draw_legend(panel, panel.width + margin)) {
    if (!panel.title.empty()) title_ = lines_of(panel.title, panel.width, 14);
    for (const Tick& tick : axes_.y_ticks.ticks) left = std::max(left, text_pixels(tick.label));
    left = own_left_ = std::ceil(left + 14 + (panel.y.label.empty() ? 0 : line_height));
    top = 8 + 19 * static_cast<double>(title_.size()) + (axes_.has_lane ? lane_height : 0);
    legend_top_ = top + panel.height + 22 + (panel.x.label.empty() ? 4 : 24);
  }

  double left = 0, top = 0;  // margins

  double width() const { return left + panel_.width + margin; }

  double height() const { return legend_top_ + legend_.height + 12; }

  /// The panel with its left upper corner at (x, y).
  std::string svg(double x, double y) const {
    const std::string name = xml_text(panel_.name);
    std::string out = fmt::format(
        "<g class=\"panel\" id=\"{}\" transform=\"translate({} {})\" role=\"group\" aria-label=\"{}\" data-x=\"{}\" "
        "data-y=\"{}\" data-field=\"{}\">\n",
        name, px(x), px(y), xml_text(panel_.title + ". " + panel_.about), axis_data(axes_.x), axis_data(axes_.y),
        xml_text(panel_.field));
    for (std::size_t i = 0; i < title_.size(); ++i)
      out += text_at(left, 18 + 19 * static_cast<double>(i), "t", title_[i]);
    out += fmt::format("<g class=\"area\" transform=\"translate({} {})\">\n<g class=\"axes\">\n", px(left), px(top)) +
           axes();
    out += fmt::format(
        "</g>\n<clipPath id=\"clip-{}\"><path d=\"M-4-4h{}v{}h-{}z\"/></clipPath>\n<g class=\"marks\" "
        "clip-path=\"url(#clip-{})\">\n",
        name, px(panel_.width + 8), px(panel_.height + 8), px(panel_.width + 8), name);
    for (const Mark& mark : panel_.marks)
      if (!is_in_lane(mark, axes_)) out += draw_mark(mark, axes_);
    out += "</g>\n";
    if (axes_.has_lane) out += lane();
    return out + "</g>\n" + fmt::format("<g transform=\"translate({} {})\">\n", px(left), px(legend_top_)) +
           legend_.svg + "</g>\n</g>\n";
  }

 private:
  static std::string axis_data(const Projection& axis) {
    return fmt::format("{} {} {} {} {}", axis.scale == Scale::linear ? "linear" : "log", number_text(axis.low),
                       number_text(axis.high), px(axis.from), px(axis.to));
  }

  std::string axes() const {
    const double w = panel_.width, h = panel_.height;
    std::string grid, ticks, labels;
    const auto add = [&](const Ticks& all, const Projection& place, bool is_across) {
      for (const auto& [value, label] : all.ticks) {
        const double at = place(value);
        if (at < -0.5 || at > std::max(place.from, place.to) + 0.5) continue;
        const int length = label.empty() ? 3 : 6;
        ticks += is_across ? fmt::format("M{} {}v{}", px(at), px(h), length) : fmt::format("M0 {}h-{}", px(at), length);
        if (label.empty()) continue;
        grid += is_across ? fmt::format("M{} 0v{}", px(at), px(h)) : fmt::format("M0 {}h{}", px(at), px(w));
        labels += is_across ? text_at(at, h + 19, "m", label) : text_at(-9, at + 4, "e", label);
      }
    };
    add(axes_.x_ticks, axes_.x, true);
    add(axes_.y_ticks, axes_.y, false);
    const auto named = [](const Axis& axis, const Ticks& its) {
      return its.base.empty() ? axis.label : axis.label + " = " + its.base + " + …";
    };
    if (!panel_.x.label.empty()) labels += text_at(w / 2, h + 38, "m c", named(panel_.x, axes_.x_ticks));
    if (!panel_.y.label.empty())
      labels += fmt::format("<text transform=\"translate({} {})rotate(-90)\" class=\"m c\">{}</text>\n",
                            px(12 - own_left_), px(h / 2), xml_text(named(panel_.y, axes_.y_ticks)));
    return fmt::format("<path class=\"g\" d=\"{}\"/>\n<path class=\"x\" d=\"M0 0v{}h{}{}\"/>\n", grid, px(h), px(w),
                       ticks) +
           labels;
  }

  std::string lane() const {
    std::string out = fmt::format("<g class=\"marks lane\"><path class=\"g\" d=\"M0 0h{}M0-{}h{}\"/>\n",
                                  px(panel_.width), px(lane_height), px(panel_.width)) +
                      text_at(-9, -lane_height / 2 + 4, "e c", "∞ NaN");
    for (const Mark& mark : panel_.marks)
      if (is_in_lane(mark, axes_)) out += draw_mark(mark, axes_);
    return out + "</g>\n";
  }

  const Panel& panel_;
  PanelAxes axes_;
  DrawnLegend legend_;
  std::vector<std::string> title_;
  double own_left_ = 0, legend_top_ = 0;
};

}  // namespace

std::string svg_of(const Figure& figure) {
  std::vector<PanelDrawing> drawings(figure.panels.begin(), figure.panels.end());
  const std::size_t columns =
      std::max<std::size_t>(1, std::min(static_cast<std::size_t>(figure.columns), drawings.size()));
  std::vector<double> lefts(columns, 0), widths(columns, 0);
  for (std::size_t i = 0; i < drawings.size(); ++i) lefts[i % columns] = std::max(lefts[i % columns], drawings[i].left);
  for (std::size_t i = 0; i < drawings.size(); ++i) {
    drawings[i].left = lefts[i % columns];
    widths[i % columns] = std::max(widths[i % columns], drawings[i].width());
  }
  double width = margin;
  for (const double one : widths) width += one;
  width = std::max(width, 500.0);  // of a figure without panels
  const std::vector<std::string> title =
      figure.title.empty() ? std::vector<std::string>() : lines_of(figure.title, width - 2 * margin, 17);
  std::string body;
  double y = margin / 2;
  for (const std::string& line : title) body += text_at(margin, y += 22, "h", line);
  for (std::size_t row = 0; row < drawings.size(); row += columns) {
    double x = margin, height = 0;
    for (std::size_t i = row; i < std::min(row + columns, drawings.size()); ++i) {
      body += drawings[i].svg(x, y + 8);
      x += widths[i - row];
      height = std::max(height, drawings[i].height());
    }
    y += height + 8;
  }
  width = std::ceil(width);
  y = std::ceil(y);
  std::string metadata;
  for (const auto& [key, value] : figure.metadata) metadata += key + ": " + value + "\n";
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
             "role=\"img\">\n",
             px(width), px(y)) +
         "<title>" + xml_text(figure.title) + "</title>\n" +
         (metadata.empty() ? "" : "<desc>" + xml_text(metadata) + "</desc>\n") + "<style>" +
         std::string(figure_style()) + "</style>\n" + std::string(figure_symbols()) +
         "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n" + body + "</svg>\n";
}

std::string panel_svg(const Panel& panel) {
  const PanelDrawing drawing(panel);
  const double width = std::ceil(drawing.width()), height = std::ceil(drawing.height());
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\">\n",
             px(width), px(height)) +
         drawing.svg(0, 0) + "</svg>\n";
}

}  // namespace lrscope
