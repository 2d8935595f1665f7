#include "data/csv/sniff.h"

#include "data/csv/cell_look.h"
#include "data/csv/csv_table.h"
#include "data/csv/line_filter.h"
#include "test.h"

namespace {
using Names = std::vector<std::string>;

CsvTable table_of(const std::string& text, const DataSpec& spec = {}) { return CsvTable({"f.csv", text}, spec); }

/// What a filter makes of a text in blocks of every size.
template <class Filter>
std::string filtered(const Filter& fresh, const std::string& text) {
  std::string first;
  for (std::size_t size = 1; size <= text.size(); ++size) {
    Filter filter = fresh;
    std::string all;
    for (std::size_t i = 0; i < text.size(); i += size) all += filter(std::string_view(text).substr(i, size));
    if (size == 1) first = all;
    CHECK(all == first);
  }
  return first;
}
}  // namespace

TEST_CASE("the markers of a missing cell") {
  for (const char* cell : {"", "NA", "na", "N/A", "n/a", "NaN", "nan", "null", "NULL", "?", "-", "."}) {
    CAPTURE(cell);
    CHECK(is_missing_marker(cell));
  }
  for (const char* cell : {"0", "none", "inf", "-1", "--", "..", "nana", "x", " "}) {
    CAPTURE(cell);
    CHECK(!is_missing_marker(cell));
  }
}

TEST_CASE("numbers written for people are recognised, other words are not") {
  for (const char* cell : {"1,5", "-1,5", "0,001", "1,234", "1,234.5", "1.234,5", "1.234.567", "12 000", "1'000'000",
                           "$5", "5 €", "£1,234.50", "3%", "3.5 %", "-$5"}) {
    CAPTURE(cell);
    CHECK(is_localised_number(cell));
  }
  for (const char* cell :
       {"",           "1",     "1.5",  ".5",    "5.", "-2", "1e5", "red", "1,2,3",       "1.2.3", "192.168.1.1",
        "2020-01-05", "12:30", "5 kg", "10-20", "$",  "%",  ",",   ",5x", "1234,567,890"}) {
    CAPTURE(cell);
    CHECK(!is_localised_number(cell));
  }
}

TEST_CASE("runs of blanks separate cells where they make numbers of them, and not inside quotes") {
  const CsvTable plain = table_of("  4.06   3  0.22\n  5.59   4  1.38\n  2.86   3  -0.04\n");
  CHECK_EACH(plain.delimiter() == ' ', plain.columns() == 3, plain.cell(2, 2) == "-0.04", !plain.has_header());
  const CsvTable tabs = table_of("18.0  8\t307.0   \"chevrolet malibu\"\n15.0 8 350.0\t\"buick skylark\"\n");
  CHECK_EACH(tabs.delimiter() == ' ', tabs.columns() == 4, tabs.cell(0, 3) == "chevrolet malibu");
  CHECK(table_of("red wine,white wine\nsour milk,cold tea\nold ale,hot tea\n").delimiter() == ',');
  CHECK(table_of("a, b\n1, 2\n3, 4\n").delimiter() == ',');
  CHECK(table_of("2019-03-01 00:13,2\n2019-03-01 00:14,3\n").delimiter() == ',');
  CHECK(table_of("a b\n1 2\n3 4\n", {.delimiter = ' '}).names() == Names{"a", "b"});
}

TEST_CASE("a first row that is one name short names the columns after the names of the rows") {
  const CsvTable table = table_of("\"mass\" \"kind\" \"len\"\n\"1\" 98.2 \"a\" 4.20\n\"2\" 93.5 \"a\" 3.59\n");
  CHECK(table.names() == Names{"row.names", "mass", "kind", "len"});
  CHECK_EACH(table.rows() == 2, table.cell(1, 0) == "2", table.ragged().empty());
  CHECK(table_of("x,y\nr1,1,2\nr2,3,4\n").names() == Names{"row.names", "x", "y"});
}

