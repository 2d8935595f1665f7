// The way of the parameters: what steps carry, the loss around it, and what is drawn of both.
#include <cmath>

#include "plot/panels.h"
#include "plot/surface.h"
#include "test.h"

namespace {
RecordSet traced(const std::string& arguments) {
  const Finished run = run_lrscope("trace " + arguments + " --precision float64 --theta -q --format jsonl");
  REQUIRE(run.status == 0);
  return record_set("traced", run.out);
}
}  // namespace

TEST_CASE("steps carry the parameters: those of x² shrink by 1 − 2η, those of the canyon are known after a step") {
  const RecordSet square = traced("case:square --lr .1 --max-steps 6");
  REQUIRE(square.of("step").size() == 6);
  for (const Row& step : square.of("step")) {
    REQUIRE(step.list("theta"));
    CHECK(step.list("theta")->at(0) == Approx(std::pow(0.8, *step.number("step"))).epsilon(1e-14));
  }
  // H = [[3,2],[2,3]], from (2, 1): g = (8, 7).
  const RecordSet canyon = traced("case:canyon --lr .1 --max-steps 2");
  const std::vector<double>& theta = *canyon.of("step").at(1).list("theta");
  CHECK_EACH(theta.size() == 2, theta[0] == Approx(1.2), theta[1] == Approx(0.3));
  const Finished refused = run_lrscope("trace case:diabetes --lr 1 --theta");
  CHECK_EACH(refused.status == 2, refused.err.find("4929 parameters, and steps carry at most 4") != std::string::npos);
  CHECK(run_lrscope("trace case:square --lr .1 --max-steps 2 --format jsonl -q").out.find("theta") ==
        std::string::npos);
}

TEST_CASE("the loss around a way is the function's, or the quadratic through the steps of a linear model") {
  const auto canyon = loss_surface(traced("case:canyon --lr .1 --max-steps 2"), 2);
  REQUIRE(canyon);
  for (const auto& [x, y] : {std::pair{0.5, -2.0}, {3.0, 1.0}, {-1.0, 0.25}})
    CHECK((*canyon)(x, y) == Approx(0.5 * (3 * x * x + 4 * x * y + 3 * y * y)).epsilon(1e-12));

  // y = wx + c on three points, mean squared error: known at any w and c.
  const std::string folder = scratch();
  write_file(folder, "d.csv", "x,y\n1,2\n2,1\n4,5\n");
  REQUIRE(
      run_lrscope(
          "trace d.csv --hidden none --init zeros --batch-size full --precision float64 --lr .02,.1,.2 --max-steps 30 "
          "--theta -q -o t.jsonl",
          folder)
          .status == 0);
  const auto fitted = loss_surface(read_records({folder + "/t.jsonl"}), 2);
  REQUIRE(fitted);
  const auto loss = [](double w, double c) {
    double sum = 0;
    for (const auto& [x, y] : {std::pair{1.0, 2.0}, {2.0, 1.0}, {4.0, 5.0}}) sum += std::pow(w * x + c - y, 2);
    return sum / 3;
  };
  for (const auto& [w, c] : {std::pair{0.0, 0.0}, {1.0, 0.5}, {-0.5, 1.5}})
    CHECK((*fitted)(w, c) == Approx(loss(w, c)).epsilon(1e-6));
  CHECK_FALSE(loss_surface(record_set("none", "{\"type\":\"step\",\"full_loss\":1,\"theta\":[1,2]}\n"), 2));
}

TEST_CASE("a level curve lies on its level") {
  const LossSurface circle = [](double x, double y) { return x * x + y * y; };
  const auto pieces = level_curve(circle, 4, {-3, -3}, {3, 3});
  double length = 0;
  for (const auto& [a, b] : pieces) {
    for (const SurfacePoint& point : {a, b}) CHECK(std::hypot(point.x, point.y) == Approx(2).epsilon(1e-3));
    length += std::hypot(b.x - a.x, b.y - a.y);
  }
  CHECK(length == Approx(4 * std::acos(-1.0)).epsilon(1e-3));
  CHECK(level_curve(circle, 100, {-3, -3}, {3, 3}).empty());
}

TEST_CASE("a way that runs away does not hide the others, and is cut at the panel") {
  const Figure figure = figure_of(traced("case:canyon --lr .1,.3,5 --max-steps 40"), {"path"});
  const Panel& panel = figure.panels.at(0);
  CHECK((*panel.x.low > -10 && *panel.x.high < 10 && *panel.x.low < 0 && *panel.x.high > 2));
  int ways = 0, contours = 0;
  for (const Mark& mark : panel.marks)
    if (mark.shape == MarkShape::line) ++(mark.lr ? ways : contours);
  CHECK_EACH(ways == 3, contours >= 8);
  CHECK_THROWS_AS(figure_of(traced("case:square --lr .1 --max-steps 3"), {"spectrum"}), UsageError);
}
