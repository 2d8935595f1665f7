// The search for the divergence boundary, against thresholds that are known in closed form: 2 for gradient
// descent, 2(1+β) for heavy-ball (Polyak 1964), 2(1+β)/(1+2β) for Nesterov, 2(1+β₁)/(1−β₁) for Adam with a
// preconditioner that stands still (Cohen et al. 2022).
#include "sweep/boundary.h"

#include "problems.h"
#include "test.h"

namespace {
SweepSpec search_spec(const std::string& optimizer = "sgd") {
  SweepSpec spec;
  spec.base = run_spec("--precision float64 --max-steps 4000 --batch-size full", spec.base);
  spec.base.optimizer.name = optimizer;
  spec.boundary_tolerance = 0.0005;
  return spec;
}

SweepResult run(const Problem& problem, const SweepSpec& spec) {
  TextOfSweep observer;
  return run_sweep(problem, spec, observer);
}

/// Where a problem was found to fail: the geometric middle of the bracket, which must be narrow.
double measured(const Problem& problem, const SweepSpec& spec) {
  const SweepResult result = run(problem, spec);
  const Summary s = summarise(result.runs);
  REQUIRE(s.largest_safe_lr);
  REQUIRE(s.smallest_failed_lr);
  CHECK(*s.smallest_failed_lr / *s.largest_safe_lr <= 1 + *spec.boundary_tolerance);
  CHECK(result.runs.size() < 80);
  return std::sqrt(*s.largest_safe_lr * *s.smallest_failed_lr);
}

double measured(std::string_view name, const SweepSpec& spec) {
  return measured(problem_of(function(name), spec.base), spec);
}
}  // namespace

TEST_CASE("gd, heavy-ball and nesterov on quadratics fail where theory says, to .2 %") {
  for (const auto& [name, sharpness] : {std::pair{"half-square", 1.0}, {"square", 2.0}, {"canyon", 5.0}}) {
    CAPTURE(name);
    CHECK(measured(name, search_spec()) * sharpness == Approx(2).epsilon(0.002));
    for (const double beta : {0.5, 0.9, 0.99}) {
      CAPTURE(beta);
      SweepSpec spec = search_spec("heavy-ball");
      spec.base.optimizer.momentum = beta;
      CHECK(measured(name, spec) * sharpness == Approx(2 * (1 + beta)).epsilon(0.002));
      spec.base.optimizer.name = "nesterov";
      CHECK(measured(name, spec) * sharpness == Approx(2 * (1 + beta) / (1 + 2 * beta)).epsilon(0.002));
    }
  }
}

TEST_CASE("a linear model on unscaled x fails at 2/λmax = .00156668") {
  SweepSpec spec = search_spec();
  spec.base = run_spec("--hidden none --init zeros", spec.base);
  const auto problem = problem_of(read_dataset("case:line", DataSpec{}), spec.base);
  CHECK(measured(problem, spec) == Approx(0.00156668).epsilon(0.002));
  CHECK(*summarise(run(problem, spec).runs).measured_over_predicted == Approx(1).epsilon(0.002));
}

// With ε beyond every gradient P is (1 − β₁ᵗ)·ε. The prediction is made at t = 1, where P is the factor 1 −
// β₁ smaller than ever after.
TEST_CASE("adam with a preconditioner that stands still fails at 6, 38 and 398 times it") {
  SweepSpec spec = search_spec("adam");
  for (const double beta : {0.5, 0.9}) {
    CAPTURE(beta);
    spec.base.optimizer.beta1 = beta;
    spec.base.optimizer.epsilon = 1e100;
    const double threshold = 2 * (1 + beta) / (1 - beta);
    CHECK(measured("half-square", spec) / 1e100 == Approx(threshold).epsilon(0.002));
    const Summary s = summarise(run(problem_of(function("half-square"), spec.base), spec).runs);
    CHECK(*s.predicted_limit / 1e100 == Approx(threshold * (1 - beta)).epsilon(1e-9));
    CHECK(*s.measured_over_predicted == Approx(1 / (1 - beta)).epsilon(0.002));
  }
  // Until the bias is forgotten an η near the limit amplifies by e^400, beyond double: warmed up it does not.
  spec.base = run_spec("--beta1 0.99 --epsilon 1e8 --warmup-steps 1000", spec.base);
  CHECK(measured("half-square", spec) / 1e8 == Approx(398).epsilon(0.002));
  CHECK(run(problem_of(function("half-square"), spec.base), spec)
            .search_note.starts_with("no prediction to begin with: it began at lr 0.01; scanned with "));
}

TEST_CASE("problems where nothing or everything fails end the search with a note and without a boundary") {
  SweepSpec spec = search_spec();
  spec.base.max_steps = 3;
  auto still = problem_of(function("square"), spec.base);
  still = still.starting_at(Vector<double>::Zero(1));
  const SweepResult never = run(still, spec);
  CHECK(never.search_note.find("no lr failed up to") != std::string::npos);
  CHECK_EACH(!summarise(never.runs).smallest_failed_lr, !summarise(never.runs).measured_over_predicted);
  auto lost = problem_of(function("square"), spec.base);
  lost = lost.starting_at(Vector<double>::Constant(1, std::numeric_limits<double>::quiet_NaN()));
  const SweepResult always = run(lost, spec);
  CHECK(always.search_note.find("every lr failed down to") != std::string::npos);
  CHECK_FALSE(summarise(always.runs).largest_safe_lr);
}

