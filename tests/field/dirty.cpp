// Files that must be mended and scaled as well: neither alone lets them train.
#include <utility>

#include "sheet.h"
#include "situation.h"

namespace lrscope::test {
namespace {

const Words scale_features = {"--scale standard", "--scale minmax", "--scale robust", "--scale max"};
const std::string both = " --scale standard --scale-target standard --lr .01,.03";

Situation dirty(const std::string& name, const std::string& source, const std::string& text, ExplainCheck check) {
  return {Kind::dirty, name, source, {{name + ".csv", text}}, {std::move(check)}};
}

Sheet cars(Numbers& numbers, const std::string& target = "mpg") {
  const double weight = numbers.between(2500, 3500);
  return made(numbers, {140 + numbers.below(80),
                        {{"disp", 210, 90, 1}, {"hp", 115, 35, 0}, {"weight", weight, 800, 0}, {"acc", 15, 2.6, 1}},
                        {target, 22, 6.5, 1}});
}

void add_missing(Numbers& numbers, Situations& list) {
  const auto some_gone = [&](Sheet sheet, const std::string& mark) {
    rewrite(sheet, 1, [&](double value, int i) { return i % 17 == 5 ? mark : rounded(value, 0); });
    return text_of(sheet);
  };
  const std::vector<Words> mends{{"--na "}, scale_features};
  for (const auto& [name, mark] : {std::pair{"cars", ""}, {"marks", "?"}, {"nulls", "NULL"}}) {
    const std::string file = std::string(name) + ".csv";
    list.push_back(dirty(
        name, std::string("seaborn's mpg, UCI auto-mpg: horsepower missing as '") + mark + "', weights of thousands",
        some_gone(cars(numbers), mark), {file + " --lr .01", {"missing cells"}, file + " --na median" + both, mends}));
  }
  Sheet classes = cars(numbers, "origin");
  classify(classes, {"europe", "japan", "usa"});
  rewrite(classes, 3, [&](double value, int i) { return i % 23 == 7 ? "NA" : rounded(value, 1); });
  list.push_back(dirty(
      "origins", "mpg by origin: missing cells, and classes", text_of(classes),
      {"origins.csv --lr .01", {"missing cells"}, "origins.csv --na median --scale standard --lr .03,.1", mends}));

  Sheet codes = cars(numbers);
  rewrite(codes, 1, [&](double value, int i) { return i % 11 == 3 ? "-999" : rounded(value, 0); });
  Situation coded = dirty("codes", "weather stations: -999 stands for missing, raw columns", text_of(codes),
                          {"codes.csv --lr .01",
                           {"missing", "code", "unscaled", "outlier"},
                           "codes.csv --na-values -999 --na median" + both});
  coded.data = {{.arguments = "codes.csv", .remarks = {{"code", "-999"}}}};
  list.push_back(std::move(coded));
}

void add_written_otherwise(Numbers& numbers, Situations& list) {
  Sheet stamps = cars(numbers, "fare");
  insert(stamps, 0, "pickup",
         [](int i) { return "2019-03-" + padded(1 + i / 24 % 28) + " " + padded(i % 24) + ":05:00"; });
  list.push_back(
      dirty("stamps", "seaborn's taxis: time stamps beside raw amounts", text_of(stamps),
            {"stamps.csv --lr .01", {"unscaled"}, "stamps.csv" + both, {scale_features}, {"--drop", "--categorical"}}));

  Sheet commas = cars(numbers, "fare_amount");
  for (std::size_t j = 0; j < 5; ++j) rewrite(commas, j, [](double value, int) { return written(value, 1, ","); });
  list.push_back(dirty("commas", "dotnet/machinelearning-modelbuilder #402: decimal commas, raw columns",
                       text_of(commas, ";"),
                       {"commas.csv --lr .01",
                        {"cells that are not numbers", "decimal"},
                        "commas.csv --decimal ," + both,
                        {{"--decimal"}, scale_features}}));

  Sheet prices = made(
      numbers, {160, {{"sqm", 150, 50, 0}, {"rooms", 5, 2, 0}, {"tax", 4000, 900, 0}}, {"price", 310000, 90000, 0}});
  rewrite(prices, 2, [](double value, int) { return "\"" + written(value, 0, ".", ",") + "\""; });
  rewrite(prices, 3, [](double value, int) { return "\"$" + written(value, 0, ".", ",") + "\""; });
  list.push_back(dirty("prices", "real estate exports: $ and thousands, raw columns", text_of(prices),
                       {"prices.csv --lr .01",
                        {"cells that are not numbers", "thousands"},
                        "prices.csv --thousands ," + both,
                        {{"--thousands"}, scale_features}}));

  Sheet named = cars(numbers);
  insert(named, 0, "name", [](int i) { return "car " + std::to_string(i); });
  list.push_back(dirty("named", "Boston, ISLP's Auto: a name in every row, raw columns", text_of(named),
                       {"named.csv --lr .01",
                        {"identifier"},
                        "named.csv --drop name" + both,
                        {{"--drop name", "--drop 1"}, scale_features}}));

  Sheet totals = cars(numbers);
  const std::string line = std::to_string(totals.rows.size() + 2);
  totals.rows.push_back({"Total", "", "", "", "9999"});
  list.push_back(dirty("totalled", "spreadsheets: a totals row at the end, raw columns", text_of(totals),
                       {"totalled.csv --lr .01",
                        {"not numbers", "missing", "row"},
                        "totalled.csv --drop-lines " + line + both,
                        {{"--drop-lines " + line}, scale_features}}));
}
}  // namespace

void add_dirty(std::uint32_t seed, Situations& list) {
  Numbers numbers(seed + 300);
  add_missing(numbers, list);
  add_written_otherwise(numbers, list);
}

}  // namespace lrscope::test
