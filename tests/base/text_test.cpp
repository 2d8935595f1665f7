#include <clocale>
#include <cstdio>

#include "test.h"

TEST_CASE("a number prints in the fewest digits that read back as the same double") {
  CHECK_EACH(number_text(0.1) == "0.1", number_text(1e-5) == "1e-05", number_text(1.0 / 3) == "0.3333333333333333",
             number_text(5e-324) == "5e-324", number_text(-0.0) == "-0", number_text(std::nan("")) == "nan",
             number_text(-std::nan("")) == "nan", number_text(-std::numeric_limits<double>::infinity()) == "-inf");
  for (const double x : {1e-6, 3.0000000000000004e-5, 1.7976931348623157e308, 123456789.125})
    CHECK(parse_number(number_text(x)) == x);
}

TEST_CASE("only a whole text is a number") {
  CHECK_EACH(parse_number("1.5") == 1.5, parse_number("+1.5e-3") == 1.5e-3, parse_number(".5") == .5,
             parse_number("5.") == 5.0, std::isnan(*parse_number("nan")));
  for (const char* text :
       {"", "+", "-", ".", "1,5", "1 ", " 1", "1e", "0x10", "1.2.3", "+-1", "++1", "1_000", "1e5x", "٣"}) {
    CAPTURE(text);
    CHECK(!parse_number(text));
  }
  CHECK_EACH(parse_integer("+12") == 12, parse_integer("-3") == -3);
  for (const char* text : {"", "1.0", "1e3", "+-5", "99999999999999999999", " 1"}) {
    CAPTURE(text);
    CHECK(!parse_integer(text));
  }
}

TEST_CASE("a number too large for double is infinite, one too small is 0, however it is written") {
  const std::string zeros(400, '0');
  for (const auto& text : std::vector<std::string>{"1e400", "1" + zeros, "1" + zeros + ".5", "1" + zeros + "0e-5",
                                                   "0.001e999", "1e99999999999999999999"}) {
    CAPTURE(text);
    CHECK_EACH(parse_number(text) == infinity, parse_number("-" + text) == -infinity);
  }
  for (const auto& text : std::vector<std::string>{"1e-400", "0." + zeros + "1", "." + zeros + "1e+5", "123456e-500",
                                                   "1e-99999999999999999999"}) {
    CAPTURE(text);
    CHECK(parse_number(text) == 0.0);
  }
}

TEST_CASE("control characters and bytes that are not UTF-8 are spelled out, letters are left alone") {
  CHECK(printable("größe 5 µm → ∞ 🙂") == "größe 5 µm → ∞ 🙂");
  CHECK(printable("a\x1b[31mb\tc\n\x7f") == "a\\x1b[31mb\\x09c\\x0a\\x7f");
  CHECK(printable(std::string_view("\0", 1)) == "\\x00");
  CHECK(printable("\x9b"
                  "31m") == "\\x9b31m");  // C1 as a byte
  CHECK(printable("\xc2\x9b"
                  "31m") == "\\xc2\\x9b31m");    // C1 as UTF-8
  CHECK(printable("caf\xe9") == "caf\\xe9");     // Latin-1
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");  // overlong
  CHECK(printable("\xe0\x82\xa9") == "\\xe0\\x82\\xa9");
  CHECK(printable("\xf0\x80\x82\xa9") == "\\xf0\\x80\\x82\\xa9");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
  CHECK(printable("\xe2\x82") == "\\xe2\\x82");                    // cut short
}

TEST_CASE("text is printable ASCII unless one of its bytes, wherever it stands, is not") {
  for (const std::size_t size : {0, 1, 7, 8, 9, 31})
    for (std::size_t at = 0; at <= size; ++at)
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, '~');
        text.insert(at, 1, static_cast<char>(byte));
        if (is_printable_ascii(text) != (byte >= 0x20 && byte < 0x7f)) FAIL("byte " << byte << " at " << at);
      }
  CHECK_EACH(is_printable_ascii(""), is_printable_ascii(" ~"), !is_printable_ascii("größe"));
}

