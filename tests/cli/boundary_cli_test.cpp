// --lr auto as it is typed, and what it prints.

#include "test.h"
#include "text_shape.h"

namespace {
const std::string line =
    " case:line --hidden none --init zeros --batch-size full --precision float64 --max-steps 4000 -q ";
const std::string small = " case:diabetes --scale standard --hidden 8 --epochs 2 -q ";
}  // namespace

TEST_CASE("the records of auto keep lr as typed, hold the bracket, and its rates can be typed again") {
  const auto found = records_of(run_lrscope("sweep" + line + "--lr 1e-4,auto:0.001 --format jsonl").out);
  CHECK_EACH(found.front()["config"]["lr"] == "1e-4,auto:0.001", found[1]["lr"] == 1e-4);
  const Json& s = found.back();
  const double low = s["largest_safe_lr"], high = s["smallest_failed_lr"];
  CHECK_EACH((low < 0.00156668 * 1.001 && 0.00156668 < high), high / low <= 1.001);
  CHECK_EACH(s["predicted_limit"].get<double>() == Approx(0.00156668).epsilon(1e-5),
             s["rates"].size() == found.size() - 2, s["failed_fractions"].back() == 1.0);
  const auto again = parse_csv(run_lrscope("sweep" + line + "--format csv --lr " + s["largest_safe_lr"].dump() + "," +
                                           s["smallest_failed_lr"].dump())
                                   .out);
  CHECK_EACH(again.at(1).at(3) == "trained", again.at(2).at(3) == "diverged");
}

TEST_CASE("trace with auto traces every run of the search") {
  const std::string folder = scratch();
  run_lrscope("sweep" + small + "--lr auto:.2 --trajectories t.csv --sharpness-every 1", folder);
  const auto trace = run_lrscope("trace" + small + "--lr auto:.2 --format csv --sharpness-every 1");
  CHECK_EACH(trace.status == 0, read_file(folder + "/t.csv") == trace.out);
}

TEST_CASE("a search with two bands of failure is the same from one process, from a journal cut short, and merged") {
  const std::string folder = scratch(), sweep = "sweep case:trapdoor --max-steps 1000 --lr auto -q --format jsonl";
  const auto whole = run_lrscope(sweep + " --journal j.jsonl", folder);
  const Json summary = records_of(whole.out).back();
  CHECK_EACH(summary["failed_from"].size() == 2, summary["failed_to"].size() == 2, summary["monotone"] == false);
  CHECK_EACH(std::abs(summary["failed_from"][0].get<double>() / 0.74 - 1) < 0.01,
             std::abs(summary["failed_to"][0].get<double>() / 0.82 - 1) < 0.01,
             std::abs(summary["failed_from"][1].get<double>() / 1.2 - 1) < 0.01);
  const std::string journal = read_file(folder + "/j.jsonl");
  const auto lines = lines_of(journal);
  REQUIRE(lines.size() > 25);
  for (const std::size_t kept : {std::size_t{4}, std::size_t{13}, lines.size() - 3}) {
    std::string text;
    for (std::size_t i = 0; i < kept; ++i) text += lines[i] + "\n";
    write_file(folder, "j.jsonl", text);
    CHECK(run_lrscope("merge j.jsonl -q", folder).status == 5);  // the search has not ended
    CHECK(records_of(run_lrscope(sweep + " --journal j.jsonl", folder).out).back() == summary);
    CHECK(read_file(folder + "/j.jsonl") == journal);
  }
  CHECK(records_of(run_lrscope("merge j.jsonl -q --format jsonl", folder).out).back() == summary);
}
