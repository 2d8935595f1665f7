#include "problems.h"
#include "sweep/wilson.h"
#include "test.h"

namespace {
Problem diabetes(const RunSpec& spec) {
  DataSpec data;
  data.scale = Scaling::standard;
  return problem_of(read_dataset("case:diabetes", data), spec);
}

RunRecord row(double lr, Outcome outcome, double final_loss) {
  RunRecord run;
  run.lr = lr;
  run.outcome = outcome;
  run.final_loss = final_loss;
  return run;
}

/// Remembers everything, and counts how often steps were asked for.
struct Notebook final : RunMemory {
  using Key = std::pair<double, std::uint64_t>;

  std::optional<RunRecord> recall(double lr, std::uint64_t seed) const override {
    const std::lock_guard lock(mutex);
    const auto found = runs.find({lr, seed});
    return found == runs.end() ? std::nullopt : std::optional(found->second);
  }
  void recall_steps(double lr, std::uint64_t seed, const TakeStep& take) const override {
    const std::lock_guard lock(mutex);
    ++recalls;
    std::ranges::for_each(steps.at({lr, seed}), take);
  }
  std::optional<StartCurvature> recall_start(std::uint64_t) const override { return std::nullopt; }
  void remember_steps(double lr, std::uint64_t seed, std::span<const StepRecord> next) override {
    const std::lock_guard lock(mutex);
    auto& all = steps[{lr, seed}];
    all.insert(all.end(), next.begin(), next.end());
  }
  void remember(const RunRecord& run) override {
    const std::lock_guard lock(mutex);
    runs[{run.lr, run.seed}] = run;
  }

  std::map<Key, RunRecord> runs;
  std::map<Key, std::vector<StepRecord>> steps;
  mutable int recalls = 0;
  mutable std::mutex mutex;
};
}  // namespace

TEST_CASE("the records of a sweep are the same bytes for any number of threads") {
  SweepSpec spec;
  spec.base = run_spec("--hidden 16 --epochs 2", spec.base);
  spec.learning_rates = {1e-5, 1e-4, 1e-3, 1e-2, 1e-1};
  spec.seeds = {0, 3, 4};
  spec.observe_steps = true;
  const auto problem = diabetes(spec.base);
  std::string first;
  for (const int threads : {1, 2, 3, 8}) {
    spec.threads = threads;
    TextOfSweep transcript;
    run_sweep(problem, spec, transcript);
    if (first.empty()) first = transcript.text;
    CHECK(transcript.text == first);
  }
  CHECK(first.size() > 10000);
}

TEST_CASE("a run with more steps than there is room for in hand gets them back from the memory, others do not") {
  SweepSpec spec;
  spec.base = run_spec("--hidden 2 --max-steps 600 --sharpness-every 0", spec.base);
  spec.learning_rates = {1e-5, 1e-3};
  spec.seeds = {0, 3};
  spec.observe_steps = true;
  const auto problem = diabetes(spec.base);
  TextOfSweep plain;
  run_sweep(problem, spec, plain);
  for (const int threads : {1, 2})
    for (const auto& [room, recalls] : {std::pair<std::size_t, int>{0, 4}, {300, 4}, {2400, 0}, {599, 4}, {600, 0}}) {
      CAPTURE(threads, room);
      Notebook memory;
      spec.memory = &memory;
      spec.steps_in_hand = room;
      spec.threads = threads;
      TextOfSweep transcript;
      run_sweep(problem, spec, transcript);
      CHECK(transcript.text == plain.text);
      if (threads == 1 || room != 600) CHECK(memory.recalls == recalls);
      TextOfSweep again;
      run_sweep(problem, spec, again);  // all of it is known
      CHECK(again.text == plain.text);
    }
}

