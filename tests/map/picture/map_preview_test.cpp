// A map in characters.
#include <regex>

#include "map_of_cells.h"
#include "test.h"
#include "text_shape.h"

namespace {
MapOfCells map_of_all() {
  MapOfCells map(24, 6);
  for (int column = 0; column < 24; ++column)
    for (int row = 3; row < 6; ++row) map.set(column, row, Outcome::nonfinite, static_cast<float>(column * column));
  for (int column = 0; column < 24; ++column) map.set(column, 2, Outcome::trained, static_cast<float>(column) / 24);
  map.set(3, 0, Outcome::spiked, 0.5f);
  map.set(4, 0, Outcome::stalled, 1);
  map.cells.outcome[5] = MapCells::unknown;
  map.limit = {{{10, -100}, {10, 100}}};
  return map;
}
}  // namespace

TEST_CASE("a preview without colour tells the families apart by their characters") {
  CHECK(map_preview(map_of_all().picture(), 40, false).text() ==
        "width\n"
        "6 @@@###***++++++o++++++++++++++++++++++\n"
        "  @@@###***++++++o++++++++++++++++++++++\n"
        "  ===========----o-----:::::::::........\n"
        "  ---------------o----------------------\n"
        "1 -----~__?------o----------------------\n"
        "  1                 lr                24\n"
        "=-:. trained, fast to slow\n"
        "@#*+ failed, at once to late   ~ spiked\n"
        "_ stalled   ? not run   o 2/λmax at θ₀\n");
}

TEST_CASE("a preview in colour has two cells in a character, a small map enlarged") {
  MapOfCells map(2, 2);
  map.set(0, 1, Outcome::nonfinite, 0);
  const std::string failed = "38;2;75;5;25", trained = "38;2;54;118;206", end = "\033[0m\n";
  const auto cells = [](const std::string& above, const std::string& below) {
    return "\033[" + above + ";4" + below.substr(1) + "m▀▀";
  };
  CHECK(map_preview(map.picture(), 4, true).shown(true) ==
        cells(failed, failed) + cells(trained, trained) + end + cells(trained, trained) + "▀▀" + end + "1  2\n");
  // In two columns there is no room for more than the cells themselves.
  const auto dots = [&](const std::string& above) { return "\033[" + above + ";4" + trained.substr(1) + "m▀"; };
  CHECK(map_preview(map.picture(), 2, true).shown(true) == dots(failed) + dots(trained) + end);
}

TEST_CASE("no preview is wider than it may be") {
  static const std::regex escape("\033\\[[0-9;]*m");
  for (MapOfCells map : {map_of_all(), MapOfCells(500, 3), MapOfCells(3, 500), MapOfCells(1, 1)})
    for (std::size_t columns = 1; columns <= 100; ++columns)
      for (const bool color : {false, true})
        for (const std::string& line : lines_of(map_preview(map.picture(), columns, color).shown(true))) {
          CAPTURE(columns, line);
          const std::string text = std::regex_replace(line, escape, "");
          CHECK_EACH(characters(text) <= columns, (text.empty() || text.back() != ' '));
        }
}

TEST_CASE("the labels of a preview have as many digits as tell the ends apart") {
  MapOfCells map(3, 3);
  map.x.values = {0.12345678, 0.12345679, 0.12345680};
  CHECK(map_preview(map.picture(), 60, false).text().find("0.1234568") != std::string::npos);
}

TEST_CASE("where there is no true colour a preview uses the nearest of 256") {
  MapOfCells map(2, 2);
  map.set(0, 1, Outcome::nonfinite, 0);
  const std::string text = map_preview(map.picture(), 4, true, {.width = 80, .has_true_color = false}).shown(true);
  CHECK_EACH(text.starts_with("\033[38;5;52;48;5;52m▀▀\033[38;5;68;48;5;68m▀▀"),
             text.find("8;2;") == std::string::npos);
}

TEST_CASE("on a terminal a map of one row is three lines tall") {
  MapOfCells map(60, 1);
  const auto lines = [&](const Screen& screen) {
    const std::string text = map_preview(map.picture(), 80, false, screen).text();
    return std::ranges::count(text.substr(0, text.find("60")), '\n');
  };
  CHECK(lines({.width = 80}) == lines({}) + 2);
}
