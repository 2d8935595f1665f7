// Files laid out as other programs lay them out.
#include <utility>

#include "base/text.h"
#include "sheet.h"
#include "situation.h"

namespace lrscope::test {
namespace {

const std::vector<ExpectedColumn> tuvw{{"u", "number"}, {"v", "number"}, {"w", "number"}};

Sheet signals(Numbers& numbers, int rows) {
  return made(numbers, {rows, {{"u", 0, 1, 3}, {"v", .5, 2, 3}}, {"w", 0, 1, 3}});
}

void add(Situations& list, const std::string& name, const std::string& source, const std::string& text,
         DataCheck check) {
  Situation situation{Kind::reading, name, source, {{name, text}}};
  check.arguments = name;
  situation.data.push_back(std::move(check));
  list.push_back(std::move(situation));
}

void add_lines_before(Numbers& numbers, Situations& list) {
  const int rows = 60 + numbers.below(40);
  const Sheet sheet = signals(numbers, rows);
  const std::string plain = text_of(sheet), number = std::to_string(numbers.below(90));
  add(list, "comments.csv", "seaborn-data's raw files: # lines before the header",
      "# Logger " + number + ", firmware 2.1\n# Unit: V, sampled at 10 Hz\n#\n" + plain,
      {"", {{"ragged", "", "--comment"}}, "--comment '#'", rows, tuvw});
  add(list, "percent.csv", "MATLAB's exports: % lines before the header",
      "% made by script " + number + "\n% u and v in volt, by minute\n" + plain,
      {"", {{"ragged", "", "--comment"}}, "--comment %", rows, tuvw});
  add(list, "preamble.csv", "instrument exports: two lines of text before the header",
      "Export of station " + number + "\n2021-03-01 to 2021-03-07\n" + plain,
      {"", {{"ragged", "", "--skip-lines 2"}}, "--skip-lines 2", rows, tuvw});
  add(list, "countline.csv", "scikit-learn's breast_cancer.csv: rows, columns and class names in line 1",
      std::to_string(rows) + ",up\n" + text_of(sheet, ",", false),
      {"", {{"ragged", "", "--skip-lines 1"}}, "--skip-lines 1", rows, {}});
  add(list, "sepline.csv", "Excel's sep= line", "sep=;\n" + text_of(sheet, ";"), {"", {}, "", rows, tuvw});

  const std::string line = "--drop-lines " + std::to_string(rows + 2);
  Sheet sums = sheet;
  sums.rows.push_back({"Total", "", "99.5"});
  add(list, "sums.csv", "spreadsheets: a totals row at the end, some of its cells empty", text_of(sums),
      {"", {{"number", "u", line}, {"missing", "v", ""}}, line, rows, tuvw});
  Sheet total = sheet;
  insert(total, 1, "colour", [&](int) { return numbers.below(2) ? "red" : "blue"; });
  total.rows.push_back({"Total", "", "7.5", "99.5"});
  add(list, "totals.csv", "spreadsheets: a totals row at the end", text_of(total),
      {"", {{"number", "u", line}}, line, rows, {tuvw[0], {"colour", "category"}, tuvw[1], tuvw[2]}});
}

void add_separators(Numbers& numbers, Situations& list) {
  const int rows = 40 + numbers.below(40);
  const Sheet sheet = signals(numbers, rows);
  std::string aligned;
  for (const auto& row : sheet.rows) {
    for (const std::string& cell : row) aligned += std::string(10 - cell.size(), ' ') + cell;
    aligned += "\n";
  }
  add(list, "aligned.data", "UCI's housing.data: columns aligned by blanks, no header", aligned,
      {"", {}, "", rows, {{"column1", "number"}, {"column2", "number"}, {"column3", "number"}}});
  add(list, "tabs.tsv", "R's write.delim: tabs", text_of(sheet, "\t"), {"", {}, "", rows, tuvw});
  add(list, "pipes.txt", "database exports: |", text_of(sheet, "|"), {"", {}, "", rows, tuvw});

  std::string table = "\"mass\" \"kind\" \"len\"\n";
  for (int i = 0; i < rows; ++i)
    table += "\"" + std::to_string(i + 1) + "\" " + rounded(100 + 12 * numbers.normal(), 1) + " \"" +
             "ab"[numbers.below(2)] + "\" " + rounded(numbers.between(1, 9), 2) + "\n";
  add(list, "writetable.txt", "R's write.table: quoted, row names without a name", table,
      {"",
       {},
       "",
       rows,
       {{"row.names", "number"}, {"mass", "number"}, {"kind", "category"}, {"len", "number"}},
       {{"row number", "row.names"}}});

  Situation zipped{Kind::reading,
                   "signals.csv.gz",
                   "data sets as they are downloaded: gzip",
                   {{"signals.csv", text_of(sheet), true}}};
  zipped.data = {{"signals.csv.gz", {}, "", rows, tuvw}};
  list.push_back(std::move(zipped));

  Sheet windows = sheet;
  insert(windows, 0, "note", [&](int) { return numbers.below(2) ? "\"two\r\nlines\"" : "\"a \"\"word\"\"\""; });
  std::string text = "\xef\xbb\xbf";
  for (const char c : text_of(windows))
    text += c == '\n' && !text.ends_with('\r') ? std::string("\r\n") : std::string(1, c);
  std::vector<ExpectedColumn> noted = tuvw;
  noted.insert(noted.begin(), {"note", "category"});
  add(list, "excel.csv", "Excel's CSV UTF-8: a mark at the start, CRLF, quotes and line ends in cells", text,
      {"", {}, "", rows, noted});
}

void add_headers_and_names(Numbers& numbers, Situations& list) {
  const int rows = 30 + numbers.below(20), first = 1985 + numbers.below(10);
  Sheet bank{{"Country Name", "Indicator Name"}, {}};
  for (int year = 0; year < 12; ++year) bank.names.push_back(std::to_string(first + year));
  for (int i = 0; i < rows; ++i) {
    std::vector<std::string> row{"Land " + padded(i), "\"Indicator, total\""};
    double level = numbers.between(3, 7);
    for (int year = 0; year < 12; ++year) row.push_back(rounded(level += .05 * numbers.normal() - .05, 3));
    bank.rows.push_back(std::move(row));
  }
  std::vector<ExpectedColumn> years;
  for (const std::string& name : bank.names) years.push_back({name, years.size() < 2 ? "category" : "number"});
  add(list, "worldbank.csv", "statsmodels' fertility: a header of years", text_of(bank),
      {"", {{"identifier", "Country Name", "--drop 'Country Name'"}}, "--drop 'Country Name'", rows, years});
  list.back().healthy = {{"worldbank.csv --drop 'Country Name,Indicator Name' --lr .001", .5}};

  Sheet people = made(numbers, {200, {{"age", 40, 9, 0}, {"hours", 38, 6, 1}}, {"score", 0, 1, 3}});
  const Words spellings{"Male", "male ", "MALE", "Female"};
  insert(people, 0, "sex", [&](int) { return spellings[static_cast<std::size_t>(numbers.below(4))]; });
  add(list, "spellings.csv", "surveys: equal categories spelled differently", text_of(people),
      {"", {}, "", 200, {}, {{"", "MALE"}}});

  Sheet labelled = signals(numbers, 120);
  insert(labelled, 1, "tag", [](int i) { return "tag" + std::to_string(i % 100); });
  add(list, "nearly-all.csv", "seaborn's taxis: a text column in which nearly all values differ", text_of(labelled),
      {"", {{"identifier", "tag", "--drop tag"}}, "--drop tag", 120, {}});

  Sheet skewed = signals(numbers, 150);
  insert(skewed, 0, "income", [&](int i) {
    const double u = numbers.uniform();
    return std::to_string(static_cast<int>(900 / (u * u + .0004)) * 150 + i * 37 % 150);
  });
  add(list, "skewed.csv", "incomes: skewed whole numbers, each once, that identify nothing", text_of(skewed),
      {"", {}, "", 150, {}, {}, {{"row number", "income"}}});

  Sheet counted = signals(numbers, 150);
  insert(counted, 0, "id", [](int i) { return std::to_string(1001 + i); });
  add(list, "numbered.csv", "Kaggle: an Id that counts up", text_of(counted),
      {"", {}, "", 150, {}, {{"row number", "id"}}});
}

void add_other_formats(Numbers& numbers, Situations& list) {
  const auto refuse = [&](const std::string& name, const std::string& source, const std::string& text,
                          const std::string& word) {
    list.push_back({Kind::reading,
                    name,
                    source,
                    {{name, text}},
                    {},
                    {},
                    {},
                    {},
                    {{{"data " + name, "sweep " + name + " --lr .01", "explain " + name + " --lr .01"}, {word}}}});
  };
  std::string json, arff = "% title\n@relation made\n@attribute a numeric\n@attribute y numeric\n@data\n";
  std::string html = "<!DOCTYPE html>\n<html><head><title>made.csv at main</title></head>\n<body><table>\n", libsvm;
  for (int i = 0; i < 20; ++i) {
    const std::string a = rounded(numbers.normal(), 2), y = rounded(numbers.normal(), 2);
    json += (i == 0 ? "[\n" : ",\n") + std::string("  {\"a\": ") + a + ", \"y\": " + y + "}";
    arff += a + "," + y + "\n";
    html += "<tr><td>" + a + "</td><td>" + y + "</td></tr>\n";
    libsvm += std::string(numbers.below(2) ? "+1" : "-1") + " 1:" + a + " 4:" + y + "\n";
  }
  refuse("made.json", "an API's answer given as CSV", json + "\n]\n", "JSON");
  refuse("arff.csv", "Weka's files given as CSV", arff, "ARFF");
  refuse("page.csv", "the page around a file on a forge, saved as CSV", html + "</table></body></html>\n", "HTML");
  refuse("heart_scale", "LIBSVM's data sets given as CSV", libsvm, "libsvm");
}
}  // namespace

void add_layouts(std::uint32_t seed, Situations& list) {
  Numbers numbers(seed + 500);
  add_lines_before(numbers, list);
  add_separators(numbers, list);
  add_headers_and_names(numbers, list);
  add_other_formats(numbers, list);
}

}  // namespace lrscope::test
