// The four classic suggestions of a learning-rate range test, as functions of its curve. Definitions: fastai 2,
// callback/schedule.py (`SuggestionMethod`), as `lr_find` applies them.
//
// x_i: learning rates, ascending; y_i: smoothed losses, i = 0 … n−1.
//   minimum/10  x_i/10 at the lowest y_i
//   steep       x_i at the most negative (y_{i+1} − y_i)/(ln x_{i+1} − ln x_i)
//   valley      of the longest strictly decreasing subsequence (of l points, the first to end, at e; its start is
//               taken to be s = e − l) x at s + ⌊l/3⌋ + ⌊l/6⌋: about its middle
//   slide       Chang's rule: a window of 15 points moves left from the end while the slopes y′ at its two edges
//               differ by more than a threshold (.005, in units of the loss); x at its left edge before the last
//               move. y′: central differences over i, one-sided at the ends
//
// fastai always returns a number. Here a method that does not apply to a curve returns the reason. Numbers that are not
// finite are left out first.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "find/find_record.h"

namespace lrscope {

struct LossCurve {
  std::vector<double> lrs;     // ascending
  std::vector<double> losses;  // smoothed, as many
  bool rises_later = false;    // behind the last point the loss was higher than the lowest, or not finite

  void add(double lr, double loss) {
    lrs.push_back(lr);
    losses.push_back(loss);
  }
};

/// The points that lr_find uses, the first and one past the last: without the first tenth of the `steps` of the test,
/// where little happens yet, and without the last five that were measured, where the loss has risen.
std::pair<std::size_t, std::size_t> used_range(std::size_t measured, long long steps);
LossCurve used_part(const LossCurve& whole, long long steps);

/// Requires: lrs ascending and > 0, as many as losses. `slide_threshold` > 0 is for slide only.
Suggestion suggest(SuggestionMethod method, const LossCurve& used, double slide_threshold);

}  // namespace lrscope
