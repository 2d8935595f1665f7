// The search for the divergence boundary, against thresholds that are known in closed form: 2 for gradient
// descent, 2(1+β) for heavy-ball (Polyak 1964), 2(1+β)/(1+2β) for Nesterov, 2(1+β₁)/(1−β₁) for Adam with a
// preconditioner that stands still (Cohen et al. 2022).
#include "sweep/boundary.h"
#include "data/csv/source.h"
#include "data/encode.h"

#include <cmath>
#include <limits>
#include <set>

#include "base/text.h"
#include "catch.h"
#include "problems.h"
#include "text_of_sweep.h"

using namespace lrscope;
using test::function;

namespace {

struct Ignore final : SweepObserver {
  void on_run(const RunRecord&) override {}
};

SweepSpec search_spec(const std::string& optimizer = "sgd") {
  SweepSpec spec;
  spec.base.precision = Precision::float64;
  spec.base.max_steps = 4000;
  spec.base.batch_size = {std::nullopt, true};
  spec.base.optimizer.name = optimizer;
  spec.boundary_tolerance = 0.0005;
  return spec;
}

SweepResult run(const Problem& problem, const SweepSpec& spec) {
  Ignore observer;
  return run_sweep(problem, spec, observer);
}

/// Where a problem was found to fail: the geometric middle of the bracket, which must be narrow.
double measured(const Problem& problem, const SweepSpec& spec) {
  const SweepResult result = run(problem, spec);
  const Summary s = summarise(result.runs);
  REQUIRE(s.largest_safe_lr);
  REQUIRE(s.smallest_failed_lr);
  CHECK(*s.smallest_failed_lr / *s.largest_safe_lr <= 1 + *spec.boundary_tolerance);
  CHECK(result.runs.size() < 60);
  return std::sqrt(*s.largest_safe_lr * *s.smallest_failed_lr);
}

double measured(std::string_view name, const SweepSpec& spec) {
  return measured(test::problem_of(function(name), spec.base), spec);
}

/// The rates that a search asks for where all from `boundary` on fail.
std::vector<double> rates_asked(BoundarySearch& search, double boundary) {
  std::vector<double> rates;
  while (const auto rate = search.next()) {
    rates.push_back(*rate);
    search.add(*rate, *rate >= boundary);
    REQUIRE(rates.size() < 1000);
  }
  return rates;
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
  spec.base.model.hidden = {};
  spec.base.model.init = "zeros";
  const auto problem = test::problem_of(load_dataset(read_source("case:line"), DataSpec{}), spec.base);
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
    const Summary s = summarise(run(test::problem_of(function("half-square"), spec.base), spec).runs);
    CHECK(*s.predicted_limit / 1e100 == Approx(threshold * (1 - beta)).epsilon(1e-9));
    CHECK(*s.measured_over_predicted == Approx(1 / (1 - beta)).epsilon(0.002));
  }
  // Until the bias is forgotten an η near the limit amplifies by e^400, beyond double: warmed up it does not.
  spec.base.optimizer.beta1 = 0.99;
  spec.base.optimizer.epsilon = 1e8;
  spec.base.schedule.warmup_steps = 1000;
  CHECK(measured("half-square", spec) / 1e8 == Approx(398).epsilon(0.002));
  CHECK(run(test::problem_of(function("half-square"), spec.base), spec).search_note ==
        "no prediction to begin with: it began at lr 0.01");
}

TEST_CASE("a search begins at the prediction, doubles or halves, and bisects to its width in short numbers") {
  BoundarySearch up(0.01, Precision::float64, 0.1234567);
  CHECK(rates_asked(up, 0.7) ==
        std::vector{0.1235, 0.247, 0.494, 0.988, 0.6986, 0.8308, 0.7618, 0.7295, 0.7139, 0.7062, 0.7024});
  BoundarySearch down(1, Precision::float64, 8);
  CHECK(rates_asked(down, 1.5) == std::vector{8.0, 4.0, 2.0, 1.0});
  CHECK(down.note().empty());
  BoundarySearch narrow(1e-4, Precision::float64, 1.0);
  narrow.add(1.0008, false);
  narrow.add(1.0021, true);
  CHECK(narrow.next() == 1.0014);  // 1.001 is shorter, but lies at the edge
  for (const double tolerance : {1e-6, 1e-4, 0.3})
    for (const double boundary : {3e-44, 1.00000049, 0.999999, 123456.5, 3e38}) {
      CAPTURE(tolerance, boundary);
      BoundarySearch search(tolerance, Precision::float32, boundary * 0.7);
      double low = 0, high = HUGE_VAL;
      for (const double rate : rates_asked(search, boundary)) {
        if (high / low <= 1 + tolerance) {  // found: one look at half of it
          CHECK(rate <= high / 2);
          CHECK(rate > 0.49 * high);
          low = rate;
          break;
        }
        CHECK(low < rate);  // never one that is decided
        CHECK(rate < high);
        (rate < boundary ? low : high) = rate;
        CHECK((number_text(rate).size() <= 13 || rate == std::numeric_limits<float>::max()));
      }
      CHECK((high / low <= 1 + tolerance || low <= high / 2));
    }
}

TEST_CASE("where no rate at half the boundary has run, one is looked at, and if it fails the search goes on") {
  BoundarySearch fine(0.2, Precision::float64, 1.0);
  CHECK(rates_asked(fine, 1.3) == std::vector{1.0, 2.0, 1.414, 1.189, 0.707});
  BoundarySearch gap(0.2, Precision::float64, 1.0);
  for (const auto& [rate, fails] : {std::pair{1.0, false}, {2.0, true}, {1.414, true}, {1.189, false}}) {
    CHECK(gap.next() == rate);
    gap.add(rate, fails);
  }
  CHECK(gap.next() == 0.707);
  gap.add(0.707, true);
  CHECK(gap.next() == 0.3535);
}