TEST_CASE("all learning rates of a seed start from the same parameters and see the same batches") {
  SweepSpec spec;
  spec.base.model.hidden = {16};
  spec.learning_rates = {1e-5, 1e-4};
  spec.seeds = {0, 1};
  struct FirstSteps final : SweepObserver {
    std::vector<StepRecord> steps;
    void on_step(const StepRecord& step) override {
      if (step.step == 0) steps.push_back(step);
    }
    void on_run(const RunRecord&) override {}
  } first;
  spec.observe_steps = true;
  run_sweep(diabetes(spec.base), spec, first);
  REQUIRE(first.steps.size() == 4);
  CHECK_EACH(first.steps[0].loss == first.steps[2].loss, first.steps[0].gg == first.steps[2].gg,
             first.steps[1].loss == first.steps[3].loss, first.steps[0].loss != first.steps[1].loss);
}

TEST_CASE("an exception of the observer ends the sweep and comes out of it") {
  struct Closing final : SweepObserver {
    void on_run(const RunRecord& run) override {
      if (run.run == 2) throw std::runtime_error("closed");
    }
  } observer;
  SweepSpec spec;
  spec.base = run_spec("--hidden 4 --epochs 1", spec.base);
  for (int i = 1; i <= 50; ++i) spec.learning_rates.push_back(1e-6 * i);
  for (const int threads : {1, 4}) {
    spec.threads = threads;
    CHECK_THROWS_WITH(run_sweep(diabetes(spec.base), spec, observer), "closed");
  }
}

TEST_CASE("the summary brackets the boundary and keeps a factor of two away from it") {
  const Summary s =
      summarise({row(0.1, Outcome::trained, 5), row(0.2, Outcome::trained, 3), row(0.3, Outcome::spiked, 2),
                 row(0.5, Outcome::diverged, 900), row(1, Outcome::nonfinite, NAN)});
  CHECK_EACH(s.largest_trained_lr == 0.3, s.smallest_failed_lr == 0.5, s.monotone, s.fastest_lr == 0.3,
             s.suggested_lr == 0.2, s.failed == 2);
}

TEST_CASE("outcomes that are not monotone give an interval, and a rate counts as trained only with all its seeds") {
  const Summary s =
      summarise({row(0.1, Outcome::trained, 5), row(0.2, Outcome::nonfinite, NAN), row(0.2, Outcome::trained, 1),
                 row(0.4, Outcome::trained, 2), row(0.8, Outcome::diverged, 99)});
  CHECK_EACH(s.smallest_failed_lr == 0.2, s.largest_trained_lr == 0.4, !s.monotone, s.fastest_lr == 0.4,
             s.suggested_lr == 0.1);
}

TEST_CASE("monotone means that no run has skill at or above a rate that failed, whatever its seed") {
  const auto of = [](std::initializer_list<std::tuple<double, std::uint64_t, Outcome>> list) {
    std::vector<RunRecord> runs;
    for (const auto& [lr, seed, outcome] : list) {
      runs.push_back(row(lr, outcome, 1));
      runs.back().seed = seed;
    }
    return summarise(runs);
  };
  using enum Outcome;
  CHECK(of({{1, 0, trained}, {2, 0, diverged}}).monotone);
  CHECK(of({{1, 0, trained}, {2, 0, diverged}, {3, 0, stalled}, {4, 0, no_skill}}).monotone);  // neither has skill
  CHECK_FALSE(of({{1, 0, diverged}, {2, 0, spiked}}).monotone);
  CHECK_FALSE(of({{1, 0, diverged}, {1, 1, trained}}).monotone);  // at the same rate
  const Summary apart = of({{1, 0, trained}, {2, 0, diverged}, {1, 1, trained}, {2, 1, trained}, {3, 1, diverged}});
  CHECK_EACH(!apart.monotone, apart.inversions == 0);  // each seed by itself is
  CHECK_EACH(of({{1, 0, trained}}).monotone, of({{1, 0, nonfinite}}).monotone, summarise({}).monotone);
}

