// Networks that cannot pass a signal on: saturated, vanishing, exploding and dead ones.
#include <utility>

#include "sheet.h"
#include "situation.h"

namespace lrscope::test {
namespace {

/// Prices of today, and of the next `ahead` days.
Sheet prices(Numbers& numbers, int rows, int ahead) {
  std::vector<double> price{numbers.between(9000, 17000)};
  while (static_cast<int>(price.size()) < rows + ahead + 1) price.push_back(price.back() + 20 + 150 * numbers.normal());
  Sheet sheet{{"open", "low", "high", "momentum"}, {}};
  for (int k = 1; k <= ahead; ++k) sheet.names.push_back("next" + std::to_string(k));
  for (int i = 1; i <= rows; ++i) {
    const double today = price[static_cast<std::size_t>(i)], before = price[static_cast<std::size_t>(i - 1)];
    std::vector<std::string> row{rounded(today, 2), rounded(today - 300 * numbers.uniform(), 2),
                                 rounded(today + 300 * numbers.uniform(), 2), rounded(today - before, 2)};
    for (int k = 1; k <= ahead; ++k) row.push_back(rounded(price[static_cast<std::size_t>(i + k)], 1));
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

void add_saturated(Numbers& numbers, Situations& list) {
  const Words saturated = {"saturat", "unscaled features"};
  const std::string scale = "--scale standard --scale-target standard ";
  const std::string brain =
      "--target next1 --target next2 --target next3 --hidden 13 --activation sigmoid --batch-size 1 --lr ";
  list.push_back(situation_of(Kind::saturation, "prices", "brain.js #866: prices of thousands into sigmoids",
                              prices(numbers, 90 + numbers.below(60), 3),
                              {brain + ".3", saturated, scale + brain + ".1,.3", {{"--scale "}}}));
  Sheet quartic{{"x", "y"}, {}};
  for (int x = -100; x <= 100; ++x) quartic.rows.push_back({std::to_string(x), std::to_string(x * x * x * x)});
  const std::string two = "--hidden 32,32 --activation sigmoid ";
  list.push_back(
      situation_of(Kind::saturation, "quartic", "Stack Overflow 52800582: x⁴ on ±100 by sigmoids", quartic,
                   {two + "--lr .01",
                    {"saturat", "unscaled features", "unscaled target"},
                    "--scale standard --scale-target standard --hidden 32,32 --activation tanh --lr .1 --epochs 200",
                    {{"--scale-target"}},
                    {},
                    .3}));
  const double size = numbers.between(2000, 9000);
  list.push_back(situation_of(Kind::saturation, "hyperbolic", "tanh units fed with thousands",
                              made(numbers, {240, columns(numbers, 4, 0, size, 0), {"y"}}),
                              {"--hidden 32 --activation tanh --lr .05",
                               saturated,
                               "--hidden 32 --activation tanh --scale standard --lr .05",
                               {{"--scale "}}}));
  Sheet classes = made(numbers, {240, columns(numbers, 4, size, size / 6, 0), {"kind"}});
  classify(classes, {"low", "middle", "high"});
  list.push_back(situation_of(Kind::saturation, "logistic",
                              "scikit-learn's MLPClassifier with logistic units on raw columns", classes,
                              {"--hidden 32 --activation sigmoid --lr .5",
                               saturated,
                               "--hidden 32 --activation sigmoid --scale standard --lr .5 ",
                               {{"--scale "}}}));
}

void add_deep(Numbers& numbers, Situations& list) {
  const auto hidden = [](int layers, const std::string& units) {
    std::string text = "--hidden " + units;
    for (int i = 1; i < layers; ++i) text += "," + units;
    return text + " ";
  };
  const auto small = [&](int rows) {
    return made(numbers, {rows, {{"a", 0, .6, 4}, {"b", 0, .6, 4}}, {"y", 0, .45, 4}});
  };
  const Words vanishing = {"vanish"};
  const std::string eight = hidden(8, "16");
  list.push_back(situation_of(Kind::depth, "eight", "neon #84, MXNet.jl #241: eight layers of sigmoids learn nothing",
                              small(200 + numbers.below(60)),
                              {eight + "--activation sigmoid --lr .1 --epochs 50",
                               vanishing,
                               eight + "--activation tanh --lr .1 --epochs 50",
                               {{"--activation", "--init"}}}));
  Sheet labelled = small(240);
  classify(labelled, {"no", "yes"});
  const std::string ten = hidden(10, "20");
  list.push_back(situation_of(Kind::depth, "ten", "the same with two classes and ten layers", labelled,
                              {ten + "--activation sigmoid --lr .1 --epochs 50",
                               vanishing,
                               ten + "--activation tanh --lr .1 --epochs 50",
                               {{"--activation", "--init"}}}));
  const std::string six = hidden(6, "32");
  list.push_back(situation_of(Kind::depth, "six", "six layers of sigmoids by adam", small(220),
                              {hidden(12, "16") + "--activation sigmoid --lr .01 --epochs 20 --optimizer adam",
                               vanishing,
                               hidden(12, "16") + "--activation tanh --lr .003 --epochs 20 --optimizer adam",
                               {{"--activation", "--init"}}}));
  const Plan plan{250, standard_columns(numbers, 6), {"y"}};
  const Words explode = {"initial weights", "exploding"};
  list.push_back(situation_of(Kind::depth, "tutorial",
                              "the tutorials of 2016: weights of standard deviation 1 in five relu layers",
                              made(numbers, plan),
                              {hidden(5, "64") + "--init normal --lr .01",
                               explode,
                               hidden(5, "64") + "--lr .01",
                               {},
                               {"--init normal", "--scale", "--drop"}}));
  Sheet normal = made(numbers, plan);
  classify(normal, {"a", "b", "c"});
  list.push_back(situation_of(Kind::depth, "classes", "the same with classes and three layers", normal,
                              {hidden(3, "128") + "--init normal --lr .1",
                               explode,
                               hidden(3, "128") + "--lr .1",
                               {},
                               {"--init normal", "--scale", "--drop"}}));
  list.push_back(situation_of(Kind::depth, "zeros", "all weights 0: every unit of a layer stays like the others",
                              made(numbers, plan),
                              {six + "--init zeros --lr .1",
                               {"initial weights"},
                               six + "--lr .05",
                               {},
                               {"--init zeros", "--scale", "--drop"}}));
  list.push_back(situation_of(Kind::depth, "dead", "Stack Overflow 40050397: a rate so large that all relus die",
                              made(numbers, {250, standard_columns(numbers, 6), {"y", 6, 3, 3}}),
                              {hidden(2, "64") + "--lr .4",
                               {"dying ReLU", "learning rate", "unscaled target"},
                               hidden(2, "64") + "--lr .01",
                               {}}));
}
}  // namespace

void add_networks(std::uint32_t seed, Situations& list) {
  Numbers numbers(seed + 700);
  add_saturated(numbers, list);
  add_deep(numbers, list);
}

}  // namespace lrscope::test
