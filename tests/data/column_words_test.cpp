// What flags call a column is read back as that column, whatever the columns are called.
#include "spec/column_words.h"

#include "data/column_plan.h"
#include "data/encode.h"
#include "test.h"

namespace {
CsvTable table_of(const std::vector<std::string>& names) {
  std::string text, row;
  for (const std::string& name : names) {
    std::string quoted;
    for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    text += (text.empty() ? "\"" : ",\"") + quoted + "\"";
    row += row.empty() ? "1" : ",1";
  }
  DataSpec spec;
  spec.header = true;
  spec.delimiter = ',';
  return CsvTable({"f.csv", text + "\n" + row + "\n" + row + "2\n"}, spec);
}

std::string word_of(const std::vector<std::string>& names, Index column = 0) {
  const CsvTable table = table_of(names);
  return ColumnWords(table.names()).word(column, table.name(column));
}
}  // namespace

TEST_CASE("a column is called by its name where that is short, printable and nothing else, else by its index") {
  for (const std::string& name : std::vector<std::string>{"age", "driver's age", "-q", "größe", "x=1", "column1", "1e3",
                                                          "a-b", std::string(40, 'x')})
    CHECK(word_of({name, "b", "y"}) == name);
  for (const std::string& name :
       std::vector<std::string>{"", "12", "-1", "+3", "007", "1..3", "b..y", "2-5", "a,b", "a\nb", "\xff", "a\u202e",
                                "x\x7f", "b", std::string(41, 'x')})
    CHECK(word_of({name, "b", "y"}) == (name.empty() ? "column1" : "1"));
}

TEST_CASE("an index that is a name, or part of one, is written so that it is none") {
  CHECK(word_of({"a,b", "1", "y"}) == "column1");
  CHECK(word_of({"a,b", "1", "column1", "y"}) == "01");
  CHECK(word_of({"a,b", "1", "column1", "01", "y"}) == "001");
  CHECK_EACH(word_of({"1,2", "b", "y"}) == "column1", word_of({"a,b", "a", "b", "y"}, 1) == "2");
}

TEST_CASE("every set of columns, written with their words, is read as that set") {
  const std::vector<std::vector<std::string>> headers = {
      {"a", "b", "a,b", "y"},       {"1,2", "2", "1", "y"}, {"3", "1", "2", "y"},       {"1,2,3", "x", "z", "y"},
      {"b,c", "c,d", "b,c,d", "y"}, {"b", "b", "2", "y"},   {"2..3", "2-3", "-1", "y"}, {",", "", "column2", "y"}};
  for (const auto& names : headers) {
    const CsvTable table = table_of(names);
    const ColumnWords words(table.names());
    for (unsigned set = 1; set < 7; ++set) {
      DataSpec spec;
      std::vector<Index> left;
      for (Index column = 0; column < 3; ++column)
        if (set >> column & 1)
          spec = with(spec, {{"drop", words.word(column, table.name(column))}});  // several --drop add up
        else
          left.push_back(column);
      CAPTURE(names, spec.drop);
      CHECK(make_plan(table, spec).features == left);
    }
  }
}

TEST_CASE("a name with commas is one item of a list") {
  const CsvTable table = table_of({"c,d", "x", "e", "y"});
  DataSpec spec;
  spec.drop = "c,d,x";
  CHECK(make_plan(table, spec).features == std::vector<Index>{2});
  spec.drop = "x, c,d";
  CHECK(make_plan(table, spec).features == std::vector<Index>{2});
}
