#include "report/sparkline.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lrscope {
namespace {

/// The first of values[begin, end) that is not finite, else their mean.
double representative(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  double sum = 0;
  for (std::size_t i = begin; i < end; ++i) {
    if (!std::isfinite(values[i])) return values[i];
    sum += values[i] / static_cast<double>(end - begin);
  }
  return sum;
}

}  // namespace

std::string sparkline(const std::vector<double>& values, std::size_t width) {
  static constexpr const char* blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::size_t length = std::min(width, values.size());
  std::vector<double> shown;
  for (std::size_t i = 0; i < length; ++i)
    shown.push_back(representative(values, i * values.size() / length, (i + 1) * values.size() / length));

  const bool logarithmic = std::ranges::none_of(shown, [](double v) { return std::isfinite(v) && v <= 0; });
  const auto height = [&](double v) { return logarithmic ? std::log(v) : v; };
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double v : shown) {
    if (!std::isfinite(v)) continue;
    low = std::min(low, height(v));
    high = std::max(high, height(v));
  }
  // At least a decade from bottom to top, so that the scatter between batches stays small.
  if (logarithmic) low = std::min(low, high - std::log(10.0));
  std::string text;
  for (const double v : shown) {
    const double block = high > low ? std::min(7.0, std::floor(8 * (height(v) - low) / (high - low))) : 3;
    text += std::isnan(v) ? "×" : std::isinf(v) ? "∞" : blocks[static_cast<int>(block)];
  }
  return text;
}

}  // namespace lrscope
