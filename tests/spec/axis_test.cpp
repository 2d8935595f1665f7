#include "spec/axis.h"

#include "test.h"

using Values = std::vector<double>;
using Seeds = std::vector<std::uint64_t>;

TEST_CASE("single rates and lists are the values as written, each once, in the order given") {
  CHECK(parse_learning_rates(".01").values == Values{.01});
  CHECK(parse_learning_rates("1e-3, 1e-4 ,0.001,+2").values == Values{1e-3, 1e-4, 2});
  CHECK(parse_learning_rates("1e-320").values == Values{1e-320});
}

TEST_CASE("both ends of a range are exact to the bit") {
  for (const char* kind : {"log", "lin", "dec"}) {
    for (const auto& [low, high] : {std::pair{"1e-6", "1"},
                                    {"3e-5", "0.7"},
                                    {"0.1", "0.30000000000000004"},
                                    {"1.2345678901234567e-5", "9.876543210987654e-2"},
                                    {"2.2250738585072014e-308", "1e300"}}) {
      CAPTURE(kind, low, high);
      const Values values = parse_learning_rates(std::string(kind) + ":" + low + ":" + high + ":7").values;
      CHECK_EACH(values.front() == std::stod(low), values.back() == std::stod(high));
      for (std::size_t i = 1; i < values.size(); ++i) CHECK(values[i - 1] < values[i]);
      CHECK(std::isfinite(values[values.size() / 2]));
    }
  }
}

TEST_CASE("log has so many values at equal ratios, powers of ten exact, and lin at equal distances") {
  CHECK(parse_learning_rates("log:1e-6:1:7").values == Values{1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1});
  CHECK(parse_learning_rates("log:3e-5:3e-2:4").values == Values{3e-5, 3e-4, 3e-3, 3e-2});
  const Values values = parse_learning_rates("log:2e-4:.5:25").values;
  REQUIRE(values.size() == 25);
  const double ratio = std::pow(.5 / 2e-4, 1.0 / 24);
  for (std::size_t i = 1; i < values.size(); ++i) CHECK(values[i] / values[i - 1] == Approx(ratio).epsilon(1e-12));
  CHECK(parse_learning_rates("log:1:2:2").values == Values{1, 2});
  CHECK(parse_learning_rates("lin:.1:1:10").values == Values{.1, .2, .3, .4, .5, .6, .7, .8, .9, 1});
  CHECK(parse_learning_rates("lin:0.01:0.2:20").values.size() == 20);
  CHECK(parse_learning_rates("lin:1:2:3").values == Values{1, 1.5, 2});
}

TEST_CASE("dec has so many values per decade, decades are exact, and the end is there even off the grid") {
  CHECK(parse_learning_rates("dec:1e-6:1:1").values == Values{1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1});
  const Values quarter = parse_learning_rates("dec:1e-6:1:4").values;
  REQUIRE(quarter.size() == 25);
  for (std::size_t decade = 0; decade <= 6; ++decade)
    CHECK(quarter[4 * decade] == std::stod("1e-" + std::to_string(6 - decade)));
  for (std::size_t i = 0; i + 1 < quarter.size(); ++i)
    CHECK(quarter[i + 1] / quarter[i] == Approx(std::pow(10, .25)).epsilon(1e-14));
  CHECK(parse_learning_rates("dec:3e-5:.3:1").values == Values{3e-5, 3e-4, 3e-3, 3e-2, .3});
  CHECK(parse_learning_rates("dec:1e-3:.05:1").values == Values{1e-3, 1e-2, .05});
  CHECK(parse_learning_rates("dec:1e-6:1:2").values.size() == 13);  // the default of sweep
}

TEST_CASE("forms mix with commas, and a file holds one value or range a line") {
  CHECK(parse_learning_rates("5,log:.1:10:3,1").values == Values{5, .1, 1, 10});
  const std::string path = write_file(scratch(), "rates", "\xef\xbb\xbf# rates\n1e-4\r\n\n  2e-4  # twice\n.1");
  CHECK(parse_learning_rates("@" + path).values == Values{1e-4, 2e-4, .1});
  CHECK(parse_learning_rates(".1,@" + path).values == Values{.1, 1e-4, 2e-4});
}

TEST_CASE("what is not a list of positive finite rates is refused, in a file by its line") {
  // The last of them is empty.
  for (const std::string& text :
       split("0 -0.0 1e-3,-1 nan inf 1e400 log:1:inf:3 fast 1e-3, 1e-3,,1e-4 log::1:5 @ log:-6:0:7 "
             "log:1e-6:0:7 log:-6.5:1:7 log:1:1e-6:7 lin:1:1:7 lgo:1:2:3 1:2 log:1:2 log:1:2:1 dec:1:2:0 "
             "lin:1:2:2.5 lin:1:2:1e9 dec:1e-300:1e300:9999 0,001 auto,1,auto:.1 autos aut:.1 auto: auto:0 "
             "auto:-1 auto:9e-7 auto:1.01 auto:nan auto:1% auto:narrow auto:1:2 ",
             ' ')) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_learning_rates(text), UsageError);
  }
  CHECK_THROWS_AS(parse_learning_rates("1e-3 1e-4"), UsageError);
  const std::string folder = scratch(), path = write_file(folder, "rates", "1e-3\nfast\n");
  try {
    parse_learning_rates("@" + path);
    FAIL("accepted");
  } catch (const UsageError& error) {
    CHECK(std::string(error.what()).starts_with(path + ":2: "));
  }
  CHECK_THROWS_AS(parse_learning_rates("@" + write_file(folder, "empty", "# nothing\n\n")), UsageError);
  CHECK_THROWS_AS(parse_learning_rates("@" + folder + "/none"), IoError);
  CHECK_THROWS_AS(parse_learning_rates("@" + folder), IoError);
}

TEST_CASE("auto asks for the boundary, alone or beside values, to 1 % or as narrow as it is told") {
  CHECK_EACH(parse_learning_rates("auto").boundary_tolerance == 0.01, parse_learning_rates("auto").values.empty(),
             parse_learning_rates("auto:.002").boundary_tolerance == 0.002,
             parse_learning_rates("auto: 1e-6 ").boundary_tolerance == 1e-6,
             parse_learning_rates("auto:1").boundary_tolerance == 1);
  const LearningRates both = parse_learning_rates("1e-4, auto:.5 ,lin:1:2:2");
  CHECK(both.boundary_tolerance == 0.5);
  CHECK(both.values == Values{1e-4, 1, 2});
  CHECK_FALSE(parse_learning_rates("1e-4").boundary_tolerance);
}

TEST_CASE("seeds are single, listed and in ranges with both ends, each once, and all else is refused") {
  CHECK(parse_seeds("3") == Seeds{3});
  CHECK(parse_seeds("0..4") == Seeds{0, 1, 2, 3, 4});
  CHECK(parse_seeds("1,5,9") == Seeds{1, 5, 9});
  CHECK(parse_seeds("7, 2..4 ,3") == Seeds{7, 2, 3, 4});
  CHECK(parse_seeds("5..5") == Seeds{5});
  for (const char* text : {"", "-1", "1.5", "0-4", "a..b", "1,", "0..", "0:4", "4..0", "0..9999999"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_seeds(text), UsageError);
  }
}
