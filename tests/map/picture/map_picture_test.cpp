// The figure of a map: its cells read back by libpng, its axes and its limit in cells.
#include "map/picture/map_picture.h"

#include <png.h>

#include "figure/axes.h"
#include "map/picture/map_colors.h"
#include "map_of_cells.h"
#include "test.h"

namespace {
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> bytes;

  Color at(int x, int y) const {
    REQUIRE((0 <= x && x < width && 0 <= y && y < height));
    const std::uint8_t* pixel = bytes.data() + 3 * (static_cast<std::size_t>(y) * width + x);
    return {pixel[0], pixel[1], pixel[2]};
  }
};

Image read_png(const std::string& bytes) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) != 0);
  png.format = PNG_FORMAT_RGB;
  Image image{static_cast<int>(png.width), static_cast<int>(png.height), {}};
  image.bytes.resize(PNG_IMAGE_SIZE(png));
  REQUIRE(png_image_finish_read(&png, nullptr, image.bytes.data(), 0, nullptr) != 0);
  return image;
}

Panel panel_of(const MapOfCells& map) { return map_figure(map.picture()).panels.at(0); }

Image cells_of(const MapOfCells& map) { return read_png(panel_of(map).marks.at(0).png); }

std::vector<Mark> lines_of_limit(const Panel& panel) { return {panel.marks.begin() + 1, panel.marks.end()}; }

int lightness(Color color) { return 299 * color.red + 587 * color.green + 114 * color.blue; }
}  // namespace

TEST_CASE("every cell has the same whole number of pixels of a PNG, and the picture enlarges none of them") {
  for (const auto& [width, height, factor] : {std::tuple{2, 2, 512},
                                              {4, 3, 256},
                                              {64, 64, 16},
                                              {255, 10, 4},
                                              {256, 100, 2},
                                              {100, 300, 2},
                                              {1024, 50, 2},
                                              {1025, 50, 1},
                                              {3000, 40, 1}}) {
    const MapOfCells map(width, height);
    const Figure figure = map_figure(map.picture());
    const Panel& panel = figure.panels.at(0);
    const Image image = cells_of(map);
    CAPTURE(width, height);
    CHECK_EACH(image.width == width * factor, image.height == height * factor);
    if (width % 3 != 0 || width < 1025)  // else a panel has no whole number of pixels
      CHECK(std::abs(panel.width * figure.scale - image.width) < 2);
    CHECK(panel.width <= 1024);
  }
}

TEST_CASE("every cell has its colour and its place, the smallest y at the bottom") {
  MapOfCells map(3, 2);
  map.set(0, 0, Outcome::trained, 0);
  map.set(1, 0, Outcome::spiked, 0.25f);
  map.set(2, 0, Outcome::stalled, 7);
  map.set(0, 1, Outcome::diverged, 100);
  map.set(1, 1, Outcome::nonfinite, 9);
  map.cells.outcome[5] = MapCells::unknown;
  const std::vector<Color> expected = {MapColors::shade(Outcome::trained, 0), MapColors::shade(Outcome::spiked, 0.25),
                                       MapColors::shade(Outcome::stalled, 1), MapColors::shade(Outcome::diverged, 1),
                                       MapColors::shade(Outcome::diverged, std::log(10.0) / std::log(101.0))};
  const Image image = cells_of(map);
  const int size = image.width / 3;
  const auto corner = [&](int cell) { return image.at(cell % 3 * size, (1 - cell / 3) * size); };
  for (int cell = 0; cell < 5; ++cell) CHECK(corner(cell) == expected[static_cast<std::size_t>(cell)]);
  for (int cell = 0; cell < 5; ++cell) CHECK_FALSE(corner(5) == corner(cell));
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x) REQUIRE(image.at(x, y) == corner(3));
  std::set<std::string> legend;
  for (const LegendEntry& entry : panel_of(map).legend) legend.insert(entry.text);
  CHECK(legend == std::set<std::string>{"spiked, then trained", "stalled", "not run"});
}

TEST_CASE("the failed are warm and the others are not, each family lighter the slower") {
  for (const Outcome outcome : {Outcome::trained, Outcome::spiked, Outcome::no_skill, Outcome::stalled,
                                Outcome::diverged, Outcome::nonfinite}) {
    CAPTURE(name_of(outcome));
    int last = -1;
    for (int i = 0; i <= 100; ++i) {
      const Color color = MapColors::shade(outcome, i / 100.0);
      CHECK(color.red - color.blue >= (has_failed(outcome) ? 40 : -255));
      CHECK(color.red - color.blue <= (has_failed(outcome) ? 255 : 0));
      CHECK(lightness(color) > last);
      last = lightness(color);
    }
  }
}

