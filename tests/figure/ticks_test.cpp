// Where axes have ticks and what they say.

#include "figure/ticks.h"
#include "test.h"

namespace {
std::string labels(const TickRange& range, int most) {
  const Ticks ticks = axis_ticks(range, most);
  std::vector<std::string> shown;
  for (const Tick& tick : ticks.ticks)
    if (!tick.label.empty()) shown.push_back(tick.label);
  return (ticks.base.empty() ? "" : ticks.base + " plus ") + join(shown, " ");
}

constexpr bool logarithmic = true, whole = true;
}  // namespace

TEST_CASE("a logarithmic axis is labelled at decades, at fewer or at 2 and 5 as well, a short one at round values") {
  CHECK(labels({1e-6, 1, logarithmic}, 8) == "1e-6 1e-5 1e-4 1e-3 1e-2 1e-1 1");
  CHECK(labels({1e-6, 1, logarithmic}, 4) == "1e-6 1e-4 1e-2 1");
  CHECK(labels({1e-4, 1e-2, logarithmic}, 8) == "1e-4 2e-4 5e-4 1e-3 2e-3 5e-3 1e-2");
  CHECK(labels({0.05, 200, logarithmic}, 6) == "0.1 1 10 100");
  CHECK(labels({0.002, 0.015, logarithmic}, 10) == "2e-3 5e-3 1e-2");
  CHECK(labels({3e-4, 8e-4, logarithmic}, 8) == "3e-4 4e-4 5e-4 6e-4 7e-4 8e-4");
  CHECK(labels({0.31, 0.33, logarithmic}, 8) == "0.310 0.315 0.320 0.325 0.330");
}

TEST_CASE("a linear axis is labelled at round numbers with as many decimals each") {
  CHECK_EACH(labels({0, 1}, 8) == "0.0 0.2 0.4 0.6 0.8 1.0", labels({-5, 5}, 8) == "-4 -2 0 2 4",
             labels({0.9, 1.1}, 5) == "0.90 0.95 1.00 1.05 1.10",
             labels({1e-9, 6e-9}, 8) == "1e-9 2e-9 3e-9 4e-9 5e-9 6e-9",
             labels({0, 3e6}, 8) == "0 5e5 1e6 1.5e6 2e6 2.5e6 3e6");
  CHECK(labels({1.234567, 1.234575}, 6) == "1.234568 1.234570 1.234572 1.234574");
}

TEST_CASE("an axis of whole numbers has whole ticks only") {
  CHECK_EACH(labels({0, 3, false, whole}, 8) == "0 1 2 3", axis_ticks({0, 3, false, whole}, 8).ticks.size() == 4);
  CHECK_EACH(labels({1, 64, false, whole}, 8) == "10 20 30 40 50 60",
             labels({8, 512, logarithmic, whole}, 8) == "10 20 50 100 200 500", labels({7, 7, false, whole}, 8) == "7");
}

TEST_CASE("the labels of a deep zoom are offsets from a number that is printed once") {
  CHECK(labels({0.123456789, 0.123456791}, 6) == "0.12345679 plus -1e-9 -5e-10 0 +5e-10 +1e-9");
  CHECK(labels({0.7312345678, 0.7312345698, logarithmic}, 6) == "0.73123457 plus -2e-9 -1.5e-9 -1e-9 -5e-10");
  CHECK(labels({1.234567e-7, 1.2345671e-7, logarithmic}, 3) == "1.2345671e-7 plus -1e-14 -5e-15 0");
  CHECK(labels({123456780, 123456850, false, whole}, 6) == "123456800 plus -20 0 +20 +40");
  // As deep as double goes: a few ulps.
  CHECK(labels({1 - 1e-15, 1 + 1e-15}, 6) == "1 plus -1e-15 0 +1e-15");
}

TEST_CASE("a tick's value is what its label says and lies on the axis, minor ones between") {
  for (const TickRange& range :
       {TickRange{1e-6, 1, true}, TickRange{0.01, 2}, TickRange{-3e-7, 5e-7}, TickRange{0.02, 0.09, true},
        TickRange{1e-300, 1e300, true}, TickRange{1e308, 1.7e308}, TickRange{-1.7e308, 1.7e308}}) {
    CAPTURE(range.low, range.high);
    const Ticks ticks = axis_ticks(range, 7);
    CHECK(ticks.base.empty());
    double last = -INFINITY;
    int labelled = 0;
    for (const Tick& tick : ticks.ticks) {
      CHECK((range.low <= tick.value && tick.value <= range.high && last < tick.value));
      last = tick.value;
      if (tick.label.empty()) continue;
      ++labelled;
      CHECK(parse_number(tick.label).value() == tick.value);
    }
    CHECK_EACH((labelled >= 2 && labelled <= 7), ticks.ticks.size() > static_cast<std::size_t>(labelled));
  }
}
