#include "data/csv/csv_table.h"

#include "data/encode.h"
#include "test.h"

namespace {
CsvTable table_of(const std::string& bytes, std::optional<char> delimiter = {}, std::optional<bool> header = {}) {
  return CsvTable({"f.csv", bytes}, {.delimiter = delimiter, .header = header});
}

using Rows = std::vector<std::vector<std::string>>;

Rows cells_of(const CsvTable& table) {
  Rows rows;
  for (Index row = 0; row < table.rows(); ++row) {
    rows.emplace_back();
    for (Index column = 0; column < table.columns(); ++column) rows.back().emplace_back(table.cell(row, column));
  }
  return rows;
}

std::string refusal_of(const std::string& bytes, std::optional<bool> header = {}) {
  try {
    const DataSpec spec{.header = header};
    encode(CsvTable({"f.csv", bytes}, spec), spec);
  } catch (const DataError& error) {
    return error.what();
  }
  return "accepted";
}

const std::vector<std::string> ab = {"a", "b"};
}  // namespace

TEST_CASE("LF, CRLF and CR end a line, and the last line may lack its end") {
  for (const char* bytes :
       {"a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r\n1,2\r\n3,4", "a,b\r1,2\r3,4\r"}) {
    CAPTURE(bytes);
    const CsvTable table = table_of(bytes);
    CHECK(table.names() == ab);
    CHECK(cells_of(table) == Rows{{"1", "2"}, {"3", "4"}});
    CHECK_EACH(table.line(0) == 2, table.line(1) == 3);
  }
}

TEST_CASE("a quoted cell holds delimiters, doubled quotes and line ends, an empty last cell without a newline is one") {
  const CsvTable table = table_of("name,b\n\"x,y\",1\n\"say \"\"hi\"\"\",2\n\"two\nlines\",3\n\"\",4\n");
  CHECK(cells_of(table) == Rows{{"x,y", "1"}, {"say \"hi\"", "2"}, {"two\nlines", "3"}, {"", "4"}});
  CHECK(cells_of(table_of("a,b\n1,2\n3,")) == Rows{{"1", "2"}, {"3", ""}});
}

TEST_CASE("lines are counted through embedded line ends of every kind and through blank lines") {
  const CsvTable lf = table_of("a,b\n\"x\ny\nz\",1\n\n\nw,2\n\"p\",3\n");
  REQUIRE(lf.rows() == 3);
  CHECK_EACH(lf.line(0) == 2, lf.line(1) == 7, lf.line(2) == 8);
  const CsvTable crlf = table_of("a,b\r\n\"x\r\ny\",1\r\n\r\nw,2\r\nv,3\r\n");
  REQUIRE(crlf.rows() == 3);
  CHECK_EACH(crlf.line(0) == 2, crlf.line(1) == 5, crlf.line(2) == 6);
  const CsvTable cr = table_of("a,b\r\"x\ry\",1\rw,2\r");
  REQUIRE(cr.rows() == 2);
  CHECK(cr.line(0) == 2);
  CHECK(cr.line(1) == 4);
  CHECK(lf.place(1, 1) == "f.csv:7:2: column 'b': ");
}

TEST_CASE("blank lines before, between and after the rows are skipped") {
  const CsvTable table = table_of("\n\na,b\n\n1,2\n   \n3,4\n\n\n");
  CHECK(table.names() == ab);
  CHECK(cells_of(table) == Rows{{"1", "2"}, {"3", "4"}});
  CHECK_EACH(table.line(0) == 5, table.line(1) == 7);
}

TEST_CASE("a UTF-8 byte order mark is not part of the first name") {
  CHECK(table_of("\xef\xbb\xbf"
                 "a,b\n1,2\n3,4\n")
            .names() == ab);
  CHECK(table_of("\xef\xbb\xbf\"a\",b\n1,2\n3,4\n").names() == ab);
}

TEST_CASE("spaces around a cell do not count, in quotes neither") {
  const CsvTable table = table_of("a , b\n 1 ,\t2\n\" 3 \",4\n");
  CHECK(table.names() == ab);
  CHECK(cells_of(table) == Rows{{"1", "2"}, {"3", "4"}});
}

