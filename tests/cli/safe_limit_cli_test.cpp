// --safe-limit as it is typed, and what it adds to records, text and journals.

#include "test.h"

namespace {
const std::string sweep =
    "sweep case:diabetes --scale standard --hidden 16 --epochs 3 --lr 1e-4,1e-3,1e-2,.1 --no-trial -q ";

Json summary_of(const std::string& words) { return records_of(run_lrscope(words + " --format jsonl").out).back(); }
}  // namespace

TEST_CASE("sweep with --safe-limit on ends with the limit on the way and where it was met, off without") {
  const Json with = summary_of(sweep + "--safe-limit on");
  CHECK_EACH(with["type"] == "summary", with["safe_limit"]<with["smallest_failed_lr"], with["safe_limit"]> 1e-5,
             with["safe_limit_lr"].get<double>() ==
                 Approx(std::min(with["smallest_failed_lr"].get<double>(), with["predicted_limit"].get<double>()) / 10),
             with["safe_limit_step"] >= 0, with["safe_limit_sharpness"] > 1);
  for (const char* words : {"--safe-limit off", "", "--safe-limit on --optimizer adam"})
    CHECK(!summary_of(sweep + words).contains("safe_limit"));
  CHECK(run_lrscope(sweep + "--safe-limit on").out.find("\nsafe       below lr ") != std::string::npos);
  CHECK(run_lrscope(sweep + "--safe-limit maybe").status == 2);
}

TEST_CASE("a sweep that costs more than its slow runs looks for the safe limit unasked") {
  const std::string rates =
      "sweep case:diabetes --scale standard --hidden 4 --epochs 60 --no-trial -q --lr dec:1e-6:1e-3:4";
  CHECK(summary_of(rates).contains("safe_limit"));
  CHECK(!summary_of(rates + " --safe-limit off").contains("safe_limit"));
}

TEST_CASE("the safe limit is the same for any number of threads, resumed and merged, and a shard has none") {
  const std::string folder = scratch(), words = sweep + "--seeds 0..2 --safe-limit on";
  const std::string once = run_lrscope(words + " --threads 1").out;
  CHECK(once.find("safe ") != std::string::npos);
  CHECK(run_lrscope(words + " --threads 2").out == once);
  for (int time = 0; time < 2; ++time) CHECK(run_lrscope(words + " --journal j.jsonl", folder).out == once);
  for (const std::string shard : {"1", "2"}) {
    const std::string part = run_lrscope(words + " --shard " + shard + "/2 --journal " + shard + ".jsonl", folder).out;
    CHECK(part.find("safe ") == std::string::npos);
  }
  CHECK(run_lrscope("merge 1.jsonl 2.jsonl -q", folder).out == once);
}

TEST_CASE("explain tells what a slow run meets between the start and the edge") {
  const std::string words = "explain case:diabetes --scale standard --hidden 64,64,64 --lr .001 -q";
  const auto records = records_of(run_lrscope(words + " --rows explanation --format jsonl").out);
  const Json& s = records.back();
  CHECK_EACH(s["type"] == "explanation", s["safe_limit"]<s["failed_lr"], s["safe_limit_sharpness"]> 1e4);
  std::string text = run_lrscope(words).out;
  std::ranges::replace(text, '\n', ' ');
  CHECK(text.find("the sharpness rises 1") != std::string::npos);
}
