// Which cells of a map to run so that the boundary of the failed cells comes out as if all had been run: first a coarse
// grid, then, halving its steps, the cells between points of both kinds. Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "map/map_record.h"

namespace lrscope {

class Refinement {
 public:
  /// `cells` are filled by the caller between calls.
  explicit Refinement(MapCells& cells) : cells_(cells), is_inferred_(cells.outcome.size()) {}

  /// Which cells to run next; nothing after the finest grid.
  std::optional<std::vector<bool>> next() {
    constexpr std::int64_t coarsest_step = 8;
    while (step_ != 1) {
      const bool is_first = step_ == 0;
      step_ = is_first ? coarsest_step : step_ / 2;
      std::vector<bool> wanted(is_inferred_.size());
      bool is_empty = true;
      for (std::int64_t j = 0; j < cells_.height; j += step_)
        for (std::int64_t i = 0; i < cells_.width; i += step_) {
          if (!is_first && i % (2 * step_) == 0 && j % (2 * step_) == 0) continue;  // of the grid before
          if (is_first || is_near_boundary(i, j)) {
            wanted[at(i, j)] = true;
            is_empty = false;
          } else {
            fill_from_neighbours(i, j);
          }
        }
      if (!is_empty) return wanted;  // a pass may be empty though finer ones are not
    }
    return std::nullopt;
  }

  bool is_finest() const { return step_ == 1; }

  /// The cells that were not run but filled from their neighbours on the coarser grid.
  const std::vector<bool>& inferred() const { return is_inferred_; }

 private:
  bool is_near_boundary(std::int64_t i, std::int64_t j) const {
    const std::int64_t coarse = 2 * step_;
    // Nothing is known beyond the last point of the coarse grid.
    if (i + coarse >= cells_.width || j + coarse >= cells_.height) return true;
    bool has_failed = false, has_not = false;
    // The points of the coarse grid around (i, j), one step of it further out than the nearest.
    for (std::int64_t y = j - coarse - j % coarse; y <= j + coarse + j % coarse; y += coarse)
      for (std::int64_t x = i - coarse - i % coarse; x <= i + coarse + i % coarse; x += coarse)
        if (x >= 0 && y >= 0 && x < cells_.width && y < cells_.height)
          (cells_.is_failed(at(x, y)) ? has_failed : has_not) = true;
    return has_failed && has_not;
  }

  void fill_from_neighbours(std::int64_t i, std::int64_t j) {
    const std::int64_t coarse = 2 * step_;
    double sum = 0;
    int count = 0;
    std::size_t nearest = at(i - i % coarse, j - j % coarse);
    for (const std::int64_t y : {j - j % coarse, j + (coarse - j % coarse) % coarse})
      for (const std::int64_t x : {i - i % coarse, i + (coarse - i % coarse) % coarse})
        if (x < cells_.width && y < cells_.height) {
          sum += static_cast<double>(cells_.score[at(x, y)]);
          ++count;
        }
    cells_.outcome[at(i, j)] = cells_.outcome[nearest];
    cells_.score[at(i, j)] = static_cast<float>(sum / count);
    is_inferred_[at(i, j)] = true;
  }

  std::size_t at(std::int64_t i, std::int64_t j) const { return static_cast<std::size_t>(j * cells_.width + i); }

  MapCells& cells_;
  std::vector<bool> is_inferred_;
  std::int64_t step_ = 0;  // of the grid that next() gave last
};

}  // namespace lrscope
