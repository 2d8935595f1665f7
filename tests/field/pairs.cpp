// Two causes at once: the cure mends both, and nothing else.
#include <utility>

#include "sheet.h"
#include "situation.h"

namespace lrscope::test {
namespace {

const Words scale_features = {"--scale standard", "--scale minmax", "--scale robust", "--scale max"};
const Words scale_target = {"--scale-target "};

}  // namespace

void add_pairs(std::uint32_t seed, Situations& list) {
  Numbers numbers(seed + 1000);
  const Plan plan{240 + numbers.below(100), standard_columns(numbers, 5), {"y"}};

  Sheet outlier = made(numbers, plan);
  const int place = 20 + numbers.below(100);
  outlier.rows[static_cast<std::size_t>(place)][2] = std::to_string(40000 + numbers.below(40000));
  const std::string heavy = "--optimizer heavy-ball --lr .05 --momentum ",
                    gone = "--drop-lines " + std::to_string(place + 2);
  list.push_back(situation_of(Kind::pairs, "outlier-momentum", "a slip of the decimal point, and momentum .995",
                              outlier,
                              {heavy + ".995",
                               {"outlier"},
                               gone + " --optimizer sgd --lr .05",
                               {{gone}},
                               {"--momentum 0.995", "--drop ", "--categorical", "--scale"},
                               .8,
                               {gone + " " + heavy + ".995", "--optimizer sgd --lr .05"}}));

  Sheet holes = made(numbers, {plan.rows, columns(numbers, 5, 3000, 900), {"y"}});
  rewrite(holes, 2, [](double value, int i) { return i % 21 == 9 ? "" : rounded(value, 2); });
  list.push_back(situation_of(Kind::pairs, "missing-features", "missing cells and raw columns", holes,
                              {"--lr .01",
                               {"missing cells"},
                               "--na median --scale standard --lr .01",
                               {{"--na "}, scale_features},
                               {"--categorical", "--optimizer", "--scale-target", "--activation"},
                               .8,
                               {"--na median --lr .01"}}));

  Sheet numbered = made(numbers, {plan.rows, standard_columns(numbers, 5), {"price", 7000, 2500, 0}});
  insert(numbered, 0, "customer", [&](int i) { return std::to_string(500000 + 7 * i); });
  list.push_back(situation_of(Kind::pairs, "identifier-target", "customer numbers and a target of thousands", numbered,
                              {"--lr .02",
                               {"identifiers"},
                               "--drop customer --scale-target standard --lr .02",
                               {{"--drop customer", "--drop 1"}, scale_target},
                               {"--optimizer", "--activation", "--categorical"},
                               .8,
                               {"--drop customer --lr .02", "--scale-target standard --lr .02"}}));

  Sheet sorted = made(numbers, plan);
  sort_by_target(sorted);
  list.push_back(situation_of(Kind::pairs, "sum-sorted", "rows in order of the target, not shuffled, and a summed loss",
                              sorted,
                              {"--loss sse --batch-size 8 --shuffle no --lr .15",
                               {"sum", "sorted"},
                               "--batch-size 8 --lr .15",
                               {},
                               {"sse", "--shuffle no", "--scale", "--drop", "--optimizer"},
                               .8,
                               {"--batch-size 8 --shuffle no --lr .15", "--loss sse --batch-size 8 --lr .15"}}));

  Sheet raw = made(numbers, {plan.rows, columns(numbers, 5, 3000, 900), {"y"}});
  list.push_back(situation_of(Kind::pairs, "decay-features", "raw columns and a weight decay of 100", raw,
                              {"--weight-decay 100 --lr .05",
                               {"weight decay", "unscaled features"},
                               "--scale standard --lr .05",
                               {scale_features},
                               {"--weight-decay 100 ", "--optimizer", "--drop", "--categorical"},
                               .8,
                               {"--lr .05", "--weight-decay 100 --scale standard --lr .05"}}));

  list.push_back(situation_of(
      Kind::pairs, "init-target", "huge initial weights and a target of thousands",
      made(numbers, {plan.rows, standard_columns(numbers, 5), {"price", 4000, 1500, 0}}),
      {"--hidden 64,64,64 --init normal --lr .02",
       {"initial weights", "unscaled target"},
       "--hidden 64,64,64 --scale-target standard --lr .02",
       {scale_target},
       {"--init normal", "--optimizer", "--drop"},
       .8,
       {"--hidden 64,64,64 --lr .02", "--hidden 64,64,64 --init normal --scale-target standard --lr .02"}}));
}

}  // namespace lrscope::test
