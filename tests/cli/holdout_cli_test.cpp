// --holdout as a user has it: what commands suggest, refuse and keep.
#include "base/random.h"
#include "test.h"

namespace {

/// 200 rows of 5 features, and a target that has nothing to do with them.
std::string noise_csv(std::uint64_t which) {
  const Random random(which, Stream::initial_biases, 7);
  std::string csv = "a,b,c,d,e,y\n";
  for (std::uint64_t i = 0; i < 200; ++i) {
    for (std::uint64_t j = 0; j < 6; ++j) csv += number_text(random.normal(6 * i + j)) + (j < 5 ? "," : "\n");
  }
  return csv;
}

Json summary_of(const Finished& run) { return records_of(run.out, "summary").front(); }

const std::string few = " case:diabetes --scale standard --scale-target standard --hidden 8 --lr 1e-3,1e-2,3 -q ";

}  // namespace

TEST_CASE("pure noise gets no suggestion, although runs on it train") {
  const std::string folder = scratch();
  int trained = 0;
  for (std::uint64_t which = 0; which < 6; ++which) {
    write_file(folder, "noise.csv", noise_csv(which));
    const Finished held = run_lrscope(
        "sweep noise.csv --holdout .25 --format jsonl -q --fail-on untrained --seed " + std::to_string(which), folder);
    const Json summary = summary_of(held);
    CHECK_EACH(held.status == 1, !summary.contains("suggested_lr"), !summary.contains("next_d2"),
               summary["next_command"].get<std::string>().starts_with("lrscope explain noise.csv --holdout 0.25"));
    for (const Json& run : records_of(held.out, "run")) trained += run["outcome"] == "trained";
  }
  CHECK(trained >= 12);  // by the rows they were trained on
}

TEST_CASE("commands judge a run without skill on held-out rows alike") {
  const std::string folder = scratch();
  write_file(folder, "noise.csv", noise_csv(1));
  const std::string options = " noise.csv --holdout .25 --lr .05 -q --fail-on untrained --format jsonl ";
  const Finished sweep = run_lrscope("sweep" + options, folder), explain = run_lrscope("explain" + options, folder);
  CHECK_EACH(sweep.status == 1, explain.status == 1);
  CHECK(records_of(sweep.out, "run").front()["outcome"] == "trained");
  CHECK(records_of(explain.out, "explanation").front()["verdict"] == "no-skill");
  const Finished find = run_lrscope("find noise.csv --holdout .25 --lr .05 --seeds 0 -q --format jsonl", folder);
  const Json found = records_of(find.out, "find").front();
  CHECK_EACH(!found.contains("best_lr"), !found.contains("suggested_lr"));
  CHECK(run_lrscope("sweep noise.csv --lr .05 -q --fail-on untrained", folder).status == 0);  // nothing is held out
}

TEST_CASE("the seed of the first run chooses the held-out rows, for all runs, and begin says so") {
  const auto begin_of = [](const std::string& options) {
    return records_of(run_lrscope("sweep" + few + "--format jsonl " + options).out, "begin").front();
  };
  const Json begin = begin_of("--holdout .25 --seeds 4,9");
  CHECK_EACH(begin["data"]["rows"] == 331, begin["data"]["held_rows"] == 111, begin["config"]["holdout"] == 0.25,
             begin["config"]["holdout-seed"] == 4, !begin_of("")["data"].contains("held_rows"),
             begin_of("--holdout last:.25")["config"]["holdout"] == "last:0.25");
  const auto runs_of = [](const std::string& options) {
    std::vector<double> losses;
    for (const Json& run : records_of(run_lrscope("sweep" + few + "--format jsonl " + options).out, "run"))
      if (run["lr"] == 0.01) losses.push_back(run["holdout_loss"]);
    return losses;
  };
  const auto both = runs_of("--holdout .25 --seeds 4,9");
  REQUIRE(both.size() == 2);
  CHECK(both[0] == runs_of("--holdout .25 --seed 4").front());
  CHECK(both[1] == runs_of("--holdout .25 --seed 9 --holdout-seed 4").front());
  CHECK(both[1] != runs_of("--holdout .25 --seed 9").front());
}

TEST_CASE("a held-out loss that is not finite is null, with its kind") {
  const Finished sweep = run_lrscope("sweep" + few + "--holdout .25 --format jsonl");
  const Json run = records_of(sweep.out, "run").back();
  CHECK_EACH(run["outcome"] == "nonfinite", run["holdout_loss"].is_null(), run["nonfinite"].contains("holdout_loss"),
             run["nonfinite"].contains("final_loss"), run["holdout_baseline_loss"].is_number());
  const auto csv = parse_csv(run_lrscope("sweep" + few + "--format csv").out);
  const auto at = std::ranges::find(csv[0], "holdout_loss") - csv[0].begin();
  CHECK_EACH(at < std::ssize(csv[0]), csv[1][static_cast<std::size_t>(at)].empty());
}

TEST_CASE("shards and journals of a sweep with held-out rows join to its bytes") {
  const std::string folder = scratch(), held = "sweep" + few + "--seeds 0,1 --holdout .25 ";
  for (const std::string format : {"table", "jsonl", "csv"}) {
    for (const char* part : {"1", "2"})
      run_lrscope(held + "--shard " + part + "/2 --journal part" + part + ".jsonl --format " + format, folder);
    const std::string whole = run_lrscope(held + "--format " + format, folder).out;
    CHECK(whole == run_lrscope("merge part2.jsonl part1.jsonl -q --format " + format, folder).out);
    CHECK(whole == run_lrscope(held + "--journal all.jsonl --format " + format, folder).out);
    CHECK(whole == run_lrscope(held + "--journal all.jsonl --format " + format, folder).out);
  }
  CHECK(run_lrscope("sweep" + few + "--seeds 1,0 --holdout .25 --journal all.jsonl", folder).status ==
        2);  // other rows
}

TEST_CASE("the table has a column for held-out rows where there are any, within the first 100") {
  const std::string with = run_lrscope("sweep" + few + "--holdout .25 --seeds 0,1").out;
  const std::string without = run_lrscope("sweep" + few + "--seeds 0,1").out;
  const std::size_t at = with.find("held out");
  CHECK_EACH(at != std::string::npos, at + 8 <= 100, without.find("held out") == std::string::npos);
}
