// The search for the shortest warm-up: which lengths it tries, when it believes one, and what it says of the start.
#include <set>

#include "find/warmup.h"
#include "find/warmup_search.h"
#include "test.h"

namespace {
/// What the search answers where exactly the lengths from `first` on train; counts how many it tries.
std::optional<std::int64_t> answer(std::int64_t first, std::int64_t longest, int* tries = nullptr) {
  WarmupSearch search(longest, 0.1);
  int count = 0;
  while (const auto steps = search.next()) {
    REQUIRE(++count < 100);
    REQUIRE(*steps <= longest);
    search.add(*steps, *steps >= first);
  }
  if (tries) *tries = count;
  return search.shortest();
}

WarmupRequest request_on(double lr, std::vector<std::uint64_t> seeds) {
  WarmupRequest request;
  request.base.learning_rate = lr;
  request.base.max_steps = 300;
  request.base.batch_size.rows.reset();
  request.base.model.hidden = {32};
  request.seeds = std::move(seeds);
  return request;
}

Problem diabetes() {
  DataSpec spec;
  spec.scale = spec.scale_target = Scaling::standard;
  return {read_dataset("case:diabetes", spec), Precision::float32};
}
}  // namespace

TEST_CASE("the search finds the shortest length to 10 %, or to a step, in few tries") {
  for (std::int64_t first = 0; first <= 500; ++first) {
    int tries = 0;
    const auto found = answer(first, 500, &tries);
    INFO(first);
    REQUIRE(found);
    const double most = std::max(static_cast<double>(first) + 1, 1.1 * static_cast<double>(first));
    CHECK_EACH(*found >= first, static_cast<double>(*found) <= most, tries <= 16);
  }
  CHECK(answer(0, 500) == 0);
  CHECK(answer(1, 500) == 1);
}

TEST_CASE("nothing longer than the longest is tried, and if that fails there is no answer") {
  CHECK_EACH(!answer(501, 500), answer(500, 500) == 500, !answer(2, 1), answer(1, 1) == 1);
}

TEST_CASE("a length counts only if all longer ones train, and one that fails later moves the search up") {
  WarmupSearch search(64, 0.1);
  for (const std::int64_t steps : {0, 1, 2}) search.add(steps, steps == 1);  // 1 was luck
  CHECK_EACH(!search.shortest(), search.next() == 4);
  search.add(4, true);
  CHECK_EACH(search.shortest() == 4, search.next() == 3);
  search.add(3, true);
  CHECK_EACH(search.shortest() == 3, !search.next());
  search.add(3, false);
  CHECK_EACH(search.shortest() == 4, !search.next());
  search.add(4, false);
  CHECK_EACH(!search.shortest(), search.next() == 8);
}

TEST_CASE("the seeds that confirm are twice as many and none of those that search, a single seed has none") {
  const auto others = confirming_seeds({3, 9, 4});
  CHECK(others == std::vector<std::uint64_t>{10, 11, 12, 13, 14, 15});
  CHECK(confirming_seeds({7}).empty());
}

TEST_CASE("a rate that trains by itself needs no warm-up") {
  SweepObserver nothing;
  const WarmupResult result = find_warmup(diabetes(), request_on(0.02, {0, 1}), nothing);
  CHECK_EACH(result.warmup.answer == WarmupAnswer::not_needed, result.warmup.warmup_steps == 0,
             result.trials.size() == 1, result.trials[0].trained == 6, !result.warmup.half_steps,
             !result.warmup.lower_lr);
}

TEST_CASE("a rate that no warm-up helps says so, and which lower one trains") {
  SweepObserver nothing;
  const WarmupRequest request = request_on(20, {0, 1});
  const WarmupResult result = find_warmup(diabetes(), request, nothing);
  const WarmupRecord& w = result.warmup;
  CHECK_EACH(w.answer == WarmupAnswer::none, !w.warmup_steps, w.longest_steps == 150,
             result.trials.back().warmup_steps == 150);
  CHECK(warmup_table(result).find("none: up to 150 steps") != std::string::npos);
  REQUIRE(w.lower_lr);
  CHECK_EACH(*w.lower_lr < 20, w.run_steps == 300);
}

TEST_CASE(
    "beyond the limit at θ_0 a warm-up is found, with which other seeds train, and the number of threads is nothing") {
  SweepObserver nothing;
  WarmupRequest request = request_on(0.4, {0, 1, 2, 3, 4, 5, 6, 7});
  request.base.max_steps = 600;
  const WarmupResult result = find_warmup(diabetes(), request, nothing);
  const WarmupRecord& w = result.warmup;
  INFO(warmup_table(result));
  REQUIRE(w.answer == WarmupAnswer::found);
  REQUIRE((w.start_limit && w.start_critical_lr && w.start_sharpness));
  // sgd: η·λ = 2; a step beyond the curvature's limit along its own gradient raises the loss.
  CHECK_EACH(*w.start_limit < 0.4, is_close(*w.start_limit * *w.start_sharpness, 2, 0.05),
             *w.start_critical_lr >= *w.start_limit, (w.edge_step && *w.edge_step > 0));
  CHECK_EACH(*w.warmup_steps > 1, *w.half_steps == *w.warmup_steps / 2, *w.half_trained < 8, w.confirming_seeds == 16);
  std::set<std::uint64_t> seeds;
  for (const RunRecord& run : result.runs) seeds.insert(run.seed);
  CHECK(seeds.size() == 24);
  for (const WarmupTrialRecord& trial : result.trials) {
    CHECK(trial.trained + trial.spiked + trial.no_skill + trial.stalled + trial.failed == trial.seeds);
    if (trial.warmup_steps == *w.warmup_steps) CHECK_EACH(trial.seeds == 24, trial.trained == 24);
    if (trial.warmup_steps > *w.warmup_steps) CHECK(trial.trained == trial.seeds);
  }
  request.threads = 3;
  CHECK(warmup_table(find_warmup(diabetes(), request, nothing)) == warmup_table(result));
}

TEST_CASE("the regime is what the sharpness did: a tenth is no change") {
  CHECK_EACH(regime_of(10, 12) == Regime::sharpening, regime_of(10, 8) == Regime::flattening,
             regime_of(10, 10.5) == Regime::constant, regime_of(10, 9.5) == Regime::constant);
}
