// --lr auto as it is typed, and what it prints.

#include "catch.h"
#include "json_records.h"
#include "process.h"

using namespace lrscope::test;

namespace {

const std::string line =
    " case:line --hidden none --init zeros --batch-size full --precision float64 --max-steps 4000 -q ";
const std::string small = " case:diabetes --scale standard --hidden 8 --epochs 2 -q ";

/// Line breaks within paragraphs taken out.
std::string flat(std::string text) {
  const std::string indent = "\n           ";
  for (std::size_t at; (at = text.find(indent)) != std::string::npos;) text.replace(at, indent.size(), " ");
  return text;
}

}  // namespace

TEST_CASE("the records of auto keep lr as typed, hold the bracket, and its rates can be typed again") {
  const auto found = records_of(run_lrscope("sweep" + line + "--lr 1e-4,auto:0.001 --format jsonl").out);
  CHECK(found.front()["config"]["lr"] == "1e-4,auto:0.001");
  CHECK(found[1]["lr"] == 1e-4);
  const Json& s = found.back();
  const double low = s["largest_safe_lr"], high = s["smallest_failed_lr"];
  CHECK((low < 0.00156668 * 1.001 && 0.00156668 < high));
  CHECK(high / low <= 1.001);
  CHECK(s["predicted_limit"].get<double>() == Approx(0.00156668).epsilon(1e-5));
  CHECK(s["rates"].size() == found.size() - 2);
  CHECK(s["failed_fractions"].back() == 1.0);
  const auto again = parse_csv(run_lrscope("sweep" + line + "--format csv --lr " + s["largest_safe_lr"].dump() + "," +
                                           s["smallest_failed_lr"].dump())
                                   .out);
  CHECK(again.at(1).at(3) == "trained");
  CHECK(again.at(2).at(3) == "diverged");
}

TEST_CASE("auto prints the same bytes for any number of threads, trajectories included") {
  std::string records, steps;
  for (const char* threads : {"1", "4"}) {
    const std::string folder = scratch();
    const auto result = run_lrscope(
        "sweep" + small + "--lr 1e-5,auto:.05 --seeds 0..2 --trajectories t.csv --threads " + threads, folder);
    CHECK(result.status == 0);
    if (records.empty()) {
      records = result.out;
      steps = read_file(folder + "/t.csv");
    }
    CHECK(result.out == records);
    CHECK(read_file(folder + "/t.csv") == steps);
  }
  CHECK(flat(records).find("\nfailed     of the seeds: none up to lr ") != std::string::npos);
  CHECK(steps.size() > 10000);
}

TEST_CASE("trace with auto traces every run of the search") {
  const std::string folder = scratch();
  run_lrscope("sweep" + small + "--lr auto:.2 --trajectories t.csv --sharpness-every 1", folder);
  const auto trace = run_lrscope("trace" + small + "--lr auto:.2 --format csv --sharpness-every 1");
  CHECK(trace.status == 0);
  CHECK(read_file(folder + "/t.csv") == trace.out);
}

TEST_CASE("a search without a prediction, and one without an end, say so") {
  const std::string folder = scratch();
  write_file(folder, "zero.txt", "0\n");
  const std::string text = flat(
      run_lrscope("sweep case:square -q --max-steps 3 --sharpness-every 0 --init-from zero.txt --lr auto", folder).out);
  INFO(text);
  CHECK(text.find("\npredicted  no limit: the sharpness at θ_0 was not measured\n") != std::string::npos);
  CHECK(text.find("\nsearch     no prediction to begin with: it began at lr 0.01; no boundary: no lr failed up to "
                  "3.403e+38, the largest that float32 holds\n") != std::string::npos);
}
