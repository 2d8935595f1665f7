#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include "base/text.h"
#include "explain/explain.h"
#include "report/text_table.h"
#include "train/examination.h"

namespace lrscope {
namespace {

constexpr int height = 15;                  // lines
constexpr std::size_t before_meaning = 55;  // characters of a line about a mark

/// The losses that the drawing shows, from a little below the lowest to about as far above the loss at ε = 0.
struct Window {
  double low;
  double high;

  explicit Window(const AlongCurve& curve) {
    const double start = curve.points.front().loss;
    low = start;
    for (const AlongRecord& point : curve.points)
      if (std::isfinite(point.loss)) low = std::min(low, point.loss);
    double depth = start - low;
    if (!(depth > 0)) depth = start != 0 ? std::abs(start) / 10 : 1;
    constexpr double largest = std::numeric_limits<double>::max();
    low = std::max(low - depth / 10, -largest);
    high = std::min(start + 1.5 * depth, largest);
  }
  /// The line, 0 at the bottom, that shows `value`; values outside are at the edge.
  int line(double value) const {
    if (std::isnan(value)) return height - 1;
    // Halves: the difference of two large numbers may overflow.
    const double share = std::clamp((value / 2 - low / 2) / (high / 2 - low / 2), 0.0, 1.0);
    return static_cast<int>(std::lround(share * (height - 1)));
  }
  bool holds(double value) const { return low <= value && value <= high; }
};

/// A mark's letter under the axis, and what it means.
struct MarkText {
  std::string_view letter, meaning;
};

const MarkText& text_of(Mark mark) {
  static constexpr MarkText texts[] = {{" ", ""},
                                       {"η", "the step that was taken"},
                                       {"m", "gᵀg/gᵀHg, where the parabola is lowest"},
                                       {"c", "2gᵀg/gᵀHg, from where on it goes uphill"},
                                       {"s", "2/λmax(H) of the loss over all rows"}};
  return texts[static_cast<int>(mark)];
}

}  // namespace

std::string along_drawing(const AlongCurve& curve, const Screen& screen) {
  std::string text = wrapped(fmt::format("Loss along the step: L(θ−εg) on the batch of step {}, over ε on a "
                                         "logarithmic axis (* measured, . parabola L−εgᵀg+½ε²gᵀHg, ∞ not finite)",
                                         curve.step),
                             0, screen);
  const double start = curve.points.front().loss;
  if (!std::isfinite(start)) return text + "  the loss is not finite there: nothing to draw\n";
  const Window window(curve);
  const int start_line = window.line(start);
  const auto mark = [&](const AlongRecord& point, int line) -> std::string_view {
    if (line == window.line(point.loss)) return !std::isfinite(point.loss) ? "∞" : window.holds(point.loss) ? "*" : "^";
    if (line == window.line(point.parabola) && window.holds(point.parabola)) return ".";
    return line == start_line ? "-" : " ";
  };
  for (int line = height - 1; line >= 0; --line) {
    std::string label = line == height - 1 ? digits(window.high) : line == 0 ? digits(window.low) : "";
    if (line == start_line) label = digits(start);
    std::string row = fmt::format("{:>11} |", label);
    for (const AlongRecord& point : curve.points) row += mark(point, line);
    text += without_blanks_at_end(row) + "\n";
  }
  text += std::string(12, ' ') + "+" + std::string(curve.points.size(), '-') + "\n";
  std::string letters(13, ' ');
  for (const AlongRecord& point : curve.points) letters += text_of(point.mark).letter;
  text += without_blanks_at_end(letters) + "\n";
  for (const AlongRecord& point : curve.points)
    if (point.mark != Mark::none)
      text += wrapped(
          fmt::format("  {}  ε = {:<10} loss {:<10} parabola {:<11} {}", text_of(point.mark).letter,
                      digits(point.epsilon), digits(point.loss), digits(point.parabola), text_of(point.mark).meaning),
          before_meaning, screen);
  return text;
}

}  // namespace lrscope
