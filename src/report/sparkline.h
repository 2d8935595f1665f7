// Numbers as a row of blocks.
#pragma once

#include <string>
#include <vector>

namespace lrscope {

/// `values` in at most `width` characters ▁▂▃▄▅▆▇█ on a logarithmic scale (linear if any is ≤ 0), with ∞ for an infinite
/// value and × for NaN. Each character shows the mean of an equal part of the values, or its first non-finite one.
std::string sparkline(const std::vector<double>& values, std::size_t width);

}  // namespace lrscope
