// Numbers and dates as they are written in other places.
#include <functional>
#include <utility>

#include "sheet.h"
#include "situation.h"

namespace lrscope::test {
namespace {

Situation reading(const std::string& name, const std::string& source, const std::string& text, DataCheck check) {
  Situation situation{Kind::reading, name, source, {{name, text}}};
  check.arguments = name + check.arguments;
  situation.data.push_back(std::move(check));
  return situation;
}

void add_numbers(Numbers& numbers, Situations& list) {
  const int rows = 80 + numbers.below(60);
  const std::vector<Column> trip{{"time", 600, 150, 0}, {"distance", 8, 2, 2}};
  const Column fare{"fare", 15, 4, 2};

  Sheet commas = made(numbers, {rows, trip, fare});
  for (const std::size_t j : {1, 2}) rewrite(commas, j, [](double value, int) { return written(value, 2, ","); });
  insert(commas, 0, "payment", [&](int) { return numbers.below(2) ? "CSH" : "CRD"; });
  Situation comma =
      reading("decimal-comma.csv", "dotnet/machinelearning-modelbuilder #402 and seven threads", text_of(commas, ";"),
              {"",
               {{"localised", "distance", "--decimal ,"}, {"localised", "fare", "--decimal ,"}},
               "--decimal ,",
               rows,
               {{"payment", "category"}, {"time", "number"}, {"distance", "number"}, {"fare", "number"}}});
  comma.explains = {{"decimal-comma.csv --lr .001",
                     {"not numbers", "decimal"},
                     "decimal-comma.csv --decimal , --scale standard --scale-target standard --lr .03,.1",
                     {{"--decimal"}}}};
  list.push_back(std::move(comma));

  Sheet homes = made(numbers, {rows, {{"sqm", 180, 40, 0}, {"humidity", 60, 12, 1}}, {"price", 350000, 90000, 0}});
  rewrite(homes, 1, [](double value, int) { return written(value, 1) + "%"; });
  rewrite(homes, 2, [](double value, int) { return "\"$" + written(value, 0, ".", ",") + "\""; });
  const std::vector<ExpectedColumn> home{{"sqm", "number"}, {"humidity", "number"}, {"price", "number"}};
  const std::vector<ExpectedDefect> signs{{"localised", "humidity", "--thousands ,"},
                                          {"localised", "price", "--thousands ,"}};
  list.push_back(reading("currency.csv", "Kaggle house prices: $ and %, thousands by comma", text_of(homes),
                         {"", signs, "--thousands ,", rows, home}));

  Sheet addressed = homes;
  insert(addressed, 0, "addr", [](int i) { return "Str. " + std::to_string(i); });
  std::vector<ExpectedColumn> with_address = home;
  with_address.insert(with_address.begin(), {"addr", "category"});
  list.push_back(reading("addresses.csv", "the same with an address in every row", text_of(addressed),
                         {"",
                          {signs[0], signs[1], {"identifier", "addr", "--drop addr"}},
                          "--thousands , --drop addr",
                          rows,
                          with_address}));

  const auto grouped = [&](const std::string& name, const std::string& source, const std::string& point,
                           const std::string& group, const std::string& flags, const std::string& separator) {
    Sheet sheet =
        made(numbers, {rows, {{"salary", 400000, 90000, 2}, {"years", 12, 4, 0}}, {"bonus", 2100000, 300000, 2}});
    for (const std::size_t j : {0, 2})
      rewrite(sheet, j, [&](double value, int) { return written(value, 2, point, group); });
    list.push_back(reading(name, source, text_of(sheet, separator),
                           {"",
                            {{"localised", "salary", "--thousands"}, {"localised", "bonus", "--thousands"}},
                            flags,
                            rows,
                            {{"salary", "number"}, {"years", "number"}, {"bonus", "number"}}}));
  };
  grouped("apostrophes.csv", "Swiss spreadsheets: 1'234'567.80", ".", "'", "--thousands \"'\"", ",");
  grouped("points.csv", "German spreadsheets: 1.234.567,80", ",", ".", "--decimal , --thousands .", ";");
  grouped("blanks.csv", "French spreadsheets: 1 234 567,80", ",", " ", "--decimal , --thousands space", ";");
}

void add_dates(Numbers& numbers, Situations& list) {
  const int rows = 90 + numbers.below(60);
  const std::vector<Column> trip{{"passengers", 3, 1, 0}, {"distance", 8, 2, 2}};
  const auto dated = [&](const std::string& name, const std::string& source,
                         const std::function<std::string(int)>& cell, const std::vector<ExpectedDefect>& defects = {},
                         const std::string& mended = "") {
    Sheet sheet = made(numbers, {rows, trip, {"fare", 15, 4, 2}});
    insert(sheet, 0, "when", cell);
    Situation situation =
        reading(name, source, text_of(sheet),
                {"",
                 defects,
                 mended,
                 rows,
                 {{"when", "date"}, {"passengers", "number"}, {"distance", "number"}, {"fare", "number"}}});
    if (defects.empty())
      situation.explains = {{name + " --lr .1",
                             {},
                             name + " --scale standard --scale-target standard --lr .03",
                             {},
                             {"--drop when", "--categorical"}}};
    list.push_back(std::move(situation));
  };
  const auto month = [](int i) { return padded(1 + i / 28 % 12); };
  const auto day = [](int i) { return padded(1 + i % 28); };
  dated("iso.csv", "pandas' to_csv: 2021-03-07", [&](int i) { return "2021-" + month(i) + "-" + day(i); });
  dated("german.csv", "dates as 07.03.2021", [&](int i) { return day(i) + "." + month(i) + ".2021"; });
  dated("american.csv", "dates as 03/27/2021, some beyond the 12th",
        [&](int i) { return month(i) + "/" + day(i) + "/2021"; });
  dated(
      "ambiguous.csv", "dates as 03/07/2021, none beyond the 12th",
      [](int i) { return padded(1 + i / 12 % 12) + "/" + padded(1 + i % 12) + "/2021"; },
      {{"date", "when", "--date-format"}}, "--date-format m/d/Y");
  dated("stamps.csv", "seaborn's taxis: time stamps, one of them twice",
        [](int i) { return "2019-03-01 " + padded(i / 12 % 24) + ":" + padded(5 * (i % 12)) + ":00"; });
  dated("twice.csv", "seaborn's taxis: the second row has the stamp of the first", [](int i) {
    return "2019-03-" + padded(2 + (i < 2 ? 0 : i) / 24) + "T" + padded((i < 2 ? 0 : i) % 24) + ":30:00";
  });
}
}  // namespace

void add_local_numbers(std::uint32_t seed, Situations& list) {
  Numbers numbers(seed + 400);
  add_numbers(numbers, list);
  add_dates(numbers, list);
}

}  // namespace lrscope::test
