// What is promised of a journal is checked on the file: it is there, or what can be saved is saved and the status says so.
#include "test.h"

namespace {
namespace fs = std::filesystem;

const std::string rows = "a,b,price\n1,2,3\n4,5,6\n7,8,10\n1,1,2\n";

/// A sweep that writes to j.jsonl, and has begun to.
struct Sweep {
  std::string folder = scratch();
  std::unique_ptr<Child> child;

  explicit Sweep(const std::string& command) {
    write_file(folder, "d.csv", rows);
    child = std::make_unique<Child>(split(command, ' '), folder);
    while (!fs::exists(folder + "/j.jsonl") || line_count(folder + "/j.jsonl") < 3)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  int end() const {
    child->send(SIGTERM);
    return child->wait();
  }
};

const std::string endless =
    "sweep d.csv -q --lr 1e-4 --hidden 8 --epochs 100 --seeds 0..100000 --sharpness-every 0 --journal j.jsonl";
const std::string endless_map =
    "map d.csv -q --x lr=log:1e-5:1 --y init-scale=log:.1:10 --size 500 --hidden 8 --epochs 500 --journal j.jsonl";
}  // namespace

TEST_CASE("a journal that was removed while it was written is saved under its name, and resumes") {
  for (const std::string& command : {endless, endless_map}) {
    CAPTURE(command);
    const Sweep sweep(command);
    fs::remove(sweep.folder + "/j.jsonl");
    CHECK(sweep.end() == 4);
    CHECK(sweep.child->err().find("j.jsonl: was removed or renamed while it was written; what was finished is saved in "
                                  "'j.jsonl', and the same command resumes from there.") != std::string::npos);
    const std::size_t saved = line_count(sweep.folder + "/j.jsonl");
    CHECK(saved >= 3);
    CHECK(run_lrscope(command + " --time-limit .5", sweep.folder).status == 5);
    CHECK(line_count(sweep.folder + "/j.jsonl") > saved);
  }
}

TEST_CASE("a journal that was replaced while it was written is saved beside the other file") {
  const Sweep sweep(endless);
  fs::remove(sweep.folder + "/j.jsonl");
  write_file(sweep.folder, "j.jsonl", "mine\n");
  CHECK(sweep.end() == 4);
  CHECK(sweep.child->err().find("the same command with --journal j.jsonl.saved resumes from there.") !=
        std::string::npos);
  CHECK_EACH(read_file(sweep.folder + "/j.jsonl") == "mine\n", line_count(sweep.folder + "/j.jsonl.saved") >= 3);
}

TEST_CASE("a journal that another program writes to is relied on no more, also before the sweep ends") {
  const Sweep sweep(endless);
  CHECK(shell("echo >> j.jsonl", sweep.folder).status == 0);
  CHECK(sweep.child->wait() == 4);
  CHECK(sweep.child->err().find("j.jsonl: was changed by another program while it was written") != std::string::npos);
}

TEST_CASE("steps of a run under way are kept apart from those of runs that have ended") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", rows);
  const std::string sweep =
      "sweep d.csv -q --lr 1e-3,1e-2 --hidden 4 --max-steps 600 --sharpness-every 0 --seeds 0..3 ";
  const std::string whole = run_lrscope(sweep + "--trajectories whole.csv --format csv", folder).out;
  const std::string steps = read_file(folder + "/whole.csv");
  REQUIRE(run_lrscope(sweep + "--trajectories t.csv --journal j.jsonl --threads 2", folder).status == 0);
  CHECK(read_file(folder + "/t.csv") == steps);
  const std::string journal = read_file(folder + "/j.jsonl");
  std::mt19937 random(5);  // NOLINT: the same places in every test run
  for (int i = 0; i < 12; ++i) {
    write_file(folder, "j.jsonl", journal.substr(0, random() % journal.size()));
    const Finished resumed =
        run_lrscope(sweep + "--trajectories t.csv --journal j.jsonl --format csv --threads 2", folder);
    CHECK_EACH(resumed.status == 0, resumed.out == whole, read_file(folder + "/t.csv") == steps);
    REQUIRE(run_lrscope("merge j.jsonl -q --trajectories m.csv", folder).status == 0);
    CHECK(read_file(folder + "/m.csv") == steps);
  }
}

TEST_CASE("trajectories need no memory of their own beside a journal") {
  if (is_sanitized) return;
  const std::string folder = scratch();
  write_file(folder, "d.csv", rows);
  const std::string sweep =
      "sweep d.csv -q --lr 1e-3 --hidden 2 --sharpness-every 0 --journal j.jsonl --trajectories t.csv --max-memory 40M "
      "--max-steps ";
  const Measured run = measure_lrscope(sweep + "100000", folder);
  CHECK_EACH(run.status == 0, run.peak < 40e6, line_count(folder + "/t.csv") == 100001);
  CHECK(measure_lrscope("merge j.jsonl -q --trajectories m.csv", folder).peak < 40e6);
}

TEST_CASE("more journals are joined than a process may have open") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", rows);
  const std::string sweep = "sweep d.csv -q --hidden 2 --max-steps 2 --sharpness-every 0 --lr lin:.001:1:1000";
  const std::string whole = run_lrscope(sweep + " --journal j.jsonl --format csv", folder).out;
  REQUIRE(shell("mkdir shards; head -1 j.jsonl > head; tail -n +2 j.jsonl | split -l 1 -a 4 - shards/; "
                "for f in shards/*; do cat head $f > $f.jsonl; done",
                folder)
              .status == 0);
  const Finished merged = shell("ulimit -n 64; \"$LRSCOPE\" merge shards/*.jsonl -q --format csv", folder);
  CHECK_EACH(merged.status == 0, merged.out == whole);
}
