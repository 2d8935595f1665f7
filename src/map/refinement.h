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
  std::optional<std::vector<bool>> next();

  bool is_finest() const { return step_ == 1; }

  /// The cells that were not run but filled from their neighbours on the coarser grid.
  const std::vector<bool>& inferred() const { return is_inferred_; }

 private:
  bool is_near_boundary(std::int64_t i, std::int64_t j) const;
  void fill_from_neighbours(std::int64_t i, std::int64_t j);
  std::size_t at(std::int64_t i, std::int64_t j) const { return static_cast<std::size_t>(j * cells_.width + i); }

  MapCells& cells_;
  std::vector<bool> is_inferred_;
  std::int64_t step_ = 0;  // of the grid that next() gave last
};

}  // namespace lrscope