TEST_CASE("the summary lists the stretches that failed, of all seeds together") {
  const auto of = [](std::initializer_list<std::pair<double, Outcome>> list) {
    std::vector<RunRecord> runs;
    for (const auto& [lr, outcome] : list) runs.push_back(row(lr, outcome, 1));
    return summarise(runs);
  };
  const auto rates = [](auto... values) { return std::vector<double>{static_cast<double>(values)...}; };
  using enum Outcome;
  const Summary two = of({{0.555, diverged},
                          {0.53, trained},
                          {0.5375, diverged},
                          {0.54, nonfinite},
                          {0.5425, diverged},
                          {0.545, trained},
                          {0.5475, nonfinite}});
  CHECK_EACH(two.failed_from == rates(0.5375, 0.5475), two.failed_to == rates(0.5425, 0.555));
  CHECK_EACH(two.smallest_failed_lr == 0.5375, two.largest_safe_lr == 0.53, !two.monotone, two.inversions == 1);
  const Summary first = of({{1, diverged}, {2, no_skill}, {3, trained}, {3, diverged}, {4, trained}});
  CHECK_EACH(first.failed_from == rates(1, 3), first.failed_to == rates(1, 3), !first.largest_safe_lr);
  const Summary all = of({{1, diverged}, {2, nonfinite}});
  CHECK_EACH(all.failed_from == rates(1), all.failed_to == rates(2));
  CHECK_EACH(of({{1, trained}, {2, stalled}}).failed_from.empty(), summarise({}).failed_to.empty());
}

TEST_CASE("fractions of failed seeds carry the 95 % interval of Wilson") {
  struct Known {
    std::int64_t count, trials;
    double low, high;
  };
  for (const auto& [count, trials, low, high] :
       {Known{0, 10, 0, 0.2775}, Known{5, 10, 0.2366, 0.7634}, Known{10, 10, 0.7225, 1}, Known{1, 1, 0.2065, 1},
        Known{1, 10, 0.0179, 0.4042}, Known{20, 100, 0.1334, 0.2888}}) {
    CAPTURE(count, trials);
    const Interval interval = wilson_interval(count, trials);
    CHECK_EACH(std::abs(interval.low - low) < 6e-5, std::abs(interval.high - high) < 6e-5);
    std::vector<RunRecord> runs;
    for (std::int64_t i = 0; i < trials; ++i)
      runs.push_back(row(1, i < count ? Outcome::diverged : Outcome::trained, 1));
    const Summary s = summarise(runs);
    CHECK_EACH(s.failed_low.at(0) == interval.low, s.failed_high.at(0) == interval.high);
  }
  CHECK_EACH(wilson_interval(0, 3).low == 0.0, wilson_interval(3, 3).high == 1.0);
}

TEST_CASE("the summary sets the boundary against the prediction, counts inversions and failures at each rate") {
  const auto seeded = [](std::uint64_t seed, double limit, double lr, Outcome outcome) {
    RunRecord run = row(lr, outcome, 1);
    run.seed = seed;
    run.start.limit = limit;
    return run;
  };
  const Summary s = summarise({
      seeded(0, 2, 9, Outcome::nonfinite),
      seeded(1, 3, 9, Outcome::diverged),
      seeded(0, 2, 1, Outcome::trained),
      seeded(1, 3, 1, Outcome::stalled),
      seeded(0, 2, 8, Outcome::stalled),
      seeded(1, 3, 8, Outcome::trained),
      seeded(0, 2, 4, Outcome::diverged),
      seeded(1, 3, 4, Outcome::trained),
      seeded(0, 2, 6, Outcome::spiked),
      seeded(1, 3, 6, Outcome::diverged),
  });
  CHECK(s.rates == std::vector<double>{1, 4, 6, 8, 9});
  CHECK(s.failed_fractions == std::vector<double>{0, 0.5, 0.5, 0, 1});
  CHECK(s.largest_safe_lr == 1);  // not 8, which lies above one that failed
  CHECK_EACH(s.smallest_failed_lr == 4, s.predicted_limit == 2, s.highest_predicted_limit == 3,
             s.measured_over_predicted == Approx(2 / 2.0));
  CHECK(s.inversions == 3);  // seed 0 at 6 and 8, above its 4; seed 1 at 8, above its 6
  const Summary lost = summarise({seeded(0, 2, 4, Outcome::diverged)});
  CHECK_EACH(!lost.largest_safe_lr, !lost.measured_over_predicted, lost.predicted_limit == 2);
  const Summary unpredicted = summarise({row(1, Outcome::trained, 1), row(4, Outcome::diverged, 1)});
  CHECK_EACH(unpredicted.largest_safe_lr == 1, !unpredicted.predicted_limit, !unpredicted.measured_over_predicted,
             unpredicted.inversions == 0);
}

