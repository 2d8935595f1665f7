// The table of a sweep, from records made by hand.
#include "sink/sweep_table.h"

#include <limits>

#include "catch.h"
#include "lrscope/run/sweep.h"
#include "lrscope/sink/sparkline.h"
#include "sink/summary_text.h"

using namespace lrscope;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

RunRecord failed_run() {
  RunRecord run;
  run.run = 1;
  run.lr = 0.001;
  run.outcome = Outcome::nonfinite;
  run.steps = 9;
  run.initial_loss = 29063.25;
  run.final_loss = not_a_number;
  run.best_loss = 1e-7;
  run.best_step = 3;
  run.start.sharpness = Eigenvalue{8, 1e-6, 21, true};
  run.start.threshold = 2;
  run.start.limit = 0.25;
  run.start.formula = "η·λmax(H) = 2";
  run.last_sharpness = 9;
  run.first_rise_step = 0;
  run.loss_inf_step = 8;
  run.growth_per_step = infinity;
  run.nonfinite_at = NonfiniteAt{8,
                                 Stage::forward,
                                 2,
                                 "pre_activation",
                                 5,
                                 12,
                                 NonfiniteKind::overflow,
                                 {{Stage::forward, 2, "pre_activation", 1.5e30}}};
  run.loss_curve = {1, 10, 100, infinity, not_a_number};
  return run;
}

}  // namespace

TEST_CASE("the table is aligned and tells the failure in words") {
  Summary summary = summarise({failed_run()});
  summary.predicted_limit.reset();
  summary.suggestion_rule = "a rule";
  const RunTable table(false, 4);
  CHECK(table.header() + table.row(failed_run(), false) + summary_text({}, summary) ==
        "       lr      limit  outcome    steps  initial loss  final loss  1st rise  diverges  inf at  NaN "
        "at   × a "
        "step  loss over the run\n"
        "    0.001       0.25  nonfinite      9     2.906e+04         nan         0         ·       8       "
        "·        "
        "inf  ▁▅█∞×\n"
        "boundary   smallest lr that failed 0.001; none trained\n"
        "predicted  no limit: the sharpness at θ_0 was not measured\n"
        "suggested  a rule\n"
        "failure    lr 0.001, seed 0: same-batch loss first rose at step 0; loss infinite at step 8. First "
        "non-finite\n"
        "           number: overflow in layer 2, of pre_activation[5,12] in the forward pass of step 8; its "
        "largest\n"
        "           element was 1.5e+30 while all was finite.\n");
}

TEST_CASE("the table shows the limit behind lr, lr in red above it, and as many digits as the search needs") {
  RunRecord above, below;
  above.lr = 0.00156789;
  below.lr = 0.00156667;
  above.start.limit = below.start.limit = 0.00156668;
  const RunTable table(false, 4);
  CHECK(table.header().starts_with("       lr      limit  outcome"));
  CHECK(table.row(above, false).starts_with(" 0.001568   0.001567  trained"));
  CHECK(RunTable(false, 7).row(above, false).starts_with("  0.00156789   0.001567  trained"));
  CHECK(table.row(above, true).starts_with(" \x1b[31m0.001568\x1b[0m   0.001567  \x1b[32mtrained\x1b[0m "));
  CHECK(table.row(below, true).starts_with(" 0.001567   0.001567"));
}

TEST_CASE("a sparkline marks inf and NaN, spans a decade at least, and fits its width") {
  CHECK(sparkline({1, 1e7}, 24) == "▁█");
  CHECK(sparkline({1, infinity, not_a_number}, 24) == "█∞×");
  CHECK(sparkline({1, infinity, not_a_number}, 1) == "∞");  // the first of them counts
  CHECK(sparkline({1, 1.05, 0.95}, 24) == "███");
  CHECK(sparkline({0, 1, 2}, 24) == "▁▅█");
  CHECK(sparkline({}, 24).empty());
  std::vector<double> many(1000, 1.0);
  many[500] = infinity;
  const std::string text = sparkline(many, 10);
  CHECK(text.find("∞") != std::string::npos);
  CHECK(text.size() == 10 * 3);
}
