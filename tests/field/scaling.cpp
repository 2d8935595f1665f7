// Features and targets of other sizes than 1, and what is suggested for them.
#include "base/text.h"
#include "sheet.h"
#include "situation.h"

namespace lrscope::test {
namespace {

const Words features_or_target = {"unscaled features", "unscaled target"};
const Words features_only = {"unscaled features"};
const Words target_only = {"unscaled target"};
const Words scale_features = {"--scale standard", "--scale minmax", "--scale robust", "--scale max"};
const Words scale_target = {"--scale-target "};

Situation scaled(const std::string& name, const std::string& source, const Sheet& sheet, const ExplainCheck& check) {
  return {Kind::scaling, name, source, {{name + ".csv", text_of(sheet)}}, {check}};
}

void add_features_and_targets(Numbers& numbers, Situations& list) {
  const std::string both = " --scale standard --scale-target standard --lr .03,.1";
  const int rows = 150 + numbers.below(150);
  const double size = numbers.between(300, 3000);
  list.push_back(scaled("narrow-features", "Stack Overflow 37232782 and many: features of hundreds beside small ones",
                        made(numbers, {rows, columns(numbers, 4, size, size / 4), {"y"}}),
                        {"narrow-features.csv --lr .01",
                         features_only,
                         "narrow-features.csv --scale standard --lr .01",
                         {scale_features},
                         {"--categorical"}}));
  const Column price{"price", size * 50, size * 20, 1};
  list.push_back(scaled("narrow-target", "Data Science Stack Exchange 15962: a target of thousands",
                        made(numbers, {rows, standard_columns(numbers, 5), price}),
                        {"narrow-target.csv --lr .02",
                         target_only,
                         "narrow-target.csv --scale-target standard --lr .02",
                         {scale_target},
                         {"--categorical"}}));
  list.push_back(scaled("narrow-both", "scikit-learn #29504 without its momentum: features and target of hundreds",
                        made(numbers, {rows, columns(numbers, 6, size, size / 3), price}),
                        {"narrow-both.csv --lr .01",
                         features_or_target,
                         "narrow-both.csv" + both,
                         {scale_features, scale_target},
                         {"--categorical"}}));
  list.push_back(scaled(
      "wide-features", "MADELON-like tables: 60 columns around 500",
      made(numbers, {400, columns(numbers, 60, 500, 40), {"y"}}),
      {"wide-features.csv --lr .01", features_only, "wide-features.csv --scale standard --lr .01", {scale_features}}));
  list.push_back(scaled(
      "wide-target", "60 standardised columns, a target of thousands",
      made(numbers, {400, standard_columns(numbers, 60), {"cost", 4000, 900, 0}}),
      {"wide-target.csv --lr .02", target_only, "wide-target.csv --scale-target standard --lr .02", {scale_target}}));
  list.push_back(
      scaled("wide-both", "60 columns around 500, a target of thousands",
             made(numbers, {400, columns(numbers, 60, 500, 40), {"cost", 4000, 900, 0}}),
             {"wide-both.csv --lr .01", features_or_target, "wide-both.csv" + both, {scale_features, scale_target}}));
  const std::string epochs = " --epochs 2";
  const auto in_long = [&](const std::string& name, const std::vector<Column>& features, const Column& target,
                           const Words& causes, const std::string& fix, const std::vector<Words>& needs) {
    const std::string file = name + ".csv";
    list.push_back(scaled(name, "California housing: 5,000 rows, incomes beside longitudes",
                          made(numbers, {5000, features, target}),
                          {file + epochs + " --lr .01 --no-boundaries", causes, file + epochs + fix, needs}));
  };
  in_long("long-features", columns(numbers, 7, size, size / 2), {"y"}, features_only, " --scale standard --lr .01",
          {scale_features});
  in_long("long-target", standard_columns(numbers, 5), {"value", 200000, 90000, 0}, target_only,
          " --scale-target standard --lr .01", {scale_target});
  in_long("long-both", columns(numbers, 7, size, size / 2), {"value", 200000, 90000, 0}, features_or_target, both,
          {scale_features, scale_target});

  Sheet skewed = made(numbers, {rows, standard_columns(numbers, 4), {"y"}});
  insert(skewed, 0, "income", [&](int i) {
    const double u = numbers.uniform();
    return std::to_string(static_cast<int>(90 / (u * u + .01)) * 150 + i * 37 % 150);
  });
  list.push_back(scaled("skewed", "incomes: skewed whole numbers, each once, that identify nothing", skewed,
                        {"skewed.csv --lr .02",
                         features_only,
                         "skewed.csv --scale standard --lr .02",
                         {scale_features},
                         {"--drop", "--categorical"}}));
}

void add_reported(Numbers& numbers, Situations& list) {
  std::vector<Column> uniform;
  for (const char* name : {"a", "b", "c", "d"}) uniform.push_back({name, 500, numbers.between(200, 300), 2});
  const std::string nesterov = " --optimizer nesterov --hidden 100 --batch-size 200 --epochs 200 --lr .001";
  list.push_back(scaled("nesterov", "scikit-learn #29504: MLPRegressor by sgd on features of hundreds ends in inf",
                        made(numbers, {200, uniform, {"y", 600, numbers.between(900, 1200), 1}}),
                        {"nesterov.csv" + nesterov,
                         features_or_target,
                         "nesterov.csv --scale standard --scale-target standard" + nesterov,
                         {},
                         {"--momentum", "sgd"}}));

  Sheet halves{{"Input", "Output"}, {}};
  const double slope = numbers.between(.3, .7);
  for (int i = 0; i < 50; ++i) {
    const double x = numbers.between(0, 100);
    halves.rows.push_back({rounded(x, 4), rounded(slope * x, 4)});
  }
  list.push_back(scaled("halves", "Stack Overflow 30555991: y = x / 2 up to 100, a linear model ends in NaN", halves,
                        {"halves.csv --hidden none --lr .01", features_or_target,
                         "halves.csv --hidden none --scale standard --scale-target standard --lr .1"}));

  Sheet years{{"deflator", "gnp", "unemployed", "army", "population", "year", "employed"}, {}};
  for (int i = 0; i < 16; ++i) {
    const double t = i;
    years.rows.push_back({rounded(83 + 2.2 * t + .6 * numbers.normal(), 1),
                          rounded(230 + 21 * t + 6 * numbers.normal(), 3), rounded(300 + 90 * numbers.normal(), 1),
                          rounded(250 + 60 * numbers.normal(), 1), rounded(107 + 1.5 * t, 3), std::to_string(1947 + i),
                          rounded(60.5 + .68 * t + .4 * numbers.normal(), 3)});
  }
  list.push_back(scaled(
      "years", "statsmodels' longley: 16 rows, years as a feature, a target of 65 ± 3", years,
      {"years.csv --lr 1e-3", features_or_target, "years.csv --scale standard --scale-target standard --lr 1e-2,.1"}));

  std::vector<Column> counts{{"applicants", 3000, 900, 0},
                             {"outstate", 11000, 3000, 0},
                             {"board", 4300, 900, 0},
                             {"phd", 70, 12, 0},
                             {"ratio", 14, 3, 1}};
  Sheet college = made(numbers, {220, counts, {"rate", 65, 14, 0}, .5});
  insert(college, 3, "books", [&](int) { return std::to_string(400 + 50 * numbers.below(7)); });
  list.push_back(scaled("college", "ISLP's College: counts of thousands, one column with few values", college,
                        {"college.csv --lr .01",
                         features_or_target,
                         "college.csv --scale standard --scale-target standard --lr .01,.03",
                         {scale_features},
                         {"--categorical"}}));
}
}  // namespace

void add_scaling(std::uint32_t seed, Situations& list) {
  Numbers numbers(seed + 100);
  add_features_and_targets(numbers, list);
  add_reported(numbers, list);
}

void add_rulers(std::uint32_t seed, Situations& list) {
  Numbers numbers(seed + 200);
  const auto add = [&](const std::string& name, const std::string& source, const Sheet& sheet, const Words& sweeps,
                       const std::vector<ExplainCheck>& explains = {}) {
    Situation situation{Kind::ruler, name, source, {{name + ".csv", text_of(sheet)}}, explains};
    for (const std::string& flags : sweeps) situation.sweeps.push_back({name + ".csv" + flags});
    list.push_back(std::move(situation));
  };
  const std::vector<Column> bird{
      {"length", 45, 5, 1}, {"depth", 17, 2, 1}, {"flipper", 200, 14, 0}, {"mass", 4200, 790, 0}};
  Sheet species = made(numbers, {180 + numbers.below(60), bird, {"species"}, .1});
  insert(species, 4, "island", [&](int) { return std::string(1, "BDT"[numbers.below(3)]); });
  classify(species, {"ada", "chi", "gen"});
  add("species", "palmerpenguins: all units dead, all rates once called trained", species, {"", " --seeds 0..2"},
      {{"species.csv --lr .1", {"unscaled features"}, "species.csv --scale standard --lr .1", {{"--scale "}}}});

  Sheet credit =
      made(numbers, {250, {{"months", 21, 12, 0}, {"amount", 3300, 2500, 0}, {"rate", 3, 1, 0}}, {"good"}, .4});
  insert(credit, 0, "account", [&](int) { return "A1" + std::to_string(1 + numbers.below(4)); });
  classify(credit, {"1", "2", "2"});
  add("credit", "german credit: raw amounts, every rate of the default sweep diverges", credit, {"", " --lr .01"});

  add("houses", "ames housing: areas of thousands, prices of hundreds of thousands",
      made(numbers, {300, columns(numbers, 8, 9000, 3000, 0), {"price", 180000, 80000, 0}}), {"", " --seeds 0..2"});
  add("offset", "a target far from 0 that varies by little: every rate ends at its mean or above",
      made(numbers, {200, standard_columns(numbers, 4), {"pressure", 101325, 12, 1}}), {"", " --hidden none"});
  add("crawl", "keras #2834: rates so small that nothing moves",
      made(numbers, {200, standard_columns(numbers, 5), {"y"}}), {" --lr 1e-9,1e-8"});
  add("cliff", "rates so large that all diverge, on healthy data",
      made(numbers, {200, standard_columns(numbers, 5), {"y"}}), {" --lr 30,100", " --lr 3,30 --optimizer heavy-ball"});
  add("plain", "healthy data: the suggestion holds in every seed",
      made(numbers, {300, standard_columns(numbers, 6), {"y"}}), {" --seeds 0..4", " --optimizer adam"});
}

}  // namespace lrscope::test
