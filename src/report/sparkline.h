// A row of numbers as a row of blocks.
#pragma once

#include <string>
#include <vector>

namespace lrscope {

/// `values` in at most `width` characters ▁▂▃▄▅▆▇█ on a logarithmic scale of their own (linear if any is ≤
/// 0), with ∞ for an infinite value and × for NaN. Each character stands for an equal share of the values and
/// shows the last one of it; a non-finite value is never hidden by a later one of its share.
std::string sparkline(const std::vector<double>& values, std::size_t width);

}  // namespace lrscope