TEST_CASE("the delimiter is found, whatever stands in quotes, in a few rows or as decimal commas, or taken as given") {
  for (const auto& [bytes, delimiter] :
       std::vector<std::pair<std::string, char>>{{"a,b,c\n1,2,3\n4,5,6\n", ','},
                                                 {"a;b;c\n1;2;3\n4;5;6\n", ';'},
                                                 {"a\tb\tc\n1\t2\t3\n4\t5\t6\n", '\t'},
                                                 {"a|b|c\n1|2|3\n4|5|6\n", '|'},
                                                 {"a,b\n\"1;2;3\",2\n\"4;5;6\",3\n", ','},
                                                 {"note,b\nx;y,2\nz,3\nu,4\n", ','},
                                                 {"a\tnote\n1\tx, y\n2\tz, w\n", '\t'},
                                                 {"a|x,b\n1,\"p|q\"\n2,\"r|s\"\n", ','},
                                                 {"only\n1\n2\n", ','},
                                                 {"a;b;y\n1,5;2,5;3,5\n2,5;3,5;4,5\n", ';'},
                                                 {"1,5;2,5;3,5\n2,5;3,5;4,5\n", ';'},
                                                 {"1,5\t2,5\n2,5\t3,5\n", '\t'},
                                                 {"1,2,x;y\n3,4,z;w\n", ','}}) {
    CAPTURE(bytes);
    CHECK(table_of(bytes).delimiter() == delimiter);
  }
  CHECK(table_of("a;b,c\n1;2,3\n4;5,6\n", ';').names() == std::vector<std::string>{"a", "b,c"});
  std::string header = "c0", row = "0";  // longer than any sample
  for (int i = 1; i < 30'000; ++i) {
    header += "\tc" + std::to_string(i);
    row += "\t" + std::to_string(i);
  }
  CHECK(table_of(header + "\n" + row + "\n").columns() == 30'000);
}

TEST_CASE("a first row of words over numbers, or over words that do not return below, is a header") {
  for (const char* bytes :
       {"a,b\n1,2\n3,4\n", "name,b\nx,2\ny,4\n", ",b\n0,2\n1,4\n", "colour,size\nred,small\nblue,large\n"}) {
    CAPTURE(bytes);
    CHECK(table_of(bytes).has_header());
  }
  for (const char* bytes : {"1,2\n3,4\n", "2019,2020\n3,4\n5,6\n", "NA,1\n2,3\n", "1,5;2,5\n2,5;3,5\n",
                            "red,small\nred,large\nblue,small\n", "red,red\nblue,green\n"}) {
    CAPTURE(bytes);
    CHECK(!table_of(bytes).has_header());
  }
}

TEST_CASE("the header can be decided by the user") {
  const CsvTable years = table_of("2019,2020\n3,4\n5,6\n", {}, true);
  CHECK(years.names() == std::vector<std::string>{"2019", "2020"});
  CHECK_EACH(years.rows() == 2, years.line(0) == 2);
  const CsvTable words = table_of("a,b\n1,2\n", {}, false);
  CHECK(words.names() == std::vector<std::string>{"column1", "column2"});
  CHECK_EACH(words.rows() == 2, words.line(0) == 1);
}

TEST_CASE("a column without a name is called after its position, and two columns may share a name") {
  CHECK(table_of(",a,\n0,2,3\n1,4,5\n").names() == std::vector<std::string>{"column1", "a", "column3"});
  CHECK(table_of("a,a\n1,2\n3,4\n").names() == std::vector<std::string>{"a", "a"});
}

TEST_CASE("broken quoting, ragged rows and files without a table are refused where they begin") {
  for (const auto& [bytes, place] :
       std::vector<std::pair<std::string, std::string>>{{"a,b\n1,2\n3,\"4\n5,6\n7,8\n", ":3:2: "},
                                                        {"a,b\n1,2\n3,4\"x\n", ":3:2: "},
                                                        {"a,b\n\"p\nq\",2\n\"3\"x,4\n", ":4:1: "},
                                                        {"a,b,c\n1,2,3\n4,5\n", ":3:2: "},
                                                        {"a,b\n\"x\ny\",2\n3,4,5\n", ":4:3: "},
                                                        {"a,b\n1,2,\n3,4,\n", ":2:3: "},
                                                        {"", ": "},
                                                        {"\xef\xbb\xbf \r\n\n", ": "},
                                                        {"a,b\n", ":1: "},
                                                        {"a,b\n1,2\n3,\x01\n", ":3: "},
                                                        {std::string("\xff\xfe") + std::string("a\0,\0", 4), ": "}}) {
    CAPTURE(bytes);
    CHECK(refusal_of(bytes).starts_with("f.csv" + place));
  }
}
