// What sweep and merge say of journals that are not there, not theirs, not whole or not of one sweep, and of
// shares of a sweep: the whole of standard error.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "catch.h"
#include "lrscope/core/text.h"
#include "process.h"

namespace lrscope::test {
namespace {

const std::string sweep = "sweep case:line --hidden none --batch-size full --max-steps 1 ";
const std::string line = "case:line: 8 rows, 1 feature, target 'y' (regression); delimiter ',', header yes\n";

void check_merge(const std::string& folder, const std::string& files, int status, const std::string& err) {
  CAPTURE(files);
  const Finished run = run_lrscope("merge " + files, folder);
  CHECK(run.err == err);
  CHECK(run.out == "");
  CHECK(run.status == status);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string each; std::getline(stream, each);) lines.push_back(each);
  return lines;
}

}  // namespace

TEST_CASE("merge refuses what is no journal by its name, and the empty ones by theirs") {
  const std::string folder = scratch();
  std::filesystem::create_directory(folder + "/parts");
  for (const char* name : {"a.jsonl", "b.jsonl"}) write_file(folder, name, "");
  write_file(folder, "notes.txt", "dear diary\n");
  const std::string stranger =
      ": this file is not a journal of lrscope; name another file, it is left as it is.\n";
  check_merge(folder, "notes.txt", 2, "lrscope: merge: 'notes.txt'" + stranger);
  check_merge(
      folder, "/dev/null", 2,
      "lrscope: merge: '/dev/null': a journal is read from a file, and this is a pipe or a device; name the "
      "file.\n");
  check_merge(folder, "parts", 4, "lrscope: parts: is a directory; name a file.\n");
  check_merge(folder, "none.jsonl", 4,
              "lrscope: none.jsonl: cannot be read: No such file or directory; check its name, and the "
              "folder that lrscope was started in.\n");
  check_merge(folder, "a.jsonl", 2,
              "lrscope: merge: 'a.jsonl': this journal is empty; run the shards, with these as their "
              "--journal, then merge again.\n");
  check_merge(folder, "a.jsonl b.jsonl", 2,
              "lrscope: merge: 'a.jsonl', 'b.jsonl': these journals are empty; run the shards, with these as "
              "their --journal, then merge again.\n");
  const Finished run = run_lrscope(sweep + "-q --lr 1e-3 --journal notes.txt", folder);
  CHECK(run.err == "lrscope: --journal 'notes.txt'" + stranger);
  CHECK(run.status == 2);
}

TEST_CASE("merge says which journals are of different sweeps, and in what") {
  const std::string folder = scratch();
  run_lrscope(sweep + "-q --lr 1e-3,.1 --shard 1/2 --journal a.jsonl", folder);
  run_lrscope(sweep + "-q --lr 1e-3,.1 --shard 2/2 --journal b.jsonl --epochs 3 --clip-norm 1", folder);
  check_merge(
      folder, "a.jsonl b.jsonl", 2,
      "lrscope: merge: 'a.jsonl' and 'b.jsonl' belong to different sweeps; name journals of one. What "
      "differs:\n"
      "  --epochs '10' in 'a.jsonl', --epochs '3' in 'b.jsonl'\n"
      "  no --clip-norm in 'a.jsonl', --clip-norm '1' in 'b.jsonl'\n");
  check_merge(folder, "a.jsonl --trajectories steps.csv", 2,
              "lrscope: --trajectories 'steps.csv': these journals hold no steps; run the sweep with "
              "--trajectories.\n");
  check_merge(
      folder, "a.jsonl -o a.jsonl", 2,
      "lrscope: output file 'a.jsonl': this file is read by the same command, which would destroy it; "
      "name another.\n");
}

TEST_CASE("torn lines, empty journals and finished runs are told where they are met") {
  const std::string folder = scratch(), shard = sweep + "--lr 1e-3,.1 --shard 1/2 ";
  const std::string share = "shard 1/2: 1 of 2 runs; there is no summary of a share, ";
  CHECK(run_lrscope(shard, folder).err == line + share + "keep it with --journal FILE for lrscope merge\n");
  const std::string joins = share + "lrscope merge joins the journals\n";
  CHECK(run_lrscope(shard + "--journal a.jsonl", folder).err == line + joins);
  const std::string whole = read_file(folder + "/a.jsonl");
  CHECK(run_lrscope(shard + "--journal a.jsonl", folder).err ==
        line + "a.jsonl: 1 run finished before\n" + joins);
  write_file(folder, "a.jsonl", whole + "{\"type\":\"r");
  write_file(folder, "empty.jsonl", "");
  check_merge(folder, "a.jsonl empty.jsonl", 5,
              "empty.jsonl: this journal is empty\n"
              "a.jsonl: the last line is torn, its run was not finished; it is left out\n"
              "lrscope: merge: 1 of 2 runs is missing, nothing was written:\n"
              "  run 1: lr 0.1, seed 0\n"
              "Run the shards that hold them again, with their journals, then merge again.\n");
  CHECK(run_lrscope(shard + "--journal a.jsonl", folder).err ==
        line + "a.jsonl: the last line was torn; its run starts again\na.jsonl: 1 run finished before\n" +
            joins);
  CHECK(read_file(folder + "/a.jsonl") == whole);
}

TEST_CASE("of many missing runs all are listed") {
  const std::string folder = scratch();
  run_lrscope(sweep + "-q --lr 1e-3 --seeds 0..29 --shard 1/30 --journal a.jsonl", folder);
  std::string list;
  for (int run = 1; run <= 29; ++run)
    list += "  run " + std::to_string(run) + ": lr 0.001, seed " + std::to_string(run) + "\n";
  check_merge(folder, "a.jsonl", 5,
              "lrscope: merge: 29 of 30 runs are missing, nothing was written:\n" + list +
                  "Run the shards that hold them again, with their journals, then merge again.\n");
}

TEST_CASE("of a search that has not ended merge names the next run") {
  const std::string folder = scratch();
  run_lrscope("sweep case:square -q --max-steps 20 --lr auto --threads 1 --journal whole.jsonl", folder);
  const auto lines = lines_of(read_file(folder + "/whole.jsonl"));
  REQUIRE(lines.size() > 6);
  write_file(folder, "part.jsonl", lines[0] + "\n" + lines[1] + "\n" + lines[2] + "\n");
  const auto next = nlohmann::json::parse(lines[3]);
  check_merge(
      folder, "part.jsonl", 5,
      "lrscope: merge: the search for the boundary has not ended, nothing was written:\n  run 2: lr " +
          number_text(next["lr"]) +
          ", seed 0\nRun the same sweep again, with its journal, then merge again.\n");
}

}  // namespace lrscope::test
