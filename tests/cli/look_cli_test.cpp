// The first minute: the program without a word, a file without a command, and a legend for those who sit at a terminal.
#include <regex>

#include "test.h"

namespace {
std::string folder_with_data() {
  const std::string folder = scratch();
  std::string numbers = "size,age,price\n", classes = "size,age,kind\n", holes = "size,age,price\n1,,3\n";
  for (int i = 0; i < 60; ++i) {
    const std::string row = std::to_string(1000 + 37 * (i % 13)) + "," + std::to_string(i % 7) + ",";
    numbers += row + std::to_string(500 * (i % 13) + 90 * (i % 7)) + "\n";
    classes += row + (i % 13 > 6 ? "large" : "small") + "\n";
    holes += row + std::to_string(i % 11) + "\n";
  }
  write_file(folder, "my numbers.csv", numbers);
  write_file(folder, "classes.csv", classes);
  write_file(folder, "holes.csv", holes);
  return folder;
}

/// The line of `text` that begins with "$ ", without that.
std::string command_in(const std::string& text) {
  const auto begin = text.find("\n$ ") + 3;
  return text.substr(begin, text.find('\n', begin) - begin);
}
}  // namespace

TEST_CASE("without a word the program says in few lines what to type") {
  const Finished alone = shell("\"$LRSCOPE\"");
  CHECK_EACH(alone.status == 2, alone.out == "", std::ranges::count(alone.err, '\n') <= 6,
             alone.err.find("  lrscope FILE.csv ") != std::string::npos,
             alone.err.find("  lrscope demo question ") != std::string::npos);
}

TEST_CASE(
    "a file without a command is described and swept with its columns scaled, by commands that can be typed again") {
  const std::string folder = folder_with_data();
  const Finished look = run_lrscope("'my numbers.csv' -q", folder);
  REQUIRE(look.status == 0);
  CHECK(look.out.starts_with(run_lrscope("data 'my numbers.csv' -q", folder).out));
  const std::string command = command_in(look.out);
  CHECK(command.starts_with("lrscope sweep 'my numbers.csv' --scale standard --scale-target standard --lr "));
  const std::string sweep = run_lrscope(command.substr(8) + " -q", folder).out;
  CHECK(look.out.find("$ " + command + "\n" + sweep + "\ntype next\n") != std::string::npos);
  const std::string next = look.out.substr(look.out.find("type next"));
  std::istringstream lines(next.substr(next.find('\n') + 1));
  int commands = 0;
  for (std::string line; std::getline(lines, line); ++commands) {
    CAPTURE(line);
    REQUIRE(line.starts_with("  lrscope "));
    CHECK(run_lrscope(line.substr(10) + " --hidden 2 --max-steps 3 > /dev/null", folder).status == 0);
  }
  CHECK(commands == 2);
}

TEST_CASE("a first look scales no classes, keeps what was asked for, and ends at defects") {
  const std::string folder = folder_with_data();
  const std::string of_classes = command_in(run_lrscope("classes.csv -q", folder).out);
  CHECK(of_classes.find("--scale-target") == std::string::npos);
  const std::string other =
      command_in(run_lrscope("look 'my numbers.csv' -q --target age --scale max --drop size", folder).out);
  CHECK_EACH(other.find(" --target age ") != std::string::npos, other.find(" --scale max") != std::string::npos,
             other.find("--scale standard") == std::string::npos);
  const Finished holes = run_lrscope("holes.csv", folder);
  CHECK_EACH(holes.status == 3, holes.err.find("holes.csv:2:2: column 'age': missing value") != std::string::npos,
             holes.out.find("lrscope sweep") == std::string::npos,
             run_lrscope("holes.csv -q --na drop", folder).status == 0);
  std::string wide = "y", row = "1";
  for (int i = 0; i < 30; ++i) wide += ",c" + std::to_string(i), row += "," + std::to_string(i);
  write_file(folder, "wide.csv", wide + "\n" + row + "\n" + row + "9\n" + row + "4\n");
  const std::string few = run_lrscope("wide.csv -q", folder).out;
  CHECK_EACH(few.find("  c18  ") != std::string::npos, few.find("  c19  ") == std::string::npos,
             few.find("… and 11 more; lrscope data shows all") != std::string::npos);
  const Finished missing = run_lrscope("nowhere.csv", folder), stream = run_lrscope("look - < holes.csv", folder);
  CHECK_EACH(missing.status == 2, missing.err.find("there is no file 'nowhere.csv'") != std::string::npos,
             stream.status == 2);
}

TEST_CASE("below a table on a terminal stands what its words mean, elsewhere it does not") {
  if (shell("command -v script").status != 0) {
    WARN("skipped: script is missing");
    return;
  }
  const std::string folder = folder_with_data(), words = "sweep classes.csv --hidden 4 --lr 1e-3,10 --color never";
  const auto on_terminal = [&](const std::string& more) {
    const std::string out = shell("script -qec \"$LRSCOPE " + words + more + "\" /dev/null", folder).out;
    return std::regex_replace(out, std::regex("\\s+"), " ");  // of lines that are wrapped
  };
  const std::string seen = on_terminal("");
  CHECK_EACH(seen.find(" legend ") != std::string::npos, seen.find("d2: 1 − final loss") != std::string::npos,
             seen.find("lrscope help outcomes") != std::string::npos, seen.find("held out:") == std::string::npos);
  CHECK(on_terminal(" --holdout .25").find("held out:") != std::string::npos);
  CHECK_EACH(on_terminal(" -q").find("legend") == std::string::npos,
             run_lrscope(words, folder).out.find("legend") == std::string::npos);
}
