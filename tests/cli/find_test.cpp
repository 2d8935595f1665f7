// `find` as a user sees it: what the records say of each other.
#include "test.h"

namespace {
std::string find_jsonl(const std::string& arguments, const std::string& folder = "") {
  const Finished run = run_lrscope("find " + arguments + " -q --format jsonl", folder);
  INFO(arguments << run.err);
  REQUIRE(run.status == 0);
  return run.out;
}

const std::string small = "case:diabetes --scale standard --hidden 8 --epochs 2 --seeds 0..2 ";
}  // namespace

TEST_CASE("x² is safe up to lr 1, to the tolerance that is asked for, and its range test goes on beyond") {
  const std::string jsonl = find_jsonl("case:square --max-steps 3000");
  const Json find = records_of(jsonl, "find").at(0);
  CHECK_EACH(find["seeds"] == 1, find["largest_safe_lr"].get<double>() <= 1,
             find["smallest_failed_lr"].get<double>() > 1);
  CHECK_EACH(is_close(find["boundary"], 1, 0.1), is_close(find["predicted_limit"], 1, 1e-6));
  const double stop = records_of(jsonl, "range_test").at(0)["stop_lr"];
  CHECK(stop > 1);
  CHECK(find["stop_over_boundary"].get<double>() == stop / find["boundary"].get<double>());
  const Json narrow = records_of(find_jsonl("case:square --max-steps 9000 --boundary-tolerance .001"), "find").at(0);
  CHECK(is_close(narrow["boundary"], 1, 0.002));
}

TEST_CASE("the counts of a suggestion are those of the independent runs at its learning rate") {
  const std::string jsonl = find_jsonl(small);
  const auto runs = records_of(jsonl, "run");
  const auto tests = records_of(jsonl, "range_test");
  REQUIRE(tests.size() == 3);
  const auto suggestions = records_of(jsonl, "suggestion");
  REQUIRE(suggestions.size() == 4);
  const std::vector<std::string> fields = {"minimum", "steep", "valley", "slide"};
  for (std::size_t i = 0; i < 4; ++i) {
    const Json& s = suggestions[i];
    std::vector<double> values;
    for (const Json& test : tests)
      if (test.contains(fields[i])) values.push_back(test[fields[i]]);
    std::sort(values.begin(), values.end());
    INFO(s.dump());
    CHECK_EACH(s["found"] == values.size(), s.contains("lr") == !values.empty(),
               s.contains("note") == (values.size() < 3));
    if (values.empty()) continue;
    CHECK_EACH(s["min"] == values.front(), s["max"] == values.back());
    if (values.size() == 3) CHECK(s["median"] == values[1]);
    CHECK(is_close(s["lr"], s["median"], 0.005));
    int trained = 0, all = 0;
    double least = HUGE_VAL;
    for (const Json& run : runs) {
      if (run["lr"] != s["lr"]) continue;
      ++all;
      trained += run["outcome"] == "trained";
      least = std::min(least, run["final_loss"].get<double>());
    }
    CHECK_EACH(all == 3, s["trained"] == trained);
    int counted = 0;
    for (const char* outcome : {"trained", "spiked", "no_skill", "stalled", "failed"}) counted += s[outcome].get<int>();
    CHECK(counted == 3);
    CHECK(s["final_loss_min"] == least);
  }
  const Json find = records_of(jsonl, "find").at(0);
  CHECK_EACH(find["runs"] == runs.size(), runs.size() > 12);
}

TEST_CASE("the best suggestion is the one with the lowest median loss of those at which every seed trained") {
  const std::string scaled = "case:diabetes --scale standard ";
  for (const std::string& options :
       {small, small + "--max-steps 2", scaled + "--max-steps 2 --hidden none --init zeros --lr 1e-3 --seeds 0..2",
        scaled + "--hidden 8 --max-steps 30 --smoothing 0 --seeds 0"}) {
    const std::string jsonl = find_jsonl(options);
    const Json find = records_of(jsonl, "find").at(0);
    Json best;
    for (const Json& s : records_of(jsonl, "suggestion")) {
      if (!s.contains("lr")) continue;
      if (find.contains("boundary"))
        CHECK(s["lr_over_boundary"] == s["lr"].get<double>() / find["boundary"].get<double>());
      if (s["trained"].get<int>() + s["spiked"].get<int>() != find["seeds"]) continue;
      if (best.is_null() || s["final_loss_median"] < best["final_loss_median"]) best = s;
    }
    INFO(options << find.dump());
    CHECK(find.contains("best_method") == !best.is_null());
    if (best.is_null()) continue;
    CHECK_EACH(find["best_method"] == best["method"], find["best_lr"] == best["lr"],
               find["best_final_loss"] == best["final_loss_median"]);
  }
}

