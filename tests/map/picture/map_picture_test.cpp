// The picture of a map, read back by libpng.
#include "map/picture/map_picture.h"

#include <png.h>
#include <cstdio>

#include "map/picture/map_colors.h"
#include "map/picture/map_layout.h"
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

Image read_png(const std::string& path) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_file(&png, path.c_str()) != 0);
  png.format = PNG_FORMAT_RGB;
  Image image{static_cast<int>(png.width), static_cast<int>(png.height), {}};
  image.bytes.resize(PNG_IMAGE_SIZE(png));
  REQUIRE(png_image_finish_read(&png, nullptr, image.bytes.data(), 0, nullptr) != 0);
  return image;
}

/// Key → value, with a '*' before the key of an international chunk.
std::map<std::string, std::string> read_text(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, file);
  png_read_info(png, info);
  png_textp chunks = nullptr;
  const int count = png_get_text(png, info, &chunks, nullptr);
  std::map<std::string, std::string> text;
  for (int i = 0; i < count; ++i)
    text[(chunks[i].compression == PNG_ITXT_COMPRESSION_NONE ? "*" : "") + std::string(chunks[i].key)] = chunks[i].text;
  png_destroy_read_struct(&png, &info, nullptr);
  std::fclose(file);
  return text;
}

Image drawn(const MapOfCells& map) {
  const std::string path = scratch() + "/map.png";
  write_png(map.picture(), path);
  return read_png(path);
}

MapLayout layout_of_map(const MapOfCells& map) {
  const MapPicture picture = map.picture();
  const MapColors colors(picture);
  const int unit = unit_of(picture.cells);
  return layout_of(picture, unit, legend_size(picture, colors, unit));
}

int lightness(Color color) { return 299 * color.red + 587 * color.green + 114 * color.blue; }
}  // namespace

TEST_CASE("a map of 256 cells or more has a pixel for each, a smaller one a whole number of pixels") {
  for (const auto& [width, height, factor] :
       {std::tuple{2, 2, 256}, {4, 3, 128}, {64, 64, 8}, {255, 10, 2}, {256, 100, 1}, {100, 300, 1}}) {
    const MapOfCells map(width, height);
    const MapLayout layout = layout_of_map(map);
    const Image image = drawn(map);
    CAPTURE(width, height);
    CHECK((image.width == layout.width && image.height == layout.height));
    CHECK((layout.map.width == width * factor && layout.map.height == height * factor));
    // As many pixels of the cells' colour along the middle of the map, between the lines of its frame.
    const Color cell = MapColors::shade(Outcome::trained, 0.5);
    const int y = layout.map.y + layout.map.height / 2, right = layout.map.x + layout.map.width;
    CHECK(image.at(layout.map.x - 1, y) == ink);
    for (int x = layout.map.x; x < right; ++x) REQUIRE(image.at(x, y) == cell);
    CHECK(image.at(right, y) == ink);
    const int x = layout.map.x + layout.map.width / 2;
    for (int row = 0; row < layout.map.height; ++row) REQUIRE(image.at(x, layout.map.y + row) == cell);
    CHECK((image.at(x, layout.map.y - 1) == ink && image.at(x, layout.map.y + layout.map.height) == ink));
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
  const MapLayout layout = layout_of_map(map);
  const Image image = drawn(map);
  const std::vector<Color> expected = {MapColors::shade(Outcome::trained, 0), MapColors::shade(Outcome::spiked, 0.25),
                                       MapColors::shade(Outcome::stalled, 1), MapColors::shade(Outcome::diverged, 1),
                                       MapColors::shade(Outcome::diverged, std::log(10.0) / std::log(101.0))};
  const int size = layout.factor;
  for (int cell = 0; cell < 6; ++cell) {
    CAPTURE(cell);
    const int left = layout.map.x + cell % 3 * size, top = layout.map.y + (1 - cell / 3) * size;
    for (const auto& [x, y] : {std::pair{0, 0}, {size - 1, 0}, {0, size - 1}, {size - 1, size - 1}, {9, 80}})
      CHECK(image.at(left + x, top + y) ==
            (cell < 5 ? expected[static_cast<std::size_t>(cell)] : hatching(left + x, top + y, 1)));
  }
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

TEST_CASE("the limit is a line over the map, straight in the scale of the axes and cut off at the frame") {
  MapOfCells map(4, 4);
  map.x = map.y = {"lr", true, false, {1, 10, 100, 1000}};
  // Over the diagonal of the map, from far outside to far outside; a value without a logarithm ends a piece.
  map.limit = {{{1e-9, 1e-9}, {1e12, 1e12}, {-1, 5}, {1, 1e3}}};
  const Image image = drawn(map);
  const Box box = layout_of_map(map).map;
  const Color core{255, 255, 255}, cell = MapColors::shade(Outcome::trained, 0.5);
  for (int i = 0; i < box.width; ++i) {
    const int x = box.x + i, y = box.y + box.height - 1 - i;
    REQUIRE(image.at(x, y) == core);
    if (i >= 6) REQUIRE(image.at(x - 6, y) == cell);
    if (i + 6 < box.width) REQUIRE(image.at(x + 6, y) == cell);
    if (2 <= i && i + 2 < box.width) REQUIRE(lightness(image.at(x - 2, y)) < lightness(cell));
  }
  CHECK(image.at(box.x + box.width / 8, box.y + box.height / 8) == cell);  // the lone point
  // Beyond the corner there is the frame, and then paper without the line's outline.
  for (int i = -3; i <= 3; ++i) CHECK(image.at(box.x + box.width + 3, box.y - 3 + i) == paper);
  CHECK_EACH(image.at(box.x + box.width, box.y - 1) == ink, image.at(box.x - 1, box.y + box.height) == ink);
}

TEST_CASE("text is kept in the file, beyond ASCII as well") {
  MapOfCells map(2, 2);
  map.text = {{"Software", "lrscope 0.1.0"},
              {"Command", "lrscope map 'données η.csv' --lr log:1e-3:1:9"},
              {"Configuration", "lr=1\nwidth=2\n"},
              {"Comment", "not \xff UTF-8"}};
  const std::string path = scratch() + "/map.png";
  write_png(map.picture(), path);
  CHECK(read_text(path) ==
        std::map<std::string, std::string>{{"Software", "lrscope 0.1.0"},
                                           {"*Command", "lrscope map 'données η.csv' --lr log:1e-3:1:9"},
                                           {"Configuration", "lr=1\nwidth=2\n"},
                                           {"Comment", "not \\xff UTF-8"}});
  const std::string again = scratch() + "/again.png";
  write_png(map.picture(), again);
  CHECK(read_file(path) == read_file(again));
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
    const Image image = drawn(map);
    const Box box = layout_of_map(map).map;
    CHECK(image.at(box.x, box.y) == MapColors::shade(Outcome::trained, 1));
    CHECK(image.at(box.x + 1, box.y) == MapColors::shade(Outcome::nonfinite, 1));
    CHECK(image.at(box.x + 2, box.y) == MapColors::shade(Outcome::trained, 0));
  }
}
