// Maps that are killed: the bytes are those of one that nothing happened to.
#include "test.h"

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

void check_kills(const std::string& options, std::size_t cells, bool runs_all, int times_killed = 12) {
  const std::string folder = scratch();
  const std::string map =
      "map case:diabetes --scale standard --hidden 8 --activation tanh --batch-size full --max-steps 600 --x "
      "lr=log:1e-4:10 --y init-scale=log:.1:10 -q " +
      options;
  const auto begin = std::chrono::steady_clock::now();
  const std::string whole = run_lrscope(map + " --format csv -o whole.png", folder).out;
  const auto duration = std::chrono::steady_clock::now() - begin;
  std::mt19937 random(11);  // NOLINT: the same moments in every test run
  const std::vector<std::string> words = split(map + " --journal j.jsonl", ' ');
  int kills = 0;
  for (int i = 0; i < times_killed; ++i) {
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
  CHECK_EACH(std::ranges::max(times) == 1, (std::ranges::min(times) == 1) == runs_all);
  const std::string journal = read_file(folder + "/j.jsonl");
  CHECK(run_lrscope(map + " --format csv --journal j.jsonl", folder).out == whole);  // runs nothing
  CHECK(read_file(folder + "/j.jsonl") == journal);
}
}  // namespace

TEST_CASE("a map that is killed and resumed is the map of one that was not, refined or trained by the loop, too") {
  check_kills("--size 48x32", 48 * 32, true);
  check_kills("--size 64 --refine", 64 * 64, false, 50);
  check_kills("--size 20 --engine loop", 20 * 20, true);
}

TEST_CASE("an interrupted map ends with 5 and says what its journal keeps") {
  const std::string folder = scratch();
  const auto stopped = run_lrscope(
      "map case:diabetes --hidden 64,64 --epochs 1000 --x lr=log:1e-7:1e-5 --size 100 -q --journal k.jsonl "
      "--time-limit .7",
      folder);
  CHECK(stopped.status == 5);
  CHECK(stopped.err.ends_with(" cells finished, kept in 'k.jsonl'; the same command resumes from there.\n"));
}
