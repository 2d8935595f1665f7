// A small map made by hand, and the picture of it.
#pragma once

#include "map/picture/map_picture.h"
#include "test.h"

namespace lrscope::test {

struct MapOfCells {
  MapAxis x{"lr", false, false, {}};
  MapAxis y{"width", false, false, {}};
  MapCells cells;
  MapCurve limit;
  MapColoring coloring = MapColoring::absolute;
  std::vector<std::pair<std::string, std::string>> text;

  /// All trained at mean loss ½; values 1, 2, 3, … on both axes.
  MapOfCells(std::int64_t width, std::int64_t height) {
    cells.width = width;
    cells.height = height;
    cells.outcome.assign(static_cast<std::size_t>(width * height), 0);
    cells.score.assign(static_cast<std::size_t>(width * height), 0.5f);
    for (std::int64_t i = 0; i < width; ++i) x.values.push_back(static_cast<double>(i + 1));
    for (std::int64_t j = 0; j < height; ++j) y.values.push_back(static_cast<double>(j + 1));
  }

  void set(std::int64_t column, std::int64_t row, Outcome outcome, float score) {
    const auto cell = static_cast<std::size_t>(row * cells.width + column);
    cells.outcome[cell] = static_cast<std::uint8_t>(outcome);
    cells.score[cell] = score;
  }

  MapPicture picture() const {
    MapPicture made{x, y, cells, limit, "A map", 100, coloring};
    made.text = text;
    return made;
  }
};

}  // namespace lrscope::test