TEST_CASE("characters that hide or turn what is around them are spelled out, the joiners of scripts are not") {
  CHECK(printable("a\u202eb") == "a\\xe2\\x80\\xaeb");  // right-to-left override
  for (const char* deceptive :
       {"\u061c", "\u200b", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202d", "\u2066", "\u2069", "\ufeff"})
    CHECK(printable(deceptive).starts_with("\\x"));
  for (const char* harmless : {"\u200c", "\u200d", "\u2027", "\u202f", "\u2065", "\u206a", "\ufefe", "\u00a0"})
    CHECK(printable(harmless) == harmless);
  CHECK(printable_lines("a\x1b\nb\tc\r\n\u202e") == "a\\x1b\nb\\x09c\\x0d\n\\xe2\\x80\\xae");
  CHECK(printable_lines("a\tb\r\n\x07", true) == "a\tb\r\n\\x07");
}

TEST_CASE("a word for a shell that a terminal would obey can be printed, and still comes out as it went in") {
  for (const std::string text : {"\x1b[31m", "it's\x07 \\ \"", "a\u202e1", "\xff\x01"}) {
    const std::string word = shell_word(text);
    CHECK_EACH(printable(word) == word, shell("printf %s " + word).out == text);
  }
}

TEST_CASE("a long text is cut between characters, a near name proposed, and counts agree with their nouns") {
  CHECK(in_quotes(std::string(60, 'x')) == "'" + std::string(60, 'x') + "'");
  CHECK(in_quotes(std::string(61, 'x')) == "'" + std::string(60, 'x') + "…'");
  CHECK(in_quotes("it's") == "'it'\\''s'");  // one word of a shell
  CHECK(in_quotes(std::string(59, 'x') + "ééé") == "'" + std::string(59, 'x') + "…'");
  const std::vector<std::string> names = {"relu", "leaky-relu", "tanh", "sigmoid"};
  CHECK_EACH(nearest("rleu", names) == "relu", nearest("SIGMOID", names) == "sigmoid",
             nearest("leaky", names) == "leaky-relu", nearest("quadratic", names) == std::nullopt,
             nearest("", names) == std::nullopt);
  // A short word that is another one is not taken for a slip of the finger; two letters exchanged are one slip.
  const std::vector<std::string> flags = {"--loss", "--na", "--epochs"};
  CHECK_EACH(nearest("--rows", flags) == std::nullopt, nearest("--lr", flags) == std::nullopt,
             nearest("--an", flags) == "--na", nearest("--lsos", flags) == "--loss",
             nearest("--epoch", flags) == "--epochs");
  CHECK_EACH(counted(1, "row") == "1 row", counted(0, "row") == "0 rows", counted(2, "class") == "2 classes");
}

TEST_CASE("a word for a shell comes out of it as it went in, and is quoted only where it must be") {
  for (const char* plain : {"a", "data.csv", "1e-3", "-1", "a_b/c.d", "1,3..5", "x=y", "50%", "a@b:c+d"})
    CHECK(shell_word(plain) == plain);
  CHECK_EACH(shell_word("=ls") == "'=ls'", shell_word("x\n") == "\"$(printf 'x')${IFS#??}\"",
             shell_word("\n") == "\"${IFS#??}\"", shell_word("a!\t") == "\"$(printf 'a\\041\\011')\"");
  CHECK_EACH(shell_word("") == "''", shell_word("two words") == "'two words'", shell_word("it's") == "'it'\\''s'");
  for (const std::string text :
       {"",  "'",       "'''", "a'b'c", "$HOME", "$(id)", "`id`", "\\",  "a\nb", "\"",    "~",
        "*", "ünïcode", "-n",  "#",     "&",     "!",     "a\tb", " x ", "\n\n", "x\n\n", "-\n%d\\"}) {
    CAPTURE(text);
    const std::string word = shell_word(text);
    CHECK_EACH(printable(word) == word, shell("sh -c " + shell_word("printf %s " + word)).out == text);
    const auto finished = shell("printf %s " + word);
    CHECK_EACH(finished.out == text, finished.err.empty());
  }
  for (int c = 1; c < 256; ++c) {
    const std::string text = {'x', static_cast<char>(c)};
    CHECK(shell("printf %s " + shell_word(text)).out == text);
  }
}

TEST_CASE("numbers read and print the same under a locale with decimal commas") {
  const std::string folder = scratch();
  const std::string make = "localedef -i de_DE -f UTF-8 '" + folder + "/de_DE.UTF-8' 2>/dev/null";
  if (std::system(make.c_str()) == 0) setenv("LOCPATH", folder.c_str(), 1);
  if (!std::setlocale(LC_ALL, "de_DE.UTF-8")) {
    WARN("skipped: no locale de_DE.UTF-8, and localedef cannot make one");
    return;
  }
  char libc_text[16];
  std::snprintf(libc_text, sizeof libc_text, "%.1f", 1.5);
  CHECK(std::string(libc_text) == "1,5");  // the locale is really in force
  CHECK_EACH(number_text(1.5) == "1.5", short_number_text(1234.5678) == "1235");
  CHECK_EACH(parse_number("1.5") == 1.5, !parse_number("1,5"));
  std::setlocale(LC_ALL, "C");
  unsetenv("LOCPATH");
}
