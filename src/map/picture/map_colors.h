// The colour of every cell of a map.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "map/picture/map_picture.h"

namespace lrscope {

struct Color {
  std::uint8_t red;
  std::uint8_t green;
  std::uint8_t blue;

  bool operator==(const Color&) const = default;
};

class MapColors {
 public:
  /// `picture` and its cells must outlive this.
  explicit MapColors(const MapPicture& picture);

  /// 0 (fast, dark) … 1 (slow, pale) among the cell's family. Requires: the cell is known.
  double share(std::size_t cell) const;
  /// Requires: the cell is known.
  Color of(std::size_t cell) const;
  static Color shade(Outcome outcome, double share);

  bool has(Outcome outcome) const { return counts_[static_cast<std::size_t>(outcome)] > 0; }
  bool has_unknown() const { return counts_.back() > 0; }

  /// The scores of a family in ascending order, evenly spaced by rank; empty unless equalised, or if the family is.
  const std::vector<float>& quantiles(bool failed) const { return quantiles_[failed]; }

 private:
  std::vector<float> sample(bool failed) const;

  const MapPicture& picture_;
  std::array<std::int64_t, 7> counts_{};  // of every outcome, then of unknown
  std::array<std::vector<float>, 2> quantiles_;
};

}  // namespace lrscope