// src/nn/functions.cpp derives the bands of the trapdoor: (.74, .82] and from 1.2 on.
TEST_CASE("both bands of the trapdoor are found, from any start, and nothing between them") {
  for (const char* precision : {"float32", "float64"})
    for (const double tolerance : {0.02, 0.01, 0.002})
      for (const std::vector<double>& listed : {std::vector<double>{}, {1e-3}, {0.5}, {1.1, 1.3}}) {
        CAPTURE(precision, tolerance, listed);
        SweepSpec spec;
        spec.base = run_spec("--max-steps 1000 --precision " + std::string(precision), spec.base);
        spec.boundary_tolerance = tolerance;
        spec.learning_rates = listed;
        const SweepResult result = run(problem_of(function("trapdoor"), spec.base), spec);
        const Summary s = summarise(result.runs);
        REQUIRE((s.failed_from.size() == 2 && s.failed_to.size() == 2));
        const auto near = [&](double found, double edge) {
          return std::abs(std::log(found / edge)) <= std::log1p(tolerance);
        };
        CHECK_EACH(near(s.failed_from[0], 0.74), near(s.failed_to[0], 0.82), near(s.failed_from[1], 1.2), !s.monotone);
        CHECK_EACH(s.smallest_failed_lr == s.failed_from[0], near(*s.largest_safe_lr, 0.74), result.runs.size() < 60);
        const auto at_edge = [](double lr) { return std::abs(lr - 0.82) < 1e-6 || std::abs(lr - 1.2) < 1e-6; };
        for (const RunRecord& run : result.runs)
          if (!at_edge(run.lr)) CHECK(has_failed(run.outcome) == ((0.74 < run.lr && run.lr <= 0.82) || run.lr > 1.2));
        spec.scans_around_boundary = false;
        CHECK(run(problem_of(function("trapdoor"), spec.base), spec).runs.size() < result.runs.size());
      }
}

TEST_CASE("listed rates run first, the search goes on from them, and runs none twice") {
  SweepSpec spec = search_spec();
  spec.learning_rates = {0.5, 7, 2.5};
  const SweepResult result = run(problem_of(function("half-square"), spec.base), spec);
  std::set<double> rates;
  for (std::size_t i = 0; i < result.runs.size(); ++i) {
    CHECK_EACH(result.runs[i].run == static_cast<std::int64_t>(i), rates.insert(result.runs[i].lr).second);
    if (i < 3) CHECK(result.runs[i].lr == spec.learning_rates[i]);
    if (3 <= i && i < 15) CHECK((0.5 < result.runs[i].lr && result.runs[i].lr < 2.5));
  }
  CHECK(result.runs[3].lr == 1.118);  // √(0.5 · 2.5), not the prediction
  CHECK(*summarise(result.runs).measured_over_predicted == Approx(1).epsilon(0.002));
}

TEST_CASE("a rate fails if one of its seeds fails, and the search is the same bytes for any number of threads") {
  SweepSpec spec;
  spec.base = run_spec("--hidden 16 --epochs 2", spec.base);
  spec.learning_rates = {1e-5};
  spec.seeds = {0, 3, 4, 7};
  spec.boundary_tolerance = 0.05;
  spec.observe_steps = true;
  DataSpec data;
  data.scale = Scaling::standard;
  std::string first;
  for (const int threads : {1, 2, 4}) {
    spec.threads = threads;
    const auto problem = problem_of(read_dataset("case:diabetes", data), spec.base);
    TextOfSweep transcript;
    const SweepResult result = run_sweep(problem, spec, transcript);
    if (first.empty()) first = transcript.text;
    CHECK(transcript.text == first);
    for (std::size_t i = 0; i < result.runs.size(); ++i)
      CHECK_EACH(result.runs[i].seed == spec.seeds[i % 4], result.runs[i].lr == result.runs[i / 4 * 4].lr);
    const Summary s = summarise(result.runs);
    REQUIRE(s.smallest_failed_lr);
    CHECK(*s.smallest_failed_lr / *s.largest_safe_lr <= 1.05);
    double smallest = HUGE_VAL, largest = 0;
    for (const std::uint64_t seed : spec.seeds) {
      RunSpec of_seed = spec.base;
      of_seed.seed = seed;
      const double limit = problem.start_curvature(of_seed).limit.value();
      smallest = std::min(smallest, limit);
      largest = std::max(largest, limit);
    }
    CHECK_EACH(s.predicted_limit == smallest, s.highest_predicted_limit == largest, smallest < largest);
    CHECK(result.runs[4].lr == Approx(smallest).epsilon(0.0005));
  }
  CHECK(first.size() > 10000);
}
