#include "map/box_counting.h"

#include "test.h"

namespace {
/// Cells that failed where `failed` says so.
template <class Failed>
MapCells cells_where(std::int64_t width, std::int64_t height, Failed failed) {
  MapCells cells{width, height, {}, {}};
  for (std::int64_t j = 0; j < height; ++j)
    for (std::int64_t i = 0; i < width; ++i)
      cells.outcome.push_back(static_cast<std::uint8_t>(failed(i, j) ? Outcome::diverged : Outcome::trained));
  cells.score.resize(cells.outcome.size());
  return cells;
}

/// A pseudo-random bit for each cell.
bool is_heads(std::int64_t i, std::int64_t j) {
  std::uint64_t x =
      static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15u ^ static_cast<std::uint64_t>(j) * 0xc2b2ae3d27d4eb4fu;
  x ^= x >> 29;
  x *= 0xbf58476d1ce4e5b9u;
  return (x >> 32) & 1;
}
}  // namespace

TEST_CASE("lines, noise, points and a Sierpinski carpet have the box dimension that they are known to have") {
  const auto line = box_dimension(box_counts(cells_where(257, 257, [](auto i, auto) { return i > 100; })));
  CHECK(*line == Approx(1).margin(1e-12));
  const auto noise = box_dimension(box_counts(cells_where(257, 257, is_heads)));
  CHECK(*noise == Approx(2).margin(0.05));
  const auto point = box_dimension(box_counts(cells_where(1025, 1, [](auto i, auto) { return i > 300; })));
  CHECK(*point == Approx(0).margin(1e-12));
  const auto in_carpet = [](std::int64_t i, std::int64_t j) {
    for (; i > 0 || j > 0; i /= 3, j /= 3)
      if (i % 3 == 1 && j % 3 == 1) return false;
    return true;
  };
  const auto found = box_dimension(box_counts(cells_where(729, 729, in_carpet)));
  CHECK(*found == Approx(1.8928).margin(0.12));  // ln 8 / ln 3; boxes of powers of 2 do not fit its thirds
}

TEST_CASE("boxes are counted by hand") {
  // Columns 0 to 3 trained, 4 to 7 failed: the windows of column 3 hold boundary, 7 of them.
  const auto counts = box_counts(cells_where(8, 8, [](auto i, auto) { return i > 3; }));
  REQUIRE(counts.size() == 2);
  CHECK_EACH(counts[0].size == 1, counts[0].boxes == 7, counts[1].size == 2, counts[1].boxes == 4);
}

TEST_CASE("cells that are not known hold no boundary, and little boundary has no dimension") {
  auto cells = cells_where(64, 64, [](auto i, auto) { return i > 20; });
  for (auto& outcome : cells.outcome) outcome = MapCells::unknown;
  CHECK_EACH(box_counts(cells).front().boxes == 0, !box_dimension(box_counts(cells)));
  CHECK_FALSE(box_dimension(box_counts(cells_where(4, 4, [](auto i, auto) { return i > 1; }))));
}