TEST_CASE("the limit is a line over the map, straight in the scale of the axes") {
  MapOfCells map(4, 4);
  map.x = map.y = {"lr", true, false, {1, 10, 100, 1000}};
  // Over the diagonal of the map, from far outside to far outside; a value without a logarithm ends a piece.
  map.limit = {{{1e-9, 1e-9}, {1e12, 1e12}, {-1, 5}, {1, 1e3}}};
  const std::vector<Mark> lines = lines_of_limit(panel_of(map));
  REQUIRE(lines.size() == 2);  // black on white
  CHECK_EACH(lines[0].width > lines[1].width, lines[0].color.ink == Ink::halo, lines[1].color.ink == Ink::over);
  const std::vector<FigurePoint>& points = lines[1].points;
  REQUIRE(points.size() == 4);
  CHECK_EACH(points[0].x == Approx(-8.5), points[0].y == Approx(-8.5), points[1].x == Approx(12.5),
             points[3].y == Approx(3.5));
  CHECK(std::isnan(points[2].x));
}

TEST_CASE("a tick stands where its value lies along the cells") {
  MapOfCells map(64, 64);
  map.x = {"lr", true, false, {}};
  for (int i = 0; i < 64; ++i) map.x.values.push_back(std::pow(10, -3 + i / 21.0));
  const Axis axis = panel_of(map).x;
  REQUIRE(axis.ticks);
  std::map<std::string, double> labelled;
  for (const Tick& tick : axis.ticks->ticks)
    if (!tick.label.empty()) labelled[tick.label] = tick.value;
  CHECK_EACH(labelled.at("1e-3") == Approx(0.5), labelled.at("1e-2") == Approx(21.5),
             labelled.at("1e-1") == Approx(42.5));
}

TEST_CASE("equalised, scores that differ in their last bits use the whole palette") {
  MapOfCells map(40, 50);
  float score = 0.7f;
  for (int cell = 0; cell < 2000; ++cell) {
    const bool failed = cell % 2 == 1;
    map.set(cell % 40, cell / 40, failed ? Outcome::nonfinite : Outcome::trained, failed ? 100 * score : score);
    score = std::nextafter(score, 1.0f);
  }
  const auto shades = [&](bool failed) {
    const MapPicture picture = map.picture();
    const MapColors colors(picture);
    std::set<int> found;
    for (std::size_t cell = failed; cell < 2000; cell += 2) found.insert(lightness(colors.of(cell)));
    return found;
  };
  CHECK(shades(false).size() == 1);
  map.coloring = MapColoring::equalized;
  for (const bool failed : {false, true}) {
    const Outcome outcome = failed ? Outcome::nonfinite : Outcome::trained;
    const std::set<int> found = shades(failed);
    CHECK_EACH(found.size() > 400, *found.begin() == lightness(MapColors::shade(outcome, 0)),
               *found.rbegin() == lightness(MapColors::shade(outcome, 1)));
  }
  // Ranks: half of the cells are in the darker half, whatever one far score is.
  map.set(0, 0, Outcome::trained, 1e6f);
  const MapPicture picture = map.picture();
  const MapColors colors(picture);
  int dark = 0;
  for (std::size_t cell = 0; cell < 2000; cell += 2) dark += colors.share(cell) < 0.5;
  CHECK(dark == 500);
}

TEST_CASE("numbers that are no scores, and maps of one row, are drawn all the same") {
  constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
  for (const MapColoring coloring : {MapColoring::absolute, MapColoring::equalized}) {
    MapOfCells map(700, 1);
    map.coloring = coloring;
    map.set(0, 0, Outcome::trained, not_a_number);
    map.set(1, 0, Outcome::nonfinite, not_a_number);
    map.set(2, 0, Outcome::trained, -1);
    map.limit = {{}, {{1, 1}}, {{50, 1}, {50, 1}}};
    const Image image = cells_of(map);
    CHECK(image.at(0, 0) == MapColors::shade(Outcome::trained, 1));
    CHECK(image.at(2, 0) == MapColors::shade(Outcome::nonfinite, 1));
    CHECK(image.at(4, 0) == MapColors::shade(Outcome::trained, 0));
    CHECK(panel_of(map).height >= 40);
  }
}