TEST_CASE("only a rate with skill in every seed is suggested, however low the loss of others") {
  const auto measured = [](double lr, std::uint64_t seed, Outcome outcome, double final_loss) {
    RunRecord run = row(lr, outcome, final_loss);
    run.seed = seed;
    run.baseline_loss = 10;
    run.d2 = 1 - final_loss / 10;
    return run;
  };
  std::vector<RunRecord> runs = {measured(0.1, 0, Outcome::trained, 1), measured(0.1, 1, Outcome::no_skill, 10),
                                 measured(0.2, 0, Outcome::no_skill, 11), measured(0.2, 1, Outcome::stalled, 20)};
  Summary s = summarise(runs);
  CHECK_EACH(!s.suggested_lr, !s.fastest_lr, !s.suggested_d2, s.largest_trained_lr == 0.1);
  CHECK(s.suggestion_rule.find("lr 0.1 has it with 1 of 2 seeds") != std::string::npos);
  runs.push_back(measured(0.05, 0, Outcome::trained, 8));
  runs.push_back(measured(0.05, 1, Outcome::spiked, 9));
  s = summarise(runs);
  CHECK_EACH(s.suggested_lr == 0.05, s.fastest_final_loss == 8.5, s.suggested_d2 == Approx(0.15));
  s = summarise({runs.begin() + 2, runs.begin() + 4});
  CHECK(s.suggestion_rule.find("no run ends better than a constant prediction") != std::string::npos);
  s = summarise({measured(0.1, 0, Outcome::stalled, 9)});
  CHECK(s.suggestion_rule.ends_with("it was so at the start, or hardly fell"));
}

TEST_CASE("rates with skill too near to those that failed are not said to be lower than what was swept") {
  const auto rule = [](const std::vector<RunRecord>& runs) { return summarise(runs).suggestion_rule; };
  const RunRecord stalled = row(0.01, Outcome::stalled, 9), fast = row(0.75, Outcome::trained, 1),
                  failed = row(1, Outcome::diverged, 500);
  CHECK(rule({stalled, fast, failed}) ==
        "no suggestion: those with skill are above half the smallest learning rate that failed; sweep between lr 0.01 "
        "and "
        "0.5");
  CHECK(rule({row(0.5, Outcome::stalled, 9), fast, failed}).ends_with("learning rate that failed"));
  CHECK(rule({fast, failed}) ==
        "no suggestion: no learning rate is at half the smallest that failed or below; sweep lower ones");
}

TEST_CASE("without any failure, or any success, the summary says so instead of guessing") {
  const Summary safe = summarise({row(0.1, Outcome::trained, 5), row(0.2, Outcome::stalled, 9)});
  CHECK_EACH(!safe.smallest_failed_lr, safe.suggested_lr == 0.1);
  CHECK(safe.suggestion_rule.find("no learning rate of this sweep failed") != std::string::npos);
  const Summary lost = summarise({row(0.1, Outcome::diverged, 500)});
  CHECK_EACH(!lost.suggested_lr, !lost.fastest_lr,
             lost.suggestion_rule.find("no learning rate trained") != std::string::npos);
}
