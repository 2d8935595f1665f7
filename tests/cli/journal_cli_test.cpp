// Sweeps that are killed, shared out and joined again: the bytes are those of one that nothing happened to.
#include "test.h"

namespace {
const std::string many =
    " case:diabetes --scale standard --hidden 16 --epochs 6 --lr log:1e-5:1:40 --seeds 0..4 -q --no-trial ";
const std::string few = " case:diabetes --scale standard --hidden 8 --epochs 1 --lr dec:1e-4:1:2 --seeds 0,3 -q ";

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string whole_lines(const std::string& text) { return text.substr(0, text.rfind('\n') + 1); }

std::string out_of(const std::string& arguments, const std::string& folder) {
  const auto result = run_lrscope(arguments, folder);
  INFO(result.err);
  CHECK(result.status == 0);
  return result.out;
}
}  // namespace

TEST_CASE("after 200 kills at random moments a journalled sweep says what an uninterrupted one says") {
  const std::string folder = scratch(), journal = folder + "/j.jsonl";
  const auto begin = std::chrono::steady_clock::now();
  const std::string table = out_of("sweep" + many, folder);
  // That of a sweep, as it turns out: this machine may have other work from now on.
  std::chrono::duration<double> duration = std::chrono::steady_clock::now() - begin;
  std::mt19937 random(7);  // NOLINT: the same moments in every test run
  std::vector<std::string> arguments = words("sweep" + many);
  arguments.insert(arguments.end(), {"--journal", "j.jsonl", "--threads", "2"});
  int kills = 0, sweeps = 0, grown = 0;
  std::string before;
  while (kills < 200) {
    Child sweep(arguments, folder);
    const double share = static_cast<double>(random() % 1000) / 1000;  // most kills come early
    std::this_thread::sleep_for(share * share * share * duration);
    sweep.send(SIGKILL);
    const bool was_killed = sweep.wait() == 128 + SIGKILL;
    kills += was_killed;
    const std::string now = std::filesystem::exists(journal) ? read_file(journal) : "";
    REQUIRE(now.starts_with(whole_lines(before)));  // what was finished stays
    grown += now.size() > before.size();
    duration *= !was_killed ? 0.8 : now.size() > before.size() ? 0.99 : 1.03;
    before = now;
    if (was_killed) continue;
    ++sweeps;
    std::filesystem::remove(journal);
    before.clear();
  }
  INFO(sweeps << " sweeps ended, the journal grew " << grown << " times");
  CHECK(grown >= 20);
  for (const std::string format : {"table", "csv", "jsonl"}) {
    const std::string reference = format == "table" ? table : out_of("sweep" + many + "--format " + format, folder);
    CHECK(out_of("sweep" + many + "--journal j.jsonl --format " + format, folder) == reference);
    CHECK(out_of("merge j.jsonl --format " + format, folder) == reference);
  }
  const std::string lines = read_file(journal);
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 1 + 200);  // every run once
}

TEST_CASE("any split into shards, in any order, some killed and repeated, joins to the bytes of one machine") {
  const std::string folder = scratch();
  const std::string with_steps = few + "--trajectories steps.jsonl ";
  std::vector<std::string> references;
  for (const std::string format : {"table", "csv", "tsv", "markdown", "jsonl"})
    references.push_back(out_of("sweep" + with_steps + "--format " + format, folder));
  const std::string steps = read_file(folder + "/steps.jsonl");
  std::mt19937 random(3);  // NOLINT: the same orders in every test run
  for (int count = 1; count <= 8; ++count) {
    std::vector<int> order;
    for (int i = 1; i <= count; ++i) order.push_back(i);
    order.push_back(static_cast<int>(random()) % count == 0 ? 1 : count);  // one twice
    std::shuffle(order.begin(), order.end(), random);
    const std::string name = "part" + std::to_string(count) + "-";
    for (const int i : order) {
      const std::string shard = "sweep" + with_steps + "--shard " + std::to_string(i) + "/" + std::to_string(count) +
                                " --journal " + name + std::to_string(i) + ".jsonl --threads " +
                                std::to_string(1 + random() % 3);
      Child killed(words(shard), folder);
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 40));
      killed.send(SIGKILL);
      killed.wait();
      out_of(shard, folder);
    }
    std::string files;
    std::shuffle(order.begin(), order.end(), random);
    for (const int i : order) files += name + std::to_string(i) + ".jsonl ";
    std::size_t at = 0;
    for (const std::string format : {"table", "csv", "tsv", "markdown", "jsonl"})
      CHECK(out_of("merge " + files + "--format " + format + " --trajectories joined.jsonl", folder) ==
            references[at++]);
    CHECK(read_file(folder + "/joined.jsonl") == steps);
  }
}

