// The picture of a figure: where marks stand, that what cannot be placed is seen, and that any text is XML.
#include "figure/svg.h"

#include <regex>

#include "test.h"

namespace {
Panel panel_of(std::vector<Mark> marks) {
  Panel panel{.name = "p", .title = "Title"};
  panel.x = {.label = "x", .low = 0.0, .high = 10.0};
  panel.y = {.label = "y", .low = 0.0, .high = 100.0};
  panel.width = 400;
  panel.height = 200;
  panel.marks = std::move(marks);
  return panel;
}

std::string svg_with(const Panel& panel) { return svg_of({.title = "Figure", .panels = {panel}}); }

Mark dot_at(double x, double y, const std::string& hover) {
  return {.shape = MarkShape::dot, .hover = hover, .points = {{x, y}}};
}

/// The element whose title is `hover`.
std::string element_of(const std::string& svg, const std::string& hover) {
  std::smatch match;
  REQUIRE(std::regex_search(svg, match, std::regex("<([^<>]*)><title>" + hover + "</title>")));
  return match[1];
}

/// Whether every element is closed in its order.
bool is_well_formed(const std::string& xml) {
  static const std::regex tag("<(/?)([a-zA-Z]+)((?:[^<>\"]|\"[^<\"]*\")*?)(/?)>");
  std::vector<std::string> open;
  std::size_t covered = 0;
  for (std::sregex_iterator at(xml.begin(), xml.end(), tag), end; at != end; ++at) {
    const std::string between = xml.substr(covered, static_cast<std::size_t>(at->position()) - covered);
    if (between.find_first_of("<>") != std::string::npos) return false;
    covered = static_cast<std::size_t>(at->position() + at->length());
    if ((*at)[1] == "/") {
      if (open.empty() || open.back() != (*at)[2]) return false;
      open.pop_back();
    } else if ((*at)[4] != "/") {
      open.push_back((*at)[2]);
    }
  }
  return open.empty() && xml.find_first_of("<>", covered) == std::string::npos;
}
}  // namespace

TEST_CASE("a mark stands where its values lie between the ends of the axes") {
  Panel panel = panel_of({dot_at(2.5, 75, "linear")});
  CHECK(element_of(svg_with(panel), "linear").find("x=\"100\" y=\"50\"") != std::string::npos);
  panel = panel_of({dot_at(1e-2, 10, "log")});
  panel.x = {.label = "x", .scale = Scale::logarithmic, .low = 1e-4, .high = 1.0};
  panel.y = {.label = "y", .scale = Scale::logarithmic, .low = 1.0, .high = 1e4};
  CHECK(element_of(svg_with(panel), "log").find("x=\"200\" y=\"150\"") != std::string::npos);
  panel = panel_of({dot_at(5, 1, "second of three")});
  panel.y = {.names = {"a", "b", "c"}};
  CHECK(element_of(svg_with(panel), "second of three").find("y=\"100\"") != std::string::npos);
}

TEST_CASE("an axis without ends holds every finite value of its marks") {
  const Mark line{.hover = "line", .points = {{-3, 1e-7}, {NAN, 5}, {8, INFINITY}, {8, 1e9}}};
  Panel panel = panel_of({line, dot_at(12, 1, "far")});
  panel.x = {.label = "x"};
  for (const Scale scale : {Scale::linear, Scale::logarithmic}) {
    panel.y = {.label = "y", .scale = scale};
    std::smatch ends;
    const std::string svg = svg_with(panel);
    REQUIRE(std::regex_search(svg, ends, std::regex("data-x=\"linear (\\S+) (\\S+) .*data-y=\"(\\w+) (\\S+) (\\S+) ")));
    CHECK_EACH(std::stod(ends[1]) < -3, std::stod(ends[2]) > 12, std::stod(ends[4]) < 1e-7, std::stod(ends[5]) > 1e9);
    CHECK((ends[3] == "log") == (scale == Scale::logarithmic));
  }
}

TEST_CASE("a line breaks where it has no value, and goes on behind") {
  const Mark line{.hover = "broken", .points = {{0, 0}, {5, 50}, {6, NAN}, {7, 70}, {10, 100}}};
  const std::string path = element_of(svg_with(panel_of({line})), "broken");
  CHECK(path.find("d=\"M0 2000l2000-1000M2800 600l1200-600\"") != std::string::npos);  // tenths of a pixel
}

