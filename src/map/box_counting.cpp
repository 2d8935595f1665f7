#include "map/box_counting.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace lrscope {
namespace {

using Boxes = Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;  // which contain boundary

Boxes windows_of(const MapCells& cells) {
  const std::int64_t rows = std::min<std::int64_t>(cells.height, 2);
  Boxes windows(cells.height - rows + 1, cells.width - 1);
  for (std::int64_t j = 0; j < windows.rows(); ++j)
    for (std::int64_t i = 0; i < windows.cols(); ++i) {
      bool has_failed = false, has_not = false, is_known = true;
      for (std::int64_t k = 0; k < 2 * rows; ++k) {
        const auto cell = static_cast<std::size_t>((j + k / 2) * cells.width + i + k % 2);
        is_known = is_known && cells.is_known(cell);
        (cells.is_failed(cell) ? has_failed : has_not) = true;
      }
      windows(j, i) = is_known && has_failed && has_not;
    }
  return windows;
}

/// Boxes of twice the size.
Boxes coarser(const Boxes& fine) {
  Boxes coarse = Boxes::Constant((fine.rows() + 1) / 2, (fine.cols() + 1) / 2, false);
  for (Eigen::Index j = 0; j < fine.rows(); ++j)
    for (Eigen::Index i = 0; i < fine.cols(); ++i)
      if (fine(j, i)) coarse(j / 2, i / 2) = true;
  return coarse;
}

}  // namespace

std::vector<BoxCount> box_counts(const MapCells& cells) {
  std::vector<BoxCount> counts;
  if (cells.width < 2 || cells.height < 1) return counts;
  const std::int64_t side = cells.height == 1 ? cells.width : std::min(cells.width, cells.height);
  Boxes boxes = windows_of(cells);
  for (std::int64_t size = 1; size <= side / 4; size *= 2) {
    counts.push_back({size, boxes.count()});
    boxes = coarser(boxes);
  }
  return counts;
}

std::optional<double> box_dimension(const std::vector<BoxCount>& counts) {
  if (counts.size() < 3 || counts.back().boxes == 0) return std::nullopt;
  std::vector<double> x, y;
  for (const BoxCount& count : counts) {
    x.push_back(-std::log(static_cast<double>(count.size)));
    y.push_back(std::log(static_cast<double>(count.boxes)));
  }
  double mean_x = 0, mean_y = 0, xx = 0, xy = 0;
  const auto n = static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / n;
    mean_y += y[i] / n;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  return xy / xx;
}

}  // namespace lrscope
