// Columns that line up whatever stands in them, and lines of a bearable length.
#include "report/text_table.h"

#include "test.h"

TEST_CASE("columns count characters, not bytes, and lines have no blanks at their ends") {
  const TextTable table({{"η", 5}, {"outcome", 9, Align::left}, {"×", 3, Align::right, 4}, {"", 2, Align::left}});
  CHECK(table.header() == "    η  outcome        ×\n");
  CHECK(table.row({"0.1", "größer", "∞", ""}) == "  0.1  größer         ∞\n");
  CHECK(table.row({"1234567", "wider than it", "1", "x"}) == "1234567  wider than it      1  x\n");
}

TEST_CASE("paint stands around the words of a cell, not around the blanks, and only where it is asked for") {
  const TextTable table({{"a", 3}, {"b", 4, Align::left}, {"c", 1}});
  const std::vector<TextCell> cells = {{"1", Paint::red}, {"ok", Paint::green}, {"", Paint::red}};
  CHECK_EACH(table.painted_row(cells, true).shown(true) == "  \x1b[31m1\x1b[0m  \x1b[32mok\x1b[0m\n",
             table.painted_row(cells, false).shown(true) == "  1  ok\n", table.row(cells) == "  1  ok\n");
}

TEST_CASE("a paragraph is wrapped beside its title at 110 characters, unless a word is longer, a list in it is not") {
  const std::string word(60, 'w');
  CHECK(paragraph("title", word + " " + word) == "title      " + word + "\n           " + word + "\n");
  CHECK(paragraph("list", "first\nsecond \n" + word + " " + word) ==
        "list       first\n           second\n           " + word + " " + word + "\n");
  const std::string half = "ä" + std::string(54, 'x');
  CHECK(wrapped(half + " " + half.substr(2), 2) == half + " " + half.substr(2) + "\n");
  CHECK(wrapped(half + " " + half, 2) == half + "\n  " + half + "\n");
  // What is to be copied is not broken: quotes, flags with their values, a word with escapes.
  const std::string filler(50, 'f');
  for (const std::string& whole :
       {"'" + std::string(30, 'q') + " it'\\''s " + std::string(30, 'q') + "',", "--drop " + half,
        "--drop 'a b' --na " + half, "\"$(printf '" + half + "')\"", "--drop='" + half + " " + half + "'"})
    CHECK(wrapped(filler + " " + whole + " x", 2).find("\n  " + whole) != std::string::npos);
  CHECK(wrapped(half + " --drop. " + half, 2) == half + " --drop.\n  " + half + "\n");
  CHECK(wrapped(half + " it's " + half, 2) == half + " it's\n  " + half + "\n");
  const std::string endless(120, 'e');
  CHECK(wrapped("a " + endless + " b", 0) == "a\n" + endless + "\nb\n");
}