TEST_CASE("what is infinite reaches the edge of the panel, also past every other mark") {
  Panel panel = panel_of({{.hover = "rule", .points = upright(5)},
                          {.shape = MarkShape::band, .hover = "half", .points = rectangle(-INFINITY, 5, 50, INFINITY)},
                          {.hover = "open", .points = {{2.5, 25}, {INFINITY, 25}}}});
  for (const Scale scale : {Scale::linear, Scale::logarithmic}) {
    panel.x = {.scale = scale, .low = scale == Scale::linear ? 0.0 : 1.0, .high = scale == Scale::linear ? 10.0 : 25.0};
    const std::string svg = svg_with(panel);
    CHECK(element_of(svg, "rule").find("d=\"M2000 2000l0-2000\"") != std::string::npos);
    CHECK(element_of(svg, "half").find("d=\"M0 0l2000 0 0 1000-2000 0z\"") != std::string::npos);
    CHECK(element_of(svg, "open").ends_with(" 1500l" + std::string(scale == Scale::linear ? "3000" : "2861") + " 0\""));
    for (const char* hover : {"rule", "half", "open"})
      CHECK(element_of(svg, hover).find("data-edges") != std::string::npos);
  }
}

TEST_CASE("what is NaN, infinite or above the axis stands above the panel, each by its symbol") {
  const std::string svg = svg_with(
      panel_of({dot_at(1, NAN, "nan"), dot_at(2, INFINITY, "inf"), dot_at(3, 101, "high"), dot_at(4, 100, "inside")}));
  for (const char* hover : {"inf", "high"})
    CHECK(element_of(svg, hover).find("#triangle") != std::string::npos);  // triangles
  CHECK(element_of(svg, "nan").find("#cross") != std::string::npos);       // a cross
  CHECK(element_of(svg, "inside").find("#dot") != std::string::npos);
  CHECK(svg.find("∞ NaN") != std::string::npos);
  CHECK(svg_with(panel_of({dot_at(4, 100, "inside")})).find("∞ NaN") == std::string::npos);
}

TEST_CASE("labels of an axis never overlap") {
  for (const double low : {1e-12, 1e-4, 0.3, 1234.5678})
    for (const double factor : {1.001, 1.1, 3.0, 50.0, 1e9, 1e200})
      for (const Scale scale : {Scale::linear, Scale::logarithmic})
        for (const double width : {120.0, 460.0}) {
          Panel panel = panel_of({});
          panel.width = width;
          panel.x = {.label = "x", .scale = scale, .low = low, .high = low * factor};
          const std::string svg = svg_with(panel);
          static const std::regex label("<text x=\"([^\"]+)\" y=\"219\" class=\"m\">([^<]+)<");
          double end = -1e9;
          int labels = 0;
          for (std::sregex_iterator at(svg.begin(), svg.end(), label), none; at != none; ++at, ++labels) {
            const double middle = std::stod((*at)[1]), half = text_pixels((*at)[2].str()) / 2;
            CAPTURE(low, factor, width, (*at)[2].str());
            CHECK(middle - half >= end);
            end = middle + half;
          }
          CHECK(labels >= 1);
        }
}

TEST_CASE("a figure is well-formed whatever its texts are, and the same bytes each time") {
  const std::string hostile = "<script>\"&'\x01\x1b[31m\xff</title> ]]> \u202e";
  Panel panel = panel_of({dot_at(1, 1, hostile)});
  panel.name = panel.title = panel.about = panel.x.label = panel.y.label = hostile;
  panel.legend = {{hostile, {Ink::bad}, Symbol::cross}, {hostile, {.shade = 0.5}, Dash::dotted}};
  panel.scales = {{hostile, {"#000000", "#ffffff"}, {{0, hostile}, {1, hostile}}, hostile}};
  const Figure figure{.title = hostile, .panels = {panel, panel, panel}, .metadata = {{hostile, hostile}}};
  const std::string svg = svg_of(figure);
  CHECK(is_well_formed(svg));
  CHECK(svg.find("<script") == std::string::npos);
  for (const char c : {'\x01', '\x1b', '\xff'}) CHECK(svg.find(c) == std::string::npos);
  CHECK(svg == svg_of(figure));
  CHECK_FALSE(is_well_formed(svg.substr(0, svg.size() - 8)));
}

TEST_CASE("shades differ in lightness little, and step by step in hue") {
  std::set<std::string> colors;
  for (int i = 0; i <= 20; ++i) {
    const std::string color = shade_color(i / 20.0);
    REQUIRE(color.size() == 7);
    colors.insert(color);
    const auto channel = [&](std::size_t at) { return std::stoi(color.substr(at, 2), nullptr, 16); };
    const double lightness = 0.299 * channel(1) + 0.587 * channel(3) + 0.114 * channel(5);
    CHECK((lightness > 80 && lightness < 150));  // on white and on black
  }
  CHECK(colors.size() == 21);
  CHECK(shade_color(-5) == shade_color(0));
}
