// Runs in which nothing is wrong, and targets that nothing can be learnt about.
#include <utility>

#include "sheet.h"
#include "situation.h"

namespace lrscope::test {
namespace {

Situation healthy(const std::string& name, const std::string& source, const Sheet& sheet, const std::string& flags,
                  double least_d2) {
  Situation situation{Kind::healthy, name, source, {{name + ".csv", text_of(sheet)}}};
  situation.healthy = {{name + ".csv " + flags, least_d2}};
  return situation;
}

void add_regressions(Numbers& numbers, Situations& list) {
  const int rows = 200 + numbers.below(200);
  const Plan plan{rows, standard_columns(numbers, 6), {"y"}};
  list.push_back(healthy("scaled", "control: everything of size 1", made(numbers, plan), "--lr .03", .5));
  const Sheet raw = made(numbers, {rows, columns(numbers, 6, 2000, 600), {"price", 90000, 20000, 0}});
  list.push_back(healthy("standardised", "control: raw columns, standardised by flags", raw,
                         "--scale standard --scale-target standard --lr .03", .5));
  list.push_back(healthy("robust", "control: the same by medians and quartiles", raw,
                         "--scale robust --scale-target standard --lr .01", .4));
  Plan noisy = plan;
  noisy.noise = 1.6;
  list.push_back(healthy("noisy", "control: a noisy target, of which little can be learnt", made(numbers, noisy),
                         "--hidden none --lr .01", .05));
  noisy.rows = 1500;
  noisy.noise = 2.5;
  list.push_back(
      healthy("noisier", "control: many rows, R² about .1", made(numbers, noisy), "--hidden none --lr .003", .04));

  Sheet tails = made(numbers, plan);
  for (const std::size_t j : {0, 2})
    rewrite(tails, j, [&](double value, int) { return rounded(value / (.25 + numbers.uniform()), 4); });
  list.push_back(
      healthy("tails", "control: heavy-tailed features, standardised", tails, "--scale standard --lr .02", .3));
  list.push_back(
      healthy("tails-adam", "control: heavy-tailed features by adam", tails, "--optimizer adam --lr .003", .2));
  list.push_back(
      healthy("momentum", "control: momentum of .9", made(numbers, plan), "--optimizer heavy-ball --lr .003", .4));
  list.push_back(healthy("deep", "control: four layers of tanh", made(numbers, plan),
                         "--hidden 32,32,32,32 --activation tanh --lr .03 --epochs 20", .5));
  list.push_back(healthy("sigmoid", "control: one layer of sigmoids", made(numbers, plan),
                         "--hidden 32 --activation sigmoid --lr .1 --epochs 40", .4));
  list.push_back(healthy("singles", "control: batches of one row, a small rate", made(numbers, plan),
                         "--batch-size 1 --lr .003", .4));
  list.push_back(
      healthy("sum", "control: a sum with a rate that fits it", made(numbers, plan), "--loss sse --lr .001", .5));
  list.push_back(healthy("decay", "control: a usual weight decay", made(numbers, plan),
                         "--optimizer adamw --weight-decay .01 --lr .003", .4));
  list.push_back(healthy("linear", "control: a linear model, full batch", made(numbers, plan),
                         "--hidden none --batch-size full --max-steps 200 --lr .1", .6));
  Sheet numbered = made(numbers, plan);
  insert(numbered, 0, "income", [&](int) { return rounded(1 / (.15 + numbers.uniform()) - 2, 3); });
  list.push_back(healthy("skewed", "control: a skewed column that identifies nothing", numbered, "--lr .02", .4));
}

void add_classifications(Numbers& numbers, Situations& list) {
  const Plan plan{300, standard_columns(numbers, 5), {"y"}};
  Sheet two = made(numbers, plan);
  classify(two, {"no", "yes"});
  list.push_back(healthy("two-classes", "control: two classes", two, "--lr .1", .3));
  Sheet four = made(numbers, plan);
  classify(four, {"a", "b", "c", "d"});
  list.push_back(healthy("four-classes", "control: four classes by adam", four, "--optimizer adam --lr .01", .3));
  Sheet mixed = made(numbers, plan);
  insert(mixed, 2, "colour", [&](int) {
    return Words{"red", "green", "blue"}[static_cast<std::size_t>(numbers.below(3))];
  });
  list.push_back(healthy("categories", "control: a column of categories", mixed, "--lr .03", .5));
}

/// The target has nothing to do with the features.
Sheet unrelated(Numbers& numbers, const Plan& plan) {
  Sheet sheet = made(numbers, plan);
  rewrite(sheet, plan.features.size(),
          [&](double, int) { return rounded(plan.target.mean + plan.target.deviation * numbers.normal(), 4); });
  return sheet;
}

void add_noise(Numbers& numbers, Situations& list) {
  const auto add = [&](const std::string& name, const std::string& source, const Sheet& sheet, const std::string& flags,
                       const std::string& rates = "") {
    const std::string command = name + ".csv " + flags;
    Situation situation{Kind::noise, name, source, {{name + ".csv", text_of(sheet)}}};
    situation.explains = {{command + " --lr .1", {}, ""}};
    situation.sweeps = {{command + rates, true}};
    list.push_back(std::move(situation));
  };
  const Plan plan{400 + numbers.below(200), standard_columns(numbers, 5), {"y"}};
  add("held-out", "returns of shares: nothing to learn, judged on rows held out", unrelated(numbers, plan),
      "--holdout .3");
  add("jitter", "the same without rows held out: batches of one, rates that end above the mean",
      unrelated(numbers, plan), "--hidden none --batch-size 1", " --lr .1,.15");
  Sheet coins = unrelated(numbers, plan);
  classify(coins, {"heads", "tails"});
  add("coins", "two classes by chance, judged on rows held out", coins, "--holdout .3");
  Plan far = plan;
  far.target = {"level", 700, 40, 1};
  add("level", "noise about a level far from 0", unrelated(numbers, far), "--hidden none --batch-size 2",
      " --lr .1,.2");
}
}  // namespace

void add_healthy(std::uint32_t seed, Situations& list) {
  Numbers numbers(seed + 900);
  add_regressions(numbers, list);
  add_classifications(numbers, list);
  add_noise(numbers, list);
}

}  // namespace lrscope::test
