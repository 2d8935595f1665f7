// The loss along a step, drawn in characters.
#include "explain/explain.h"
#include "test.h"
#include "text_shape.h"
#include "train/examination.h"

namespace {
/// L = 1 − ε + ½ε² at 61 steps from .01 to 100, so ε = 1 is the minimum and 2 goes uphill.
AlongCurve parabola() {
  AlongCurve curve{7, 10, {{0, 1, 1, Mark::none}}};
  for (int i = 0; i <= 60; ++i) {
    const double e = std::pow(10.0, -2 + i / 15.0);
    curve.points.push_back({e, 1 - e + e * e / 2, 1 - e + e * e / 2, Mark::none});
  }
  curve.points[1 + 30].mark = Mark::minimum;
  curve.points[1 + 45].mark = Mark::lr;
  curve.points[1 + 15].mark = Mark::critical_lr;
  curve.points[1 + 60].mark = Mark::sharpness;
  return curve;
}

std::string drawing_of(const AlongCurve& curve) { return along_drawing(curve); }

/// The characters of a line, each as text.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (const char c : line)
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80)
      cells.emplace_back(1, c);
    else
      cells.back() += c;
  return cells;
}
}  // namespace

TEST_CASE("what is not finite is drawn as ∞ at the top, a constant loss and huge ones are drawn at all") {
  AlongCurve curve = parabola();
  curve.points[50].loss = infinity;
  curve.points[51].loss = not_a_number;
  curve.points[52].loss = -infinity;
  const std::string text = drawing_of(curve);
  check_shape(text, "");
  const auto lines = lines_of(text);
  const auto top = std::find_if(lines.begin(), lines.end(),
                                [](const std::string& line) { return line.find("1.75 |") != std::string::npos; });
  REQUIRE(top != lines.end());
  CHECK_EACH(cells_of(*top)[13 + 50] == "∞", cells_of(*top)[13 + 51] == "∞");
  for (const double constant : {0.0, 5.0, -3.0, 1.7e308, -1.7e308, 1e-320}) {
    CAPTURE(constant);
    AlongCurve flat = parabola();
    for (AlongRecord& point : flat.points) point.loss = point.parabola = constant;
    std::size_t stars = 0, line_of_stars = 0;
    const auto drawn = lines_of(drawing_of(flat));
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      const auto here = static_cast<std::size_t>(std::count(drawn[i].begin(), drawn[i].end(), '*'));
      if (drawn[i].find('|') == std::string::npos || here <= stars) continue;
      stars = here;
      line_of_stars = i;
    }
    CHECK(stars == flat.points.size());                              // all in one line
    CHECK(drawn[line_of_stars + 1].find('|') != std::string::npos);  // and not in the lowest
    check_shape(drawing_of(flat), "");
  }
  // The window is as large as double: from ∓1.8e308, so 1.7e308 is at its top, −1.7e308 at its bottom.
  for (AlongRecord& point : curve.points) point.loss = point.epsilon == 0 ? 1.7e308 : -1.7e308;
  const auto huge = lines_of(drawing_of(curve));
  const auto highest = std::find_if(huge.begin(), huge.end(),
                                    [](const std::string& line) { return line.find('|') != std::string::npos; });
  REQUIRE(huge.end() - highest > 15);
  CHECK(cells_of(*highest)[13] == "*");
  CHECK(std::count((highest + 14)->begin(), (highest + 14)->end(), '*') == 61);
  curve.points[0].loss = not_a_number;
  CHECK(drawing_of(curve).find("the loss is not finite there: nothing to draw\n") != std::string::npos);
}