TEST_CASE("a range test sees the batches of any other run of its seed") {
  const std::string options = small + "--precision float64 ";
  const auto steps =
      records_of(find_jsonl(options + "--start-lr 1e-30 --end-lr 2e-30 --steps 30 --lr 1e-4"), "range_step");
  REQUIRE(steps.size() == 90);
  const Finished trace =
      run_lrscope("trace " + options + "--lr 1e-30 --max-steps 30 --sharpness-every 0 -q --format jsonl");
  const auto same = records_of(trace.out, "step");
  REQUIRE(same.size() == 90);
  for (std::size_t i = 0; i < 90; ++i)
    CHECK_EACH(steps[i]["seed"] == same[i]["seed"], steps[i]["loss"] == same[i]["loss"]);
}

TEST_CASE("the steps end with the one that stopped the test") {
  const std::string jsonl = find_jsonl(small);
  const auto steps = records_of(jsonl, "range_step");
  for (const Json& test : records_of(jsonl, "range_test")) {
    std::vector<Json> own;
    for (const Json& step : steps)
      if (step["seed"] == test["seed"]) own.push_back(step);
    CHECK_EACH(own.size() == test["steps"], own.back()["step"] == test["stop_step"],
               own.back()["lr"] == test["stop_lr"], test["stop_reason"] == "loss-rose");
    CHECK(own.back()["smoothed_loss"].get<double>() > own.back()["stop_limit"].get<double>());
    CHECK_EACH(own.front()["lr"] == 1e-7, own.at(9)["used"] == false, own.at(10)["used"] == true,
               own.at(own.size() - 6)["used"] == true, own.at(own.size() - 5)["used"] == false);
  }
}

TEST_CASE("learning rates of one's own take the place of the search") {
  const std::string jsonl = find_jsonl(small + "--lr 1e-5,1e-4,1");
  std::vector<double> rates;
  for (const Json& run : records_of(jsonl, "run"))
    if (run["seed"] == 0) rates.push_back(run["lr"]);
  std::size_t suggested = 0;
  for (const Json& s : records_of(jsonl, "suggestion")) suggested += s.contains("lr");
  REQUIRE(rates.size() == suggested + 3);
  CHECK(std::vector(rates.end() - 3, rates.end()) == std::vector<double>{1e-5, 1e-4, 1});
}

TEST_CASE("find has five seeds unless it is told others, a function one") {
  const auto seeds = [](const std::string& arguments) {
    return records_of(find_jsonl(arguments + " --hidden none --max-steps 9 --lr 1e-5"), "range_test").size();
  };
  CHECK_EACH(seeds("case:line") == 5, seeds("case:line --seed 7") == 1, seeds("case:line --seeds 3,4") == 2);
}

TEST_CASE("a search of the warm-up has its own records, twenty seeds, and names what it does not heed") {
  const std::string options =
      "find case:diabetes --scale standard --scale-target standard --hidden none --max-steps 40 --warmup .01 ";
  const Finished run = run_lrscope(options + "--format jsonl --steps 50 --lr .1 --warmup-steps 3");
  REQUIRE(run.status == 0);
  const Json warmup = records_of(run.out, "warmup").at(0), trial = records_of(run.out, "warmup_trial").at(0);
  CHECK_EACH(warmup["seeds"] == 20, warmup["confirming_seeds"] == 40, warmup["lr"] == .01, trial["warmup_steps"] == 0,
             records_of(run.out, "range_test").empty(), records_of(run.out, "run").at(0)["lr"] == .01);
  for (const char* flag : {"--steps", "--lr", "--warmup-steps"}) {
    INFO(run.err);
    CHECK(run.err.find(std::string(flag) + ": no effect with --warmup") != std::string::npos);
  }
  CHECK(run_lrscope(options + "-q --seeds 0,1 --format csv").out.starts_with("lr,warmup_steps,seeds,trained,"));
  CHECK(run_lrscope(options + "-q --seeds 0,1 --format csv --fields warmup_steps,trained")
            .out.starts_with("warmup_steps,trained\n0,"));
  const Finished refused = run_lrscope(options + "--fields method");
  CHECK_EACH(refused.status == 2, refused.err.find("no field of warmups is called 'method'") != std::string::npos);
  CHECK(run_lrscope(options + "-q --seeds 0,1 --format csv --rows runs").out.starts_with("run,lr,seed,"));
}
