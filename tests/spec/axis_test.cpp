#include "lrscope/spec/axis.h"

#include <cmath>

#include "catch.h"
#include "lrscope/core/errors.h"
#include "process.h"

using namespace lrscope;
using Values = std::vector<double>;
using Seeds = std::vector<std::uint64_t>;

namespace {

const std::string forms =
    " Right forms: 1e-4,1e-3 · log:1e-6:1:25 (25 values) · dec:1e-6:1:4 (4 per decade) · lin:.01:.2:20 · "
    "@file · auto (the boundary, to 1 %) · auto:.002 (to 0.2 %).";

std::string refusal_of(const std::string& text) {
  try {
    parse_learning_rates(text);
  } catch (const UsageError& error) {
    std::string what = error.what();
    if (!what.ends_with(forms)) return "without the right forms: " + what;
    return what.substr(0, what.size() - forms.size());
  }
  return "accepted";
}

std::string refusal_of_seeds(const std::string& text) {
  try {
    parse_seeds(text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

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
      CHECK(values.front() == std::stod(low));
      CHECK(values.back() == std::stod(high));
      for (std::size_t i = 1; i < values.size(); ++i) CHECK(values[i - 1] < values[i]);
      CHECK(std::isfinite(values[values.size() / 2]));
    }
  }
}

TEST_CASE("log has so many values at equal ratios, and powers of ten are exact") {
  CHECK(parse_learning_rates("log:1e-6:1:7").values == Values{1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1});
  CHECK(parse_learning_rates("log:3e-5:3e-2:4").values == Values{3e-5, 3e-4, 3e-3, 3e-2});
  const Values values = parse_learning_rates("log:2e-4:.5:25").values;
  REQUIRE(values.size() == 25);
  const double ratio = std::pow(.5 / 2e-4, 1.0 / 24);
  for (std::size_t i = 1; i < values.size(); ++i)
    CHECK(values[i] / values[i - 1] == Approx(ratio).epsilon(1e-12));
  CHECK(parse_learning_rates("log:1:2:2").values == Values{1, 2});
}

TEST_CASE("lin has so many values at equal distances") {
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
  const std::string path =
      test::write_file(test::scratch(), "rates", "\xef\xbb\xbf# rates\n1e-4\r\n\n  2e-4  # twice\n.1");
  CHECK(parse_learning_rates("@" + path).values == Values{1e-4, 2e-4, .1});
  CHECK(parse_learning_rates(".1,@" + path).values == Values{.1, 1e-4, 2e-4});
}

TEST_CASE("what is not a positive finite rate is refused") {
  CHECK(refusal_of("0") == "--lr '0': a learning rate of 0 trains nothing; it must be above 0.");
  CHECK(refusal_of("-0.0") == "--lr '-0.0': a learning rate of 0 trains nothing; it must be above 0.");
  CHECK(refusal_of("1e-3,-1") == "--lr '-1': a learning rate must be above 0.");
  CHECK(refusal_of("nan") == "--lr 'nan': a learning rate must be finite.");
  CHECK(refusal_of("inf") == "--lr 'inf': a learning rate must be finite.");
  CHECK(refusal_of("1e400") == "--lr '1e400': a learning rate must be finite.");
  CHECK(refusal_of("log:1:inf:3") == "--lr 'log:1:inf:3': a learning rate must be finite.");
  CHECK(refusal_of("fast") == "--lr 'fast': 'fast' is not a number.");
  CHECK(refusal_of("1e-3 1e-4") == "--lr '1e-3 1e-4': '1e-3 1e-4' is not a number.");
}

TEST_CASE("empty lists and gaps in a list are refused") {
  CHECK(refusal_of("") == "--lr '': a value is missing.");
  CHECK(refusal_of("1e-3,") == "--lr '1e-3,': a value is missing.");
  CHECK(refusal_of("1e-3,,1e-4") == "--lr '1e-3,,1e-4': a value is missing.");
  CHECK(refusal_of("log::1:5") == "--lr 'log::1:5': a value is missing.");
  CHECK(refusal_of("@") == "--lr '@': the name of a file is missing.");
}

TEST_CASE("ranges of exponents, backwards ranges and malformed ranges are refused with what to write") {
  CHECK(refusal_of("log:-6:0:7") ==
        "--lr 'log:-6:0:7': ranges take values, not exponents: write 1e-6, not -6; a learning rate must be "
        "above "
        "0.");
  CHECK(refusal_of("log:1e-6:0:7") ==
        "--lr 'log:1e-6:0:7': ranges take values, not exponents: write 1e0, not 0; a learning rate must be "
        "above "
        "0.");
  CHECK(refusal_of("log:-6.5:1:7") ==
        "--lr 'log:-6.5:1:7': ranges take values, not exponents; a learning rate must be above 0.");
  CHECK(refusal_of("log:1:1e-6:7") == "--lr 'log:1:1e-6:7': the range runs backwards; write log:1e-6:1:7.");
  CHECK(refusal_of("lin:1:1:7") == "--lr 'lin:1:1:7': both ends are the same; write 1.");
  CHECK(refusal_of("lgo:1:2:3") == "--lr 'lgo:1:2:3': unknown kind of range 'lgo'; did you mean 'log'?");
  CHECK(refusal_of("1:2") == "--lr '1:2': unknown kind of range '1'.");
  CHECK(refusal_of("log:1:2") == "--lr 'log:1:2': a range has four parts, log:FROM:TO:COUNT.");
  CHECK(refusal_of("log:1:2:1") == "--lr 'log:1:2:1': '1' is not a number of values (2 to 1000000).");
  CHECK(refusal_of("dec:1:2:0") ==
        "--lr 'dec:1:2:0': '0' is not a number of values per decade (1 to 1000000).");
  CHECK(refusal_of("lin:1:2:2.5") == "--lr 'lin:1:2:2.5': '2.5' is not a number of values (2 to 1000000).");
  CHECK(refusal_of("lin:1:2:1e9") == "--lr 'lin:1:2:1e9': '1e9' is not a number of values (2 to 1000000).");
  CHECK(refusal_of("dec:1e-300:1e300:9999") ==
        "--lr 'dec:1e-300:1e300:9999': that is more than a million values.");
}

TEST_CASE("auto asks for the boundary, alone or beside values, to 1 % or as narrow as it is told") {
  CHECK(parse_learning_rates("auto").boundary_tolerance == 0.01);
  CHECK(parse_learning_rates("auto").values.empty());
  CHECK(parse_learning_rates("auto:.002").boundary_tolerance == 0.002);
  CHECK(parse_learning_rates("auto: 1e-6 ").boundary_tolerance == 1e-6);
  CHECK(parse_learning_rates("auto:1").boundary_tolerance == 1);
  const LearningRates both = parse_learning_rates("1e-4, auto:.5 ,lin:1:2:2");
  CHECK(both.boundary_tolerance == 0.5);
  CHECK(both.values == Values{1e-4, 1, 2});
  CHECK_FALSE(parse_learning_rates("1e-4").boundary_tolerance);
}

TEST_CASE("a tolerance that is none is refused, and so is a second auto") {
  const std::string why = " is not a relative width of the bracket, from 1e-6 to 1; 0.01 is 1 %.";
  for (const char* text : {"", "0", "-1", "9e-7", "1.01", "nan", "inf", "1%", "narrow", "1:2"})
    CHECK(refusal_of(std::string("auto:") + text) ==
          "--lr 'auto:" + std::string(text) + "': '" + text + "'" + why);
  CHECK(refusal_of("auto,1,auto:.1") ==
        "--lr 'auto,1,auto:.1': the boundary is searched once; write auto once.");
  CHECK(refusal_of("autos") == "--lr 'autos': 'autos' is not a number.");
  CHECK(refusal_of("aut:.1") == "--lr 'aut:.1': unknown kind of range 'aut'; did you mean 'auto'?");
}

TEST_CASE("a decimal comma is recognised") {
  CHECK(refusal_of("0,001") == "--lr '0,001': decimals take a point, not a comma: 0.001, not 0,001.");
}

TEST_CASE("a file of rates is refused with its line") {
  const std::string folder = test::scratch();
  const std::string path = test::write_file(folder, "rates", "1e-3\nfast\n");
  CHECK_THROWS_WITH(parse_learning_rates("@" + path),
                    path + ":2: --lr 'fast': 'fast' is not a number." + forms);
  const std::string empty = test::write_file(folder, "empty", "# nothing\n\n");
  CHECK_THROWS_WITH(parse_learning_rates("@" + empty),
                    "--lr '@" + empty + "': the file holds no learning rate; write one a line.");
  const std::string wanted = "; name a text file with one learning rate a line.";
  CHECK_THROWS_WITH(parse_learning_rates("@" + folder + "/none"),
                    "--lr '@" + folder + "/none': cannot be read: No such file or directory" + wanted);
  CHECK_THROWS_WITH(parse_learning_rates("@" + folder),
                    "--lr '@" + folder + "': cannot be read: Is a directory" + wanted);
  CHECK_THROWS_AS(parse_learning_rates("@" + folder), IoError);
}

TEST_CASE("seeds are single, listed and in ranges with both ends, each once") {
  CHECK(parse_seeds("3") == Seeds{3});
  CHECK(parse_seeds("0..4") == Seeds{0, 1, 2, 3, 4});
  CHECK(parse_seeds("1,5,9") == Seeds{1, 5, 9});
  CHECK(parse_seeds("7, 2..4 ,3") == Seeds{7, 2, 3, 4});
  CHECK(parse_seeds("5..5") == Seeds{5});
}

TEST_CASE("what is not a list of seeds is refused with the right form") {
  const std::string right = " Right forms: 0..4 · 1,5,9.";
  for (const char* text : {"", "-1", "1.5", "0-4", "a..b", "1,", "0..", "0:4"})
    CHECK(refusal_of_seeds(text) ==
          "--seeds '" + std::string(text) + "': a seed is a whole number from 0 up." + right);
  CHECK(refusal_of_seeds("4..0") == "--seeds '4..0': the range runs backwards." + right);
  CHECK(refusal_of_seeds("0..9999999") == "--seeds '0..9999999': that is more than a million seeds." + right);
}
