// Maps that are killed: the bytes are those of one that nothing happened to.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>
#include <sstream>
#include <thread>

#include "catch.h"
#include "child.h"
#include "process.h"

using namespace lrscope::test;

namespace {

/// Every line of a journal but its first holds cells: how often each stands there.
std::vector<int> cells_in(const std::string& journal, std::size_t count) {
  std::vector<int> times(count, 0);
  std::istringstream lines(journal);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line))
    for (auto at = line.find('['); at != std::string::npos; at = line.find('[', at + 1))
      if (line[at + 1] != '[') ++times.at(std::stoul(line.substr(at + 1)));
  return times;
}

void check_kills(const std::string& options, std::size_t cells, bool runs_all) {
  const std::string folder = scratch();
  const std::string map =
      "map case:diabetes --scale standard --hidden 8 --activation tanh --batch-size full --max-steps 600 --x "
      "lr=log:1e-4:10 --y init-scale=log:.1:10 -q " +
      options;
  const auto begin = std::chrono::steady_clock::now();
  const std::string whole = run_lrscope(map + " --format csv -o whole.png", folder).out;
  const auto duration = std::chrono::steady_clock::now() - begin;
  std::mt19937 random(11);  // NOLINT: the same moments in every test run
  std::vector<std::string> words;
  std::istringstream stream(map + " --journal j.jsonl");
  for (std::string word; stream >> word;) words.push_back(word);
  int kills = 0;
  for (int i = 0; i < 12; ++i) {
    Child child(words, folder);
    std::this_thread::sleep_for(.3 * static_cast<double>(random() % 1000) / 1000 * duration);
    child.send(SIGKILL);
    kills += child.wait() == 128 + SIGKILL;
  }
  CHECK(kills > 0);
  const auto resumed = run_lrscope(map + " --format csv -o resumed.png --journal j.jsonl --threads 1", folder);
  REQUIRE(resumed.status == 0);
  CHECK(resumed.out == whole);
  const std::vector<int> times = cells_in(read_file(folder + "/j.jsonl"), cells);
  CHECK(std::ranges::max(times) == 1);
  CHECK((std::ranges::min(times) == 1) == runs_all);
  const std::string journal = read_file(folder + "/j.jsonl");
  CHECK(run_lrscope(map + " --format csv --journal j.jsonl", folder).out == whole);  // runs nothing
  CHECK(read_file(folder + "/j.jsonl") == journal);
}

}  // namespace

TEST_CASE("a map that is killed and resumed is the map of one that was not") {
  check_kills("--size 48x32", 48 * 32, true);
}

TEST_CASE("so is a map that is refined, and one that the loop trains") {
  check_kills("--size 64 --refine", 64 * 64, false);
  check_kills("--size 20 --engine loop", 20 * 20, true);
}

TEST_CASE("a map says what its journal knew, and what it keeps") {
  const std::string folder = scratch();
  const std::string map =
      "map case:square --max-steps 50 --x lr=lin:.1:1.5 --size 15 --journal j.jsonl --progress never ";
  CHECK(run_lrscope(map, folder).err.find("finished before") == std::string::npos);
  CHECK(run_lrscope(map, folder).err.find("j.jsonl: 15 cells finished before\n") != std::string::npos);
  const std::string bytes = read_file(folder + "/j.jsonl");
  write_file(folder, "j.jsonl", bytes.substr(0, bytes.size() - 5));
  CHECK(run_lrscope(map, folder).err.find("j.jsonl: the last line was torn; its cells are run again\n") !=
        std::string::npos);
  const auto other = run_lrscope(map + "--size 16", folder);
  CHECK(other.status == 2);
  CHECK(
      other.err.ends_with("this journal belongs to another map; repeat that map's options, or name another file. What "
                          "differs:\n  --size '15' in the journal, --size '16' now\n"));
  const auto stopped = run_lrscope(
      "map case:diabetes --hidden 64,64 --epochs 1000 --x lr=log:1e-7:1e-5 --size 100 -q --journal k.jsonl "
      "--time-limit .7",
      folder);
  CHECK(stopped.status == 5);
  CHECK(stopped.err.ends_with(" cells finished, kept in 'k.jsonl'; the same command goes on from there.\n"));
}
