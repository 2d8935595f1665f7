#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "explain/explanation_table.h"
#include "report/text_table.h"
#include "train/examination.h"

namespace lrscope {
namespace {

constexpr int height = 15;  // lines

/// What part of the losses the drawing shows: as far above the loss at ε = 0 as its lowest point is below.
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
  /// The line, 0 at the bottom, that shows `value`; what lies outside is at the edge.
  int line(double value) const {
    if (std::isnan(value)) return height - 1;
    // Halves, because the difference of two numbers that are not too large may be.
    const double share = std::clamp((value / 2 - low / 2) / (high / 2 - low / 2), 0.0, 1.0);
    return static_cast<int>(std::lround(share * (height - 1)));
  }
  bool holds(double value) const { return low <= value && value <= high; }
};

/// The mark's letter under the axis.
std::string_view letter(Mark mark) {
  constexpr std::string_view letters[] = {" ", "η", "m", "c", "s"};
  return letters[static_cast<int>(mark)];
}

std::string_view meaning(Mark mark) {
  constexpr std::string_view meanings[] = {"", "the step that was taken", "gᵀg/gᵀHg, where the parabola is lowest",
                                           "2gᵀg/gᵀHg, from where on it goes uphill",
                                           "2/λmax(H) of the loss over all rows"};
  return meanings[static_cast<int>(mark)];
}

}  // namespace

std::string along_drawing(const AlongCurve& curve) {
  const std::size_t columns = curve.points.size();
  std::string text = wrapped(fmt::format("Loss along the step: L(θ−εg) on the batch of step {}, over ε on a "
                                         "logarithmic axis (* measured, . parabola L−εgᵀg+½ε²gᵀHg, ∞ not finite)",
                                         curve.step),
                             0);
  if (!std::isfinite(curve.points.front().loss)) return text + "  the loss is not finite there: nothing to draw\n";
  const Window window(curve);
  std::vector<std::vector<std::string>> grid(height, std::vector<std::string>(columns, " "));
  for (std::size_t i = 0; i < columns; ++i) {
    const AlongRecord& point = curve.points[i];
    const int level = window.line(curve.points.front().loss);
    grid[static_cast<std::size_t>(level)][i] = "-";
    if (window.holds(point.parabola)) grid[static_cast<std::size_t>(window.line(point.parabola))][i] = ".";
    const bool is_finite = std::isfinite(point.loss);
    grid[static_cast<std::size_t>(window.line(point.loss))][i] =
        is_finite ? (window.holds(point.loss) ? "*" : "^") : "∞";
  }
  for (int line = height - 1; line >= 0; --line) {
    std::string label;
    if (line == height - 1) label = digits(window.high);
    if (line == 0) label = digits(window.low);
    if (line == window.line(curve.points.front().loss)) label = digits(curve.points.front().loss);
    text += fmt::format("{:>11} |", label);
    for (const std::string& cell : grid[static_cast<std::size_t>(line)]) text += cell;
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  text += std::string(12, ' ') + "+" + std::string(columns, '-') + "\n" + std::string(13, ' ');
  for (const AlongRecord& point : curve.points) text += letter(point.mark);
  text.erase(text.find_last_not_of(' ') + 1);
  text += '\n';
  for (const AlongRecord& point : curve.points)
    if (point.mark != Mark::none)
      text += fmt::format("  {}  ε = {:<10} loss {:<10} parabola {:<11} {}\n", letter(point.mark),
                          digits(point.epsilon), digits(point.loss), digits(point.parabola), meaning(point.mark));
  return text;
}

}  // namespace lrscope