TEST_CASE("a search for the boundary goes on from its journal") {
  const std::string folder = scratch();
  const std::string search = "sweep case:diabetes --scale standard --hidden 8 --epochs 2 --lr auto -q ";
  const std::string reference = out_of(search, folder);
  CHECK(out_of(search + "--journal j.jsonl", folder) == reference);
  const std::string journal = read_file(folder + "/j.jsonl");
  const auto lines = std::count(journal.begin(), journal.end(), '\n');
  REQUIRE(lines > 6);
  std::string part = journal;
  for (int i = 0; i < 3; ++i) part = whole_lines(part.substr(0, part.size() - 1));
  write_file(folder, "part.jsonl", part);
  CHECK(out_of(search + "--journal part.jsonl", folder) == reference);
  CHECK_EACH(read_file(folder + "/part.jsonl") == journal, out_of("merge part.jsonl -q", folder) == reference);
}

TEST_CASE("a journal of another sweep is refused before anything is written") {
  const std::string folder = scratch();
  const std::string sweep = "sweep case:line --hidden none --lr 1e-3,1e-2 -q --journal j.jsonl -o out.csv ";
  CHECK(run_lrscope(sweep, folder).status == 0);
  const std::string journal = read_file(folder + "/j.jsonl");
  std::filesystem::remove(folder + "/out.csv");
  const auto refused = run_lrscope(sweep + "--epochs 3 --optimizer adam", folder);
  CHECK_EACH(refused.status == 2, !std::filesystem::exists(folder + "/out.csv"),
             read_file(folder + "/j.jsonl") == journal);
}

TEST_CASE("a journal on a full disk, a folder or a missing folder ends with 4, what was written stays whole") {
  const std::string folder = scratch();
  for (const std::string place : {"/dev/full", ".", "no/j.jsonl"})
    CHECK(run_lrscope("sweep case:line --hidden none -q --journal " + place, folder).status == 4);
  const std::string sweep = "\"$LRSCOPE\" sweep" + few + "--journal j.jsonl --threads 1";
  const auto limited = shell("ulimit -f 12; " + sweep, folder);
  CHECK(limited.status == 4);
  CHECK(limited.err.starts_with("lrscope: j.jsonl: cannot be written: File too large; the finished runs are kept"));
  const std::string kept = read_file(folder + "/j.jsonl");
  CHECK_EACH(kept == whole_lines(kept), std::count(kept.begin(), kept.end(), '\n') > 2);
  CHECK(shell(sweep, folder).out == out_of("sweep" + few, folder));
  CHECK(read_file(folder + "/j.jsonl").starts_with(kept));
}

TEST_CASE("a dry run lists commands, each of which makes its run and no other") {
  const std::string folder = scratch();
  const std::string sweep = "sweep 'my data.csv' --hidden none --lr .1,1e-2 --seeds 0..1 -q ";
  shell("cp \"$DATA/line.csv\" 'my data.csv'", folder);
  const auto table = run_lrscope(sweep + "--dry-run --journal parts/j.jsonl --threads 3", folder);
  CHECK(table.status == 0);
  const std::string common = "lrscope sweep 'my data.csv' --lr .1,1e-2 --seeds 0..1 --hidden none";
  CHECK(table.out ==
        common + " --shard 1/4 --journal parts/j.1.jsonl\n" + common + " --shard 2/4 --journal parts/j.2.jsonl\n" +
            common + " --shard 3/4 --journal parts/j.3.jsonl\n" + common + " --shard 4/4 --journal parts/j.4.jsonl\n");
  CHECK(
      run_lrscope(sweep + "--dry-run --format jsonl", folder)
          .out.starts_with(
              R"({"type":"plan","run":0,"lr":0.1,"seed":0,"command":"lrscope sweep 'my data.csv' --lr .1,1e-2 --seeds 0..1 --hidden none --shard 1/4"})"
              "\n"));
  CHECK(run_lrscope(sweep + "--dry-run --format csv --shard 2/3", folder).out ==
        "run,lr,seed,command\n1,0.1,1,\"" + common + " --shard 2/4\"\n");
  CHECK(run_lrscope("sweep case:line --lr 1 --dry-run --journal j --trajectories my.t.csv -q").out ==
        "lrscope sweep case:line --lr 1 --shard 1/1 --trajectories my.t.1.csv --journal j.1\n");
  // A list of rates may be a pipe: it is read once, and spelled out.
  CHECK(shell("echo .1 | \"$LRSCOPE\" sweep case:line --lr @/dev/stdin --dry-run -q", folder).out ==
        "lrscope sweep case:line --lr 0.1 --shard 1/1\n");
  CHECK_FALSE(std::filesystem::exists(folder + "/parts"));
  const auto run = shell(
      "lrscope() { \"$LRSCOPE\" \"$@\" -q; }; mkdir parts\n" + table.out + "lrscope merge parts/j.*.jsonl > merged",
      folder);
  CHECK_EACH(run.status == 0, read_file(folder + "/merged") == out_of(sweep, folder));
}