TEST_CASE("rates that have run count for the bracket, whatever their order and number of runs") {
  BoundarySearch search(0.5, Precision::float64, 1e-9);
  search.add(8, true);
  search.add(1, false);
  search.add(4, false);
  search.add(4, true);  // another seed
  search.add(16, false);
  CHECK(rates_asked(search, 2.5) == std::vector{2.0, 2.828});
  CHECK(search.note().empty());
  BoundarySearch above(0.5, Precision::float64, 0.001);
  above.add(1, false);
  CHECK(above.next() == 2.0);  // the prediction lies below what is known not to fail
  BoundarySearch below(0.5, Precision::float64, 1000);
  below.add(1, true);
  CHECK(below.next() == 0.5);
}

TEST_CASE("a search that finds no second end stops at the range of the precision or after 200 steps") {
  BoundarySearch nothing_fails(0.01, Precision::float32, std::nullopt);
  CHECK(rates_asked(nothing_fails, HUGE_VAL).back() == std::numeric_limits<float>::max());
  CHECK(nothing_fails.note() ==
        "no prediction to begin with: it began at lr 0.01; no boundary: no lr failed up to 3.403e+38, the largest that "
        "float32 holds");
  BoundarySearch everything_fails(0.01, Precision::float32, 1.0);
  CHECK(rates_asked(everything_fails, 0).back() == std::numeric_limits<float>::denorm_min());
  CHECK(everything_fails.note() == "no boundary: every lr failed down to 1.401e-45, the smallest that float32 holds");
  BoundarySearch up(0.01, Precision::float64, 1.0), down(0.01, Precision::float64, 1.0);
  CHECK(rates_asked(up, HUGE_VAL).size() == 201);
  CHECK(up.note().starts_with("no boundary: no lr failed up to 1."));
  CHECK(up.note().ends_with("e+60, after 200 doublings"));
  CHECK(rates_asked(down, 0).size() == 201);
  CHECK(down.note().ends_with("e-61, after 200 halvings"));
  BoundarySearch outside(0.01, Precision::float32, 1e300);
  CHECK(outside.next() == std::numeric_limits<float>::max());
}

TEST_CASE("problems where nothing or everything fails end the search with a note and without a boundary") {
  SweepSpec spec = search_spec();
  spec.base.max_steps = 3;
  auto still = test::problem_of(function("square"), spec.base);
  still = still.starting_at(Vector<double>::Zero(1));
  const SweepResult never = run(still, spec);
  CHECK(never.search_note.find("no lr failed up to") != std::string::npos);
  CHECK_FALSE(summarise(never.runs).smallest_failed_lr);
  CHECK_FALSE(summarise(never.runs).measured_over_predicted);
  auto lost = test::problem_of(function("square"), spec.base);
  lost = lost.starting_at(Vector<double>::Constant(1, std::numeric_limits<double>::quiet_NaN()));
  const SweepResult always = run(lost, spec);
  CHECK(always.search_note.find("every lr failed down to") != std::string::npos);
  CHECK_FALSE(summarise(always.runs).largest_safe_lr);
}

TEST_CASE("listed rates run first, the search goes on from them, and runs none twice") {
  SweepSpec spec = search_spec();
  spec.learning_rates = {0.5, 7, 2.5};
  const SweepResult result = run(test::problem_of(function("half-square"), spec.base), spec);
  std::set<double> rates;
  for (std::size_t i = 0; i < result.runs.size(); ++i) {
    CHECK(result.runs[i].run == static_cast<std::int64_t>(i));
    CHECK(rates.insert(result.runs[i].lr).second);
    if (i < 3) CHECK(result.runs[i].lr == spec.learning_rates[i]);
    if (i >= 3) CHECK((0.5 < result.runs[i].lr && result.runs[i].lr < 2.5));
  }
  CHECK(result.runs[3].lr == 1.118);  // √(0.5 · 2.5), not the prediction
  CHECK(*summarise(result.runs).measured_over_predicted == Approx(1).epsilon(0.002));
}

TEST_CASE("a rate fails if one of its seeds fails, and the search is the same bytes for any number of threads") {
  SweepSpec spec;
  spec.base.model.hidden = {16};
  spec.base.epochs = 2;
  spec.learning_rates = {1e-5};
  spec.seeds = {0, 3, 4, 7};
  spec.boundary_tolerance = 0.05;
  spec.observe_steps = true;
  DataSpec data;
  data.scale = Scaling::standard;
  std::string first;
  for (const int threads : {1, 2, 4}) {
    spec.threads = threads;
    const auto problem = test::problem_of(load_dataset(read_source("case:diabetes"), data), spec.base);
    test::TextOfSweep transcript;
    const SweepResult result = run_sweep(problem, spec, transcript);
    if (first.empty()) first = transcript.text;
    CHECK(transcript.text == first);
    for (std::size_t i = 0; i < result.runs.size(); ++i) {
      CHECK(result.runs[i].seed == spec.seeds[i % 4]);
      CHECK(result.runs[i].lr == result.runs[i / 4 * 4].lr);
    }
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
    CHECK(s.predicted_limit == smallest);
    CHECK(s.highest_predicted_limit == largest);
    CHECK(smallest < largest);
    CHECK(result.runs[4].lr == Approx(smallest).epsilon(0.0005));
  }
  CHECK(first.size() > 10000);
}
