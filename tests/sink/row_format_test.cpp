// The lines of csv, tsv and markdown: what has to be quoted or escaped, and what must not become a formula.
#include "row_format.h"

#include "catch.h"

namespace lrscope::test {

TEST_CASE("quotes stand around a cell of csv where RFC 4180 asks for them, and nowhere else") {
  const auto csv = make_delimited_format(',');
  CHECK(csv->line({"1e-3", "", "two words", "a;b"}) == "1e-3,,two words,a;b\n");
  CHECK(csv->line({"say \"hi\"", "x"}) == "\"say \"\"hi\"\"\",x\n");
  CHECK(csv->line({"a,b", "\"", "line\nend", "return\r"}) == "\"a,b\",\"\"\"\",\"line\nend\",\"return\r\"\n");
  const auto tsv = make_delimited_format('\t');
  CHECK(tsv->line({"a,b", "tab\tstop", "\"q\""}) == "a,b\t\"tab\tstop\"\t\"\"\"q\"\"\"\n");
}

TEST_CASE("words that a spreadsheet would take for a formula are made text, words for a terminal harmless") {
  const auto csv = make_delimited_format(',');
  for (const std::string text : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1"})
    CHECK(csv->words(text) == "'" + text);
  for (const std::string text : {"a=1", "1-2", "", "x\ty", "größe"}) CHECK(csv->words(text) == text);
  CHECK(csv->words("\x1b[31mred") == "\\x1b[31mred");
}

TEST_CASE("a bar within a cell of markdown is no border") {
  const auto markdown = make_markdown_format();
  CHECK(markdown->line({"a|b", "2"}) == "| a\\|b | 2 |\n");
  CHECK(markdown->absent() == "·");
}

}  // namespace lrscope::test
