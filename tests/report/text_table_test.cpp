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
  CHECK_EACH(table.painted_row(cells, true).shown(true) == "  \x1b[38;5;160m1\x1b[0m  \x1b[38;5;28mok\x1b[0m\n",
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

namespace {
/// A number that always stays, two that need not, and a picture.
std::vector<TextColumn> columns_to_fit() {
  return {{.title = "lr", .width = 30},
          {.title = "loss", .width = 20, .spare = 1},
          {.title = "steps", .width = 10, .spare = 3, .called = "steps of the run"},
          {.title = "curve of it", .width = 24, .align = Align::left, .spare = 2, .least = 8}};
}
const std::vector<TextCell> cells_to_fit = {"1", "2", "3", std::string(40, 'c')};
}  // namespace

TEST_CASE("on a terminal pictures get narrower, then the columns that can be spared go, and are named") {
  const auto line_of = [&](std::size_t width) {
    return TextTable(columns_to_fit(), {.width = width}).row(cells_to_fit);
  };
  const std::string ends = "…\n";
  CHECK(width_of(line_of(90)) == 91);  // all of it, and the end of the line
  CHECK(width_of(line_of(80)) == 81);
  CHECK_EACH(line_of(80).find('3') != std::string::npos, line_of(74).find('3') != std::string::npos,
             line_of(73).find('3') == std::string::npos, line_of(73).find('c') != std::string::npos,
             line_of(61).find('c') == std::string::npos, line_of(61).find('2') != std::string::npos);
  CHECK_EACH(line_of(73).ends_with(std::string(18, 'c') + ends), line_of(74).ends_with(" ccccccc" + ends));
  for (std::size_t width = 60; width <= 100; ++width) CHECK(width_of(line_of(width)) <= width + 1);
  const TextTable table(columns_to_fit(), {.width = 61});
  CHECK(table.left_out_text() ==
        "not shown: steps of the run, curve of it; a wider terminal,\n--fields or -o FILE.csv has them\n");
  CHECK_EACH(table.shows("loss"), !table.shows("steps"), table.width(0) == 30, table.width(3) == 0);
  CHECK_EACH(TextTable(columns_to_fit(), {.width = 74}).header().ends_with("  curve\n"),
             TextTable(columns_to_fit(), {.width = 200}).left_out_text().empty());
}

TEST_CASE("no terminal: every column as wide as it was, whatever stands in it") {
  const TextTable table(columns_to_fit());
  CHECK(table.row(cells_to_fit).ends_with("  " + std::string(40, 'c') + "\n"));
  CHECK_EACH(table.left_out_text().empty(), table.width(3) == 24, table.header().ends_with("  curve of it\n"));
  CHECK(table_text({{"x", 1}, {"y", 1}}, {{"12345", "1"}}) == "x  y\n12345  1\n");
  CHECK(table_text({{"x", 1}, {"y", 1}}, {{"12345", "1"}}, {.width = 80}) == "    x  y\n12345  1\n");
}

TEST_CASE("on a terminal a cell that is too wide takes the blanks of the next ones, and the last is cut") {
  const TextTable table({{"a", 5}, {"b", 6}, {"c", 50, Align::left}}, {.width = 65});
  CHECK(table.row({"1234567", "1", "x"}) == "1234567     1  x\n");
  CHECK(table.row({"123456789012", "12", std::string(60, 'x')}) == "123456789012 12 " + std::string(48, 'x') + "…\n");
}

TEST_CASE("sentences take the width of the terminal, from 60 to 110 characters") {
  const std::string words = "a b c d e f g h i j k l m n o p q r s t u v w x y z";
  const std::string text = words + " " + words + " " + words;
  const auto longest = [&](std::size_t width) {
    std::size_t most = 0;
    for (const std::string& line : split(paragraph("title", text + "\n" + text, {.width = width}), '\n'))
      most = std::max(most, width_of(line));
    return most;
  };
  CHECK_EACH(longest(40) == 60, longest(60) == 60, longest(81) == 80, longest(110) == 110, longest(200) == 110);
  CHECK(longest(0) == 11 + text.size());  // a list in a file is as it was
}

TEST_CASE("a command is one line in a file, and lines that a shell joins on a terminal, flags with their values") {
  const std::string command =
      "lrscope sweep 'a file.csv' --scale standard --no-bias --drop 'x y,z' --seeds 0..4 --lr 0.1";
  CHECK(command_lines(command) == "           " + command + "\n");
  CHECK(command_lines(command, {.width = 200}) == "           " + command + "\n");
  CHECK(command_lines(command, {.width = 60}) ==
        "           lrscope sweep 'a file.csv' --scale standard \\\n"
        "             --no-bias --drop 'x y,z' --seeds 0..4 --lr 0.1\n");
  // The flag alone would have had room.
  CHECK(command_lines("lrscope sweep data_with_a_long_name.csv --scale standard", {.width = 60}) ==
        "           lrscope sweep data_with_a_long_name.csv \\\n"
        "             --scale standard\n");
}

TEST_CASE("paint can be read on white and on black") {
  // Relative luminance and contrast as WCAG 2 defines them: 21 : 1 at most, 1 : 1 of yellow on white.
  const auto linear = [](double share) {
    return share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
  };
  for (const Paint paint : {Paint::red, Paint::green, Paint::yellow}) {
    const std::string text = painted("x", paint).shown(true);
    int number = 0;
    REQUIRE(std::sscanf(text.c_str(), "\x1b[38;5;%dm", &number) == 1);
    REQUIRE((number >= 16 && number < 232));
    const auto level = [&](int place) { return place == 0 ? 0.0 : (55 + 40 * place) / 255.0; };
    const int cube = number - 16;
    const double luminance =
        0.2126 * linear(level(cube / 36)) + 0.7152 * linear(level(cube / 6 % 6)) + 0.0722 * linear(level(cube % 6));
    CHECK_EACH(1.05 / (luminance + 0.05) >= 3.8, (luminance + 0.05) / 0.05 >= 3.8);
  }
}
