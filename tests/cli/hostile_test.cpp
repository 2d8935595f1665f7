// Files made to harm: what they hold must not steer a terminal, run in a spreadsheet, or break a reader.
#include "test.h"

namespace {
/// No control character but line ends, and none that hides or turns text.
void check_harmless(const std::string& text) {
  for (const std::string bad : {"\x1b", "\x07", "\x7f", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6", "\xef\xbb\xbf"}) {
    CAPTURE(bad.size(), static_cast<int>(static_cast<unsigned char>(bad[0])));
    CHECK(text.find(bad) == std::string::npos);
  }
}

const std::string steering = "x\x1b[31m\x07\x7f\xc2\x9b\xe2\x80\xae\xe2\x81\xa6\xef\xbb\xbf";

/// Classes that carry control characters: behind the first 4096 bytes, where they would be binary.
std::string with_hostile_classes() {
  std::string text = "a,\"b\xe2\x80\xae\",c\n";
  for (int i = 0; i < 600; ++i)
    text += std::to_string(i % 7) + "," + std::to_string(i % 5) + "," + (i < 400 || i % 2 ? "good" : steering) + "\n";
  return text;
}
}  // namespace

TEST_CASE("nothing of a file steers the terminal, in any format, on any stream") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", with_hostile_classes());
  for (const char* format : {"table", "csv", "tsv", "markdown", "jsonl"})
    for (const std::string& command :
         {std::string("data d.csv"), std::string("data d.csv --rows classes"),
          std::string("spectrum d.csv --hidden none --rows shares"),
          std::string("explain d.csv --lr 1e-3 --max-steps 2 --no-boundaries"),
          std::string("sweep d.csv --lr 1e-3 --max-steps 2"), std::string("data d.csv --target a --task regression")}) {
      CAPTURE(format, command);
      const Finished run = run_lrscope(command + " --format " + format, folder);
      CHECK((run.status == 0 || run.status == 3));
      check_harmless(run.out);
      check_harmless(run.err);
    }
}

TEST_CASE("words that a terminal would obey do not get there from the command line either") {
  const std::string folder = scratch();
  const std::string word = "$'x\\x1b[31m\\xe2\\x80\\xae'";
  write_file(folder, "d.csv", "a,b,y\n1,2,3\n4,5,6\n7,8,9\n");
  for (const std::string& arguments :
       {"sweep " + word, word, "sweep d.csv --lr " + word, "sweep d.csv --target " + word, "sweep d.csv --" + word,
        "sweep d.csv --scale " + word, "sweep d.csv --lr 1 -o " + word + "/x.csv", "sweep d.csv --lr 1 -o " + word,
        "sweep d.csv --lr 1 --init-from " + word, "sweep d.csv --lr @" + word, "explain " + word + " --lr 1",
        "data " + word, "spectrum d.csv --rows " + word, "demo " + word}) {
    CAPTURE(arguments);
    const Finished run = run_lrscope(arguments, folder);
    CHECK(run.status != 0);
    check_harmless(run.err);
    check_harmless(run.out);
  }
}

TEST_CASE("every line of jsonl is valid JSON, whatever bytes the names hold") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", "a\xff\xfe,\"b\xe2\x80\xae\x7f\xc2\x9b\",\"q\"\"\\\nz\",y\n1,2,3,4\n2,3,4,5\n3,5,6,9\n");
  const Finished run = shell(
      "\"$LRSCOPE\" data d.csv --format jsonl --drop $'\\xff' --drop a; \"$LRSCOPE\" data d.csv --format jsonl; "
      "\"$LRSCOPE\" sweep d.csv --lr 1e-3 --max-steps 1 --format jsonl",
      folder);
  std::istringstream lines(run.out);
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line);
    if (json["type"] == "column") names.push_back(json["name"].is_string() ? json["name"] : json["name"].at("hex"));
  }
  REQUIRE(names.size() >= 4);
  CHECK(names[names.size() - 4] == "61fffe");                     // its bytes, where it is no UTF-8
  CHECK(names[names.size() - 3] == "b\xe2\x80\xae\x7f\xc2\x9b");  // escaped, and therefore the same
  CHECK(names[names.size() - 2] == "q\"\\\nz");
}

TEST_CASE("a million columns are read within a moment, or refused for what is missing") {
  const std::string folder = scratch();
  std::string header, row;
  for (int i = 0; i < 1'000'000; ++i) {
    header += (i ? ",x" : "x") + std::to_string(i);
    row += i ? ",1" : "1";
  }
  write_file(folder, "one.csv", header + "\n" + row + "\n");
  CHECK(run_lrscope("sweep one.csv --hidden none --lr 1e-3 -q", folder).err ==
        "lrscope: one.csv: only one row of data; training needs at least two rows.\n");
  write_file(folder, "three.csv", header + "\n" + row + "\n" + row + "2\n" + row + "3\n");
  CHECK(run_lrscope("sweep three.csv --lr 1e-9 --hidden none --sharpness-every 0 --max-steps 1 -q --threads 1", folder)
            .status == 0);
}

TEST_CASE("a terminal that takes no escape sequences gets none, unless it is told to") {
  const std::string folder = scratch();
  const auto on_terminal = [&](const std::string& terminal, const std::string& options) {
    return shell("TERM=" + terminal +
                     " script -qec \"$LRSCOPE sweep case:diabetes --scale standard --hidden 8 --lr "
                     "1e-3 --epochs 3 --seeds 0..20000 --time-limit 1.5 --threads 1 --sharpness-every 0 " +
                     options + "\" /dev/null",
                 folder);
  };
  const Finished able = on_terminal("xterm", "");
  if (able.out.find("\x1b[") == std::string::npos) {
    WARN("skipped: script(1) makes no terminal here");
    return;
  }
  CHECK_EACH(able.out.find("\x1b[38;5;28m") != std::string::npos, able.out.find("\r\x1b[K") != std::string::npos);
  CHECK(on_terminal("dumb", "").out.find('\x1b') == std::string::npos);
  CHECK(on_terminal("dumb", "--color always").out.find("\x1b[38;5;28m") != std::string::npos);
  CHECK(on_terminal("dumb", "--progress always").out.find("\r\x1b[K") != std::string::npos);
}
