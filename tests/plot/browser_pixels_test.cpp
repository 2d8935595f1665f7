// A picture as PNG by the program and by a browser of the same SVG: two programs that draw, and agree.
#include <png.h>

#include <regex>

#include "test.h"

namespace {
struct Pixels {
  std::size_t width, height;
  std::vector<std::uint8_t> channels;  // red, green, blue

  int at(std::size_t x, std::size_t y, std::size_t channel) const { return channels[3 * (y * width + x) + channel]; }
};

Pixels pixels_of(const std::string& path) {
  CAPTURE(path);
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_file(&png, path.c_str()) != 0);
  png.format = PNG_FORMAT_RGB;
  Pixels pixels{png.width, png.height, std::vector<std::uint8_t>(PNG_IMAGE_SIZE(png))};
  REQUIRE(png_image_finish_read(&png, nullptr, pixels.channels.data(), 0, nullptr) != 0);
  return pixels;
}

/// The share of pixels of `a` for which a channel differs by more than 16 of 255 from `b`, which may be larger, `shift` pixels
/// further to the right.
double share_of_other_pixels(const Pixels& a, const Pixels& b, std::size_t shift = 0) {
  std::size_t others = 0;
  for (std::size_t y = 0; y < a.height; ++y)
    for (std::size_t x = 0; x < a.width; ++x) {
      bool is_other = false;
      for (std::size_t channel = 0; channel < 3; ++channel)
        is_other = is_other || std::abs(a.at(x, y, channel) - b.at(x + shift, y, channel)) > 16;
      others += is_other;
    }
  return static_cast<double>(others) / static_cast<double>(a.width * a.height);
}

/// What Chromium shows of an SVG that wide, at `scale`, with some of its window beside it: it takes bars off the height.
Pixels screenshot(const std::string& folder, const std::string& svg, int width, int height, double scale) {
  const Finished shot = shell(
      "timeout 100 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars "
      "--user-data-dir=\"$PWD/profile\" --host-resolver-rules='MAP * ~NOTFOUND' "
      "--force-device-scale-factor=" +
          number_text(scale) + " --window-size=" + std::to_string(width + 100) + "," + std::to_string(height + 200) +
          " --screenshot=\"$PWD/shot.png\" \"file://$PWD/" + svg + "\"",
      folder);
  INFO(shot.err.substr(0, 3000));
  REQUIRE(shot.status == 0);
  return pixels_of(folder + "/shot.png");
}

const std::string small = " case:diabetes --target progression --scale standard --hidden 8 -q ";
const std::string both = " -o p.svg -o p.png";
/// Pictures, and what makes each as p.svg and p.png.
const std::vector<std::pair<std::string, std::string>> pictures = {
    {"rates", "sweep" + small + "--max-steps 30 --lr dec:1e-4:10:2 --seeds 0..1" + both},
    {"steps", "trace" + small + "--max-steps 30 --lr .1" + both},
    {"cells", "map" + small + "--epochs 2 --x lr=log:1e-3:10 --y init-scale=log:.1:10 --size 24x12" + both},
    {"curvature", "spectrum" + small + both},
    {"a slide", "sweep" + small +
                    "--max-steps 30 --lr dec:1e-4:10:2 -o r.jsonl > table; \"$LRSCOPE\" plot r.jsonl --panel skill" +
                    both}};
}  // namespace

TEST_CASE("a browser shows the pixels of the PNG that the program makes of the same picture") {
  if (shell("chromium --version --no-sandbox").status != 0) {
    WARN("skipped: chromium is not installed");
    return;
  }
  const std::regex size("^<svg [^>]*width=\"([0-9]+)\" height=\"([0-9]+)\"");
  for (const auto& [name, words] : pictures) {
    CAPTURE(name);
    const std::string folder = scratch();
    REQUIRE(run_lrscope(words, folder).status == 0);
    const std::string svg = read_file(folder + "/p.svg");
    std::smatch match;
    REQUIRE(std::regex_search(svg, match, size));
    const int width = std::stoi(match[1]), height = std::stoi(match[2]);
    const Pixels drawn = pixels_of(folder + "/p.png");
    const double scale = static_cast<double>(drawn.width) / width;
    CHECK_EACH(scale == 2, drawn.height == 2 * static_cast<std::size_t>(height));
    const Pixels shown = screenshot(folder, "p.svg", width, height, scale);
    REQUIRE((shown.width >= drawn.width + 2 && shown.height >= drawn.height));
    CHECK(share_of_other_pixels(drawn, shown) < 0.01);
    // The same picture a little further to the right is another one: so much the test would see.
    CHECK(share_of_other_pixels(drawn, shown, 2) > 0.01);
  }
}
