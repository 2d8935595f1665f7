// An explanation as text: the table of one made by hand.
#include "sink/explanation_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "catch.h"
#include "lrscope/core/errors.h"
#include "lrscope/core/text.h"
#include "made_explanations.h"
#include "text_shape.h"

using namespace lrscope;
using namespace lrscope::test;

namespace {

std::string table_of(const Explanation& e) {
  return printable_lines(explanation_table(e, "data.csv"));
}

/// True if the table has this text, on one line or several.
bool tells(const Explanation& e, const std::string& part) {
  std::string text = table_of(e);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the table of a healthy run is its headline, no cause, and where the edge lies") {
  CHECK(table_of(healthy()) ==
        "HEALTHY: lr 0.001, seed 3: loss 3 → 0.5 in 20 steps; predicting the mean would give 2.\n"
        "cause      none: nothing is wrong with this run\n"
        "edge       training fails from lr 0.4 on, at 0.1 it does not: lr 0.001 lies at 0.005 × the edge\n"
        "\n"
        "The two questions\n"
        "Why does a single order of magnitude matter so much? Because there is an edge, between 0.1 and 0.4, "
        "and no\n"
        "slope.\n"
        "Why does minimising do the opposite? Here it did not: no step raised the loss of its own batch.\n");
  Explanation useless = healthy();
  useless.summary.final_loss = 2.5;
  CHECK(tells(useless, "cause      none: it trains, but is not yet better than predicting the mean"));
}

TEST_CASE("the table of a failed run tells everything, in order") {
  const std::string text = table_of(failed());
  check_shape(text, failed().summary.command);
  CHECK(text ==
        "NONFINITE: lr 2, seed 3: loss 3 → nan in 20 steps; predicting the mean would give 2.\n"
        "cause      unscaled features: column 'a' has a root mean square of 1000\n"
        "cure       standardised features:\n"
        "           lrscope sweep data.csv --scale standard --lr 2\n"
        "edge       training fails from lr 0.4 on, at 0.1 it does not: lr 2 lies × 10 beyond the edge\n"
        "\n"
        "What happened, in order\n"
        "   step  event                        loss  critical lr  stability   predicted  same batch  next "
        "batch\n"
        "      4  final rise                     12          0.5          ·           ·         nan          "
        " ·\n"
        "growth     the loss grew × 9 a step over the final rise; the curvature at step 4 predicts × 9 (an "
        "error grows\n"
        "           × 3, the loss by its square)\n"
        "warning    the stability ratio stood above 1 from step 4 on: 1 step ahead of the first "
        "number that is not\n"
        "           finite\n"
        "overflow   by the growth that the curvature predicts the loss would overflow at step 45; it did not "
        "overflow\n"
        "           in this run\n"
        "\n"
        "Where: largest magnitudes, layer by layer, on the batch of each step\n"
        "   step  layer   activation        delta     gradient       weight     dead\n"
        "      4      1          1.5         0.25          inf            2     50 %\n"
        "             2            7        0.125            3            4        ·\n"
        "\n"
        "Overshoot or other data\n"
        "Of 3 steps after which the next batch's loss was higher, 2 had raised the loss of their own batch, "
        "too, by 25\n"
        "of 40 in all: overshoot, not other data.\n"
        "At θ of step 4 the batch of step 6 has × 20 the loss of the median batch; its rows begin on lines "
        "3, 17 of\n"
        "data.csv.\n"
        "At the start the row on line 17 of data.csv has × 30 the gradient of the median row, and 40 % of "
        "the loss.\n"
        "\n"
        "Why: this run again with one thing changed\n"
        "     change            outcome   loss/mean  boundary                  ×  cause\n"
        "     (as it was)       nonfinite       nan  0.1 – 0.4\n"
        "  1. --scale standard  trained        0.25  100 – 110             51000  unscaled features\n"
        "     --clip-norm 5     stalled           1  never fails               ∞\n"
        "\n"
        "The two questions\n"
        "Why does a single order of magnitude matter so much? Because there is an edge, between 0.1 and 0.4, "
        "and no\n"
        "slope. At step 4, where the rise began, each step multiplies an error along the sharpest direction "
        "by 3: above\n"
        "1 errors grow from step to step, below 1 they die out. A tenth of the learning rate makes it 0.6.\n"
        "Why does minimising do the opposite? Where the rise began the gradient promised a fall by ηgᵀg = 3; "
        "the\n"
        "curvature along it adds ½η²gᵀHg = 4.5. The step is longer than the valley is wide and ends on the "
        "other slope,\n"
        "higher up.\n");
}

TEST_CASE("the table of data that cannot be trained on says so, and what helps") {
  Explanation e;
  e.summary.verdict = Verdict::defective;
  e.summary.lr = 0.1;
  e.summary.causes = {Cause::missing_cells};
  e.summary.evidence = evidence::FirstDefect{"data.csv:3: empty"};
  ChangeRecord drop;
  drop.suspect = {.removes = {Cause::missing_cells}, .change = {{"na", "drop"}}};
  drop.rank = 1;
  drop.loss_share = 0.5;
  e.changes = {drop};
  CHECK(table_of(e) ==
        "DEFECTIVE: lr 0.1, seed 0: the data cannot be trained on as they are.\n"
        "cause      missing cells: data.csv:3: empty\n"
        "\n"
        "Why: this run again with one thing changed\n"
        "     change       outcome   loss/mean  boundary                  ×  cause\n"
        "  1. --na drop    trained         0.5  ·                         ·  missing cells\n");
}

TEST_CASE("edges without a second end, other causes and verdicts have words of their own") {
  Explanation e = failed();
  ExplanationRecord& s = e.summary;
  s.safe_lr.reset();
  CHECK(tells(e, "edge       every learning rate fails, however small "));
  s.failed_lr.reset();
  CHECK_FALSE(tells(e, "edge "));
  s.safe_lr = 1;
  CHECK(tells(e, "edge       no learning rate fails, however large "));
  s.causes.clear();
  s.cure.reset();
  s.warning_step.reset();
  CHECK(tells(e, "cause      not found: no single change that was tried is enough "));
  CHECK(tells(e, "warning    none: "));
  s.is_overshoot = false;
  CHECK(tells(e, "other data, not overshoot"));
  s.uphill_term = 2;
  CHECK(tells(e, "To second order it should have gone down"));
  s.error_growth = 0.5;
  CHECK(tells(e, "was still multiplied by 0.5 a step and died out"));
  s.uphill_term.reset();
  s.downhill_term.reset();
  e.rise->predicted_change = -3;
  e.rise->actual_change = 5;
  CHECK(tells(e, "by -3 to second order, and changed it by 5."));
  e.tenth = TenthOfRate{0.2, Outcome::trained, 0.25};
  CHECK(tells(e, "At lr 0.2 the same run ended trained, with loss 0.25."));
  Explanation latent = healthy();
  latent.summary.causes = {Cause::constant_column};
  CHECK(tells(latent, "latent     a constant column under scaling "));
}

TEST_CASE("long flags and causes break the table's lines, not its shape") {
  Explanation e = failed();
  ChangeRecord wide = e.changes[0];
  wide.suspect.change = {{"init", "glorot-uniform"}, {"init-scale", "1"}};
  wide.suspect.removes = {Cause::momentum};
  ChangeRecord wider = wide;
  wider.suspect.change = {{"drop", std::string(60, 'x')}};
  ChangeRecord widest = wide;
  widest.suspect.change = {{"drop", ""}};
  for (int i = 0; i < 60; ++i) widest.suspect.change[0].second += "ünï,\n";
  e.changes = {wide, wider, widest, e.changes[1]};
  const std::string text = table_of(e);
  check_shape(text, e.summary.command);
  CHECK(text.find(flags_text(wider.suspect.change) + "\n") != std::string::npos);
  CHECK(text.find("…\n") != std::string::npos);
  CHECK(text.find("momentum too high for this learning rate\n") != std::string::npos);
}