TEST_CASE("a first line that names the separator is no row") {
  for (const char* first : {"sep=;", "\"sep=;\"", "SEP=;"}) {
    const CsvTable table = table_of(std::string(first) + "\r\na;c\r\n1,5;2\r\n2,5;3\r\n");
    CHECK_EACH(table.delimiter() == ';', (table.names() == Names{"a", "c"}), table.rows() == 2, table.line(0) == 3);
  }
  CHECK(table_of("sep=;\na,c\n1,2\n", {.delimiter = ','}).names() == Names{"a", "c"});
}

TEST_CASE("first lines of another width are told from the rows, with the lines to skip or the mark of a comment") {
  const auto first = [](const std::string& text) { return first_records(text, ','); };
  const FirstRecords count = first("60,6,a,b\n1,2,3,4,0\n2,3,4,5,1\n3,4,5,6,1\n");
  CHECK_EACH(count.others == 1, count.lines == 1, count.width == 5, count.other_width == 4, !count.mark);
  const FirstRecords notes = first("# one, two\n#\n\nt,u,v\n1,2,3\n4,5,6\n7,8,9\n");
  CHECK_EACH(notes.others == 2, notes.lines == 3, notes.width == 3, notes.mark == '#');
  CHECK(first("a,b\n1,2\n3,4,5\n6,7\n").others == 0);
  CHECK(first("a,b\n1,2,\n3,4,\n").others == 0);  // delimiters at the ends of rows
  CHECK(table_of("Export\nx,y\n1,2\n3,4\n").names() == Names{"x", "y"});
}

TEST_CASE("lines are skipped and comments left out without a change of the others' numbers") {
  const CsvTable skipped = table_of("Export\r\n2021\r\nx,y\r\n1,2\r\n", {.skip_lines = 2});
  CHECK_EACH((skipped.names() == Names{"x", "y"}), skipped.line(0) == 4, skipped.ragged().empty());
  const CsvTable noted = table_of("#a,b\nx,y\n1,2\n# 3,4\n\"#5\",6\n", {.comment = '#'});
  CHECK_EACH(noted.rows() == 2, noted.cell(1, 0) == "#5", noted.line(1) == 5);
  CHECK(filtered(LineFilter(0, '#'), "#a\nb,\"x\n#y\"\n#c\"\r\nd#\n") == "\nb,\"x\n#y\"\n\r\nd#\n");
  CHECK(filtered(LineFilter(2, {}), "a\r\nb\rc\nd\n") == "\r\n\rc\nd\n");
  CHECK(filtered(BlankFilter(), " a \t b\t\n\n \"c  d\" e \r\n") == "a b\n\n\"c  d\" e\r\n");
  CHECK_THROWS_WITH(table_of("a,b\n1,2\n", {.skip_lines = 5}), "f.csv: --skip-lines 5: the file has only 2 lines.");
}

TEST_CASE("numbers that count up are names beside words, or where they stand apart from what is below") {
  for (const char* bytes :
       {"Land,Unit,1990,1991,1992\nA,u,5.2,5.0,5.1\nB,u,6.5,6.5,6.4\nC,u,3.6,3.5,3.5\n",
        "Land,1990,1991\nA,5.2,5.0\nB,6.5,6.5\nC,3.6,3.5\n", "1990,1991,1992\n5.2,5.0,5.1\n6.5,6.5,6.4\n3.6,3.5,3.5\n",
        "x,1960,1961\n1,2,3\n2,3,4\n", "0,1,2,3\n.5,.2,.1,7\n.1,.3,.2,8\n.7,.3,.4,8\n"}) {
    CAPTURE(bytes);
    CHECK(table_of(bytes).has_header());
  }
  for (const char* bytes :
       {"1,2,3\n2,3,4\n3,4,5\n", "1,2,3\n2,4,6\n3,6,9\n", "2019,2020\n3,4\n5,6\n", "a,1,2\nb,5,3\nc,4,9\n",
        "a,1,2,3\na,5,3,1\nb,4,9,2\n", "9,146,102\n4,103,53\n7,108,59\n"}) {
    CAPTURE(bytes);
    CHECK(!table_of(bytes).has_header());
  }
}
