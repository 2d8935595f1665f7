// The checker of transcripts, checked: what differs is noticed, what does not is left alone.
#include "transcript.h"
#include "test.h"

TEST_CASE("lines that differ are found, and a gap stands for any lines") {
  const Lines actual = {"a", "b", "c"};
  CHECK_EACH(difference(actual, {"a", "b", "c"}) == "", difference(actual, {"a", "…", "c"}) == "",
             difference(actual, {"a", "b", "…", "c"}) == "", difference(actual, {"…", "b", "…"}) == "",
             difference(actual, {"a", "b"}) != "", difference(actual, {"b", "c"}) != "",
             difference(actual, {"…", "c", "…", "b", "…"}) != "", difference(actual, {"a", "…", "b"}) != "",
             difference(actual, {"a", "b", "…", "b", "c"}) != "", difference({"x …"}, {"x …"}) == "",
             difference({"x …", "y"}, {"x …", "z"}) != "");
}

TEST_CASE("a transcript with a wrong line, stream or status is noticed, and updated") {
  const test::Stage stage;
  const std::string right =
      "# comment\n$ cat file\n\\$ a\n\\\n\n$ cat < file\n\\$ a\n\\\n\n"
      "$ printf 'b\\n'; printf 'e\\n' >&2; exit 3\n! e\nb\n? 3\n\n$ printf c\nc\n\\ no newline at the end\n";
  CHECK_EACH(check_transcript(right, stage, true) == "", updated_transcript(right, stage) == right);
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"\nb\n", "\nB\n"}, {"! e\n", ""}, {"? 3", "? 4"}, {"\nc\n\\ no newline at the end", "\nc"}}) {
    std::string wrong = right;
    wrong.replace(wrong.find(from), from.size(), to);
    INFO(wrong);
    CHECK(check_transcript(wrong, stage, true) != "");
    CHECK((check_transcript(wrong, stage, false) != "") == (from == "? 3"));
    CHECK(updated_transcript(wrong, stage) == right);
  }
  const std::string usual = "?? 3\n$ exit 3\n$ true\n? 0\n?? 0\n$ echo '?? 3'\n\\?? 3\n$ true\n";
  CHECK_EACH(check_transcript(usual, stage, true) == "", check_transcript("?? 3\n$ exit 2\n", stage, true) != "");
  CHECK(check_transcript("$ echo a\nA\n", stage, true) == "1: $ echo a\n  - A\n  + a\n");
  CHECK(check_transcript("$ echo $HOME $LC_ALL $DATA | grep -c /home\n0\n? 1\n", stage, true) == "");
}
