// The table of a sweep, from records made by hand.
#include "sweep/sweep_table.h"

#include "report/text_table.h"
#include "test.h"

TEST_CASE(
    "the table shows the limit behind lr, lr in red where a run above it failed, and as many digits as the search "
    "needs") {
  RunRecord above, below;
  above.lr = 0.00156789;
  below.lr = 0.00156667;
  above.start.limit = below.start.limit = 0.00156668;
  above.outcome = Outcome::diverged;
  const RunTable table(false, false, 4);
  CHECK(table.header().starts_with("       lr      limit  outcome"));
  CHECK(table.row(above, false).text().starts_with(" 0.001568   0.001567  diverged"));
  CHECK(RunTable(false, false, 7).row(above, false).text().starts_with("  0.00156789   0.001567  diverged"));
  CHECK(table.row(above, true)
            .shown(true)
            .starts_with(" \x1b[38;5;160m0.001568\x1b[0m   0.001567  \x1b[38;5;160mdiverged\x1b[0m "));
  CHECK(table.row(below, true).shown(true).starts_with(" 0.001567   0.001567"));
  above.outcome = Outcome::trained;
  CHECK(table.row(above, true).shown(true).starts_with(" 0.001568   0.001567"));
}

TEST_CASE("with held-out rows the table shows d2 on them, in yellow where it is no skill, within 100 columns") {
  RunRecord run;
  run.start.limit = 1;
  run.d2 = 0.5;
  run.holdout_loss = 1;
  run.holdout_d2 = 0.25;
  run.holdout_chance = 0.25;
  const RunTable table(true, true, 7), without(true, false, 7);
  const std::string header = table.header(), row = table.row(run, false).text();
  const auto at = header.find("     d2  held out  1st rise");
  CHECK_EACH(at != std::string::npos, at < 80, without.header().find("held out") == std::string::npos);
  CHECK(row.substr(at, 17) == "    0.5      0.25");
  CHECK(table.row(run, true).shown(true).find("\x1b[38;5;130m0.25") != std::string::npos);
  run.holdout_d2 = 0.26;
  CHECK(table.row(run, true).shown(true).find("\x1b[38;5;130m0.26") == std::string::npos);
}

TEST_CASE("a sparkline marks inf and NaN, spans a decade at least, and fits its width") {
  CHECK_EACH(sparkline({1, 1e7}, 24) == "▁█", sparkline({1, infinity, not_a_number}, 24) == "█∞×");
  CHECK(sparkline({1, infinity, not_a_number}, 1) == "∞");  // the first of them counts
  CHECK_EACH(sparkline({1, 1.05, 0.95}, 24) == "███", sparkline({0, 1, 2}, 24) == "▁▅█", sparkline({}, 24).empty());
  std::vector<double> many(1000, 1.0);
  many[500] = infinity;
  const std::string text = sparkline(many, 10);
  CHECK_EACH(text.find("∞") != std::string::npos, text.size() == 10 * 3);
}
