// Where values lie along the cells of a map.

#include "map/picture/axis_scale.h"
#include "test.h"

TEST_CASE("a value lies between its neighbours' cells, evenly in the scale of the axis") {
  const MapAxis linear{"", false, false, {0, 10, 20}}, log{"", true, false, {0.01, 0.1, 1}};
  CHECK_EACH(position_on(linear, 0) == 0.5, position_on(linear, 15) == 2, position_on(linear, -5) == 0);
  CHECK_EACH(std::abs(position_on(log, std::sqrt(0.001)) - 1) < 1e-12,
             std::abs(position_on(log, std::sqrt(10.0)) - 3) < 1e-12, std::isnan(position_on(log, 0)),
             std::isnan(position_on(log, -1)), std::abs(range_of(log).low - 0.01 / std::sqrt(10.0)) < 1e-15);
  // Rounded to whole numbers, values stand unevenly: each in the middle of its cell all the same.
  const MapAxis uneven{"", true, true, {8, 11, 16}};
  CHECK_EACH(position_on(uneven, 11) == 1.5, range_of(uneven).high == 16);
  // Neighbours so close that their logarithms agree.
  const double from = 1e-9, ulp = std::nextafter(from, 1.0) - from;
  const MapAxis deep{"", true, false, {from, from + 8 * ulp, from + 16 * ulp}};
  CHECK(std::abs(position_on(deep, from + 10 * ulp) - 1.75) < 1e-6);
}
