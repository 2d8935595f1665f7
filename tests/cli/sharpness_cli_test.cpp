// Sharpness and stability as a user of trace and sweep meets them: cadence, and what is measured.
#include "test.h"

namespace {
const std::string small = " case:diabetes --scale standard --hidden 8 -q ";

/// Rows of a csv output as name → cell.
std::vector<std::map<std::string, std::string>> rows_of(const std::string& arguments) {
  const auto lines = parse_csv(run_lrscope(arguments + " --format csv").out);
  std::vector<std::map<std::string, std::string>> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    rows.emplace_back();
    for (std::size_t column = 0; column < lines[0].size(); ++column) rows.back()[lines[0][column]] = lines[i][column];
  }
  return rows;
}
}  // namespace

TEST_CASE("a trace measures the sharpness at every step up to 5000 parameters, above at every tenth") {
  for (const auto& row : rows_of("trace" + small + "--lr 1e-4 --max-steps 4")) CHECK_FALSE(row.at("sharpness").empty());
  const auto large = rows_of("trace case:diabetes --scale standard --hidden 64,66 -q --lr 1e-4 --max-steps 12");
  REQUIRE(large.size() == 12);
  for (std::size_t t = 0; t < large.size(); ++t) CHECK(large[t].at("sharpness").empty() == (t % 10 != 0));
  for (const auto& row : rows_of("trace" + small + "--lr 1e-4 --max-steps 9 --sharpness-every 4"))
    CHECK(row.at("sharpness").empty() == (std::stoi(row.at("step")) % 4 != 0));
  for (const auto& row : rows_of("trace" + small + "--lr 1e-4 --max-steps 3 --sharpness-every 0"))
    CHECK(row.at("sharpness").empty());
}

TEST_CASE("a sweep predicts the limit of every run, and --sharpness-every follows the sharpness on the way") {
  const auto rows = rows_of("sweep" + small + "--lr 1e-5,1e-4 --seeds 0..1 --epochs 1");
  REQUIRE(rows.size() == 4);
  for (const auto& row : rows) {
    CHECK(std::stod(row.at("stability_limit")) * std::stod(row.at("sharpness")) == Approx(2));
    CHECK_EACH(row.at("stability_formula") == "η·λmax(H) = 2", row.at("last_sharpness").empty());
  }
  CHECK(rows[0].at("sharpness") == rows[2].at("sharpness"));  // a function of the seed alone
  CHECK(rows[0].at("sharpness") != rows[1].at("sharpness"));
  const auto followed = rows_of("sweep" + small + "--lr 1e-4 --max-steps 9 --sharpness-every 4");
  const auto steps = rows_of("trace" + small + "--lr 1e-4 --max-steps 9 --sharpness-every 4");
  CHECK(followed[0].at("last_sharpness") == steps[8].at("sharpness"));
  CHECK(rows_of("sweep" + small + "--lr 1e-4 --max-steps 2 --sharpness-every 0")[0].at("stability_limit").empty());
}

TEST_CASE("the option --print-every thins what is printed and changes nothing else") {
  const auto all = rows_of("trace" + small + "--lr 1e-4 --max-steps 10");
  const auto some = rows_of("trace" + small + "--lr 1e-4 --max-steps 10 --print-every 3");
  REQUIRE(some.size() == 4);
  for (std::size_t i = 0; i < some.size(); ++i) CHECK(some[i] == all[3 * i]);
}

TEST_CASE("a zero Hessian and an all-zero gradient are measured as what they are") {
  for (const char* optimizer : {"sgd", "adam", "adagrad"}) {
    const auto rows = rows_of(
        "trace case:diabetes --hidden 8 --init zeros --no-bias --lr .1 --max-steps 2 -q --batch-size full "
        "--optimizer " +
        std::string(optimizer));
    REQUIRE(rows.size() == 2);
    CHECK_EACH(rows[0].at("gradient_norm") == "0", rows[0].at("sharpness") == "0",
               rows[0].at("sharpness_converged") == "true", rows[0].at("stability_ratio") == "0",
               rows[0].at("critical_lr").empty());
  }
}

TEST_CASE("past an overflow the sharpness is NaN, and not measured is not NaN") {
  const auto blown = rows_of("trace case:half-square --lr 3 --max-steps 200 -q");
  CHECK(blown.back().at("sharpness") == "1");  // the Hessian of a quadratic is finite wherever x is
  const auto quartic = rows_of("trace case:quartic --lr 1 --max-steps 20 -q");
  CHECK_EACH(quartic.back().at("sharpness") == "nan", quartic.back().at("sharpness_converged") == "false");
}
