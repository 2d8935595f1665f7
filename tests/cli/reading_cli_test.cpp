// How far the reading of a large file is: as lines elsewhere, on a terminal as a line that rewrites itself.
#include <regex>

#include "cli/progress.h"
#include "in_process.h"
#include "test.h"

namespace {
/// As if every display were due.
class NoInterval {
 public:
  NoInterval() { cli::progress_intervals = {.on_terminal = {}, .elsewhere = {}}; }
  ~NoInterval() { cli::progress_intervals = before_; }
  NoInterval(const NoInterval&) = delete;
  NoInterval& operator=(const NoInterval&) = delete;

 private:
  cli::ProgressIntervals before_ = cli::progress_intervals;
};

/// Three blocks and a bit, of few rows: what is read takes no time to train on.
std::string long_rows() {
  std::string text = "a,note,price\n";
  for (int row = 0; row < 32; ++row)
    text += std::to_string(row % 7) + "," + std::string(100'000, 'x') + "," + std::to_string(row * row % 11) + "\n";
  return text;
}

const std::string options = " --drop note --scale standard --hidden none ";
const std::string run = options + "--max-steps 2 --batch-size full --lr 1e-3 ";
/// Every command that reads data, behind its name.
const std::vector<std::pair<std::string, std::string>> commands = {
    {"data", " --drop note "},
    {"sweep", run + "--no-trial "},
    {"trace", run},
    {"explain", run + "--no-boundaries "},
    {"find", run + "--steps 10 --seeds 0 "},
    {"spectrum", options},
    {"map", options + "--max-steps 2 --x lr=log:1e-3:1 --size 2 "}};

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::istringstream stream(line);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// The lines about reading among what was printed.
std::vector<std::string> lines_of_reading(const std::string& error) {
  std::vector<std::string> lines = split(error, '\n');
  std::erase_if(lines, [](const std::string& line) { return line.find("MB read") == std::string::npos; });
  return lines;
}

constexpr const char* in_blocks = "( head -c 1048576 long.csv; sleep .3; tail -c +1048577 long.csv )";
}  // namespace

TEST_CASE("every command that reads a large file says how much of it is read, and how long the rest will take") {
  const NoInterval none;
  const std::string folder = scratch(), path = write_file(folder, "long.csv", long_rows());
  for (const auto& [name, more] : commands) {
    CAPTURE(name);
    const std::string line = "lrscope " + name + " " + path + more;
    const Ran ran = run_in_process(words_of(line));
    INFO(ran.error);
    CHECK(ran.status == 0);
    const std::vector<std::string> lines = lines_of_reading(ran.error);
    REQUIRE(lines.size() == 3);  // at the end of the file there is nothing to wait for
    for (std::size_t i = 0; i < 3; ++i) {
      const std::string begin = std::to_string(i + 1) + "/3 MB read, " + std::array{"33", "66", "98"}[i] + " %, ";
      CHECK(std::regex_match(lines[i], std::regex(begin + "[0-9]+ s left")));
    }
    const Ran silent = run_in_process(words_of(line + "--progress never"));
    CHECK_EACH(silent.output == ran.output, lines_of_reading(silent.error).empty());
    CHECK(lines_of_reading(run_in_process(words_of(line + "-q")).error).empty());
  }
}

TEST_CASE("of a stream it is known how much was read, and no more") {
  const NoInterval none;
  const Ran ran = run_in_process(words_of("lrscope data - --drop note"), long_rows());
  const std::vector<std::string> lines = lines_of_reading(ran.error);
  CHECK_EACH(ran.status == 0, lines.size() == 4, lines.front() == "1 MB read", lines.back() == "3 MB read");
}

TEST_CASE("on a terminal the line is gone when the file is read, and before an error is printed") {
  const std::string folder = scratch(), text = long_rows();
  const auto shown = [&](const std::string& words) {
    write_file(folder, "command", std::string(in_blocks) + " | \"$LRSCOPE\" " + words + " > out\n");
    return shell("TERM=xterm script -qec 'sh ./command' /dev/null", folder).out;
  };
  write_file(folder, "long.csv", text);
  const std::string line = "\r\x1b[K2 MB read", gone = "\r\x1b[K";
  const std::string seen = shown("data - --drop note");
  if (seen.empty() && shell("script -qec 'test -t 1' /dev/null").status != 0) {
    WARN("skipped: script(1) makes no terminal here");
    return;
  }
  CHECK_EACH(seen.starts_with(line), seen.ends_with(gone),
             read_file(folder + "/out").find("price") != std::string::npos);
  write_file(folder, "long.csv", text + "1,\"never closed\n");
  const std::string failed = shown("sweep - --drop note --lr 1e-3");
  CHECK_EACH(failed.starts_with(line), failed.find(gone + "lrscope: <stdin>:34:2: a quoted cell") != std::string::npos);
}
