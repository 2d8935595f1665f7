#include "explain/counterfactual.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/threads.h"
#include "lrscope/errors.h"
#include "lrscope/run_spec.h"
#include "sweep/boundary.h"
#include "train/watch/stop_rule.h"

namespace lrscope {
namespace {

// Only the order of magnitude of a boundary's factor matters.
constexpr double boundary_tolerance = 0.1;

// A boundary is checked at these fractions of it.
constexpr double divisors_below[] = {2, 10, 100};
constexpr int most_restarts = 5;

RunRecord run_one(const ExplainSpec& spec, const Problem& problem, RunSpec run, std::uint64_t seed) {
  run.seed = seed;
  RunRecord record = problem.run(run);
  if (spec.on_run) spec.on_run(record);
  return record;
}

/// Runs that are expected, and in the end those that there were.
class Plan {
 public:
  Plan(const ExplainSpec& spec, std::int64_t expected) : spec_(spec), left_(expected) {
    if (spec_.on_plan) spec_.on_plan(expected);
  }
  ~Plan() {
    if (spec_.on_plan && left_ != 0) spec_.on_plan(-left_);
  }
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  void count() { --left_; }

 private:
  const ExplainSpec& spec_;
  std::int64_t left_;
};

/// The worst run is the one to explain.
int badness(const RunRecord& run) { return has_failed(run.outcome) ? 2 : has_skill(run) ? 0 : 1; }

/// Nothing if the change cannot be made.
std::optional<ChangeRecord> try_change(ProblemCache& problems, const ExplainSpec& spec, const Suspect& suspect) {
  try {
    Request request = with(spec.request, suspect.change);
    ChangeRecord record{.suspect = suspect, .command = spec.command_of(request)};
    request.run.curvature.sharpness_every = 0;
    const auto problem = problems.problem_for(request);
    record.runs = run_seeds(spec, *problem, request.run);
    record.is_sufficient = record.runs.has_skill;
    if (spec.searches_boundaries && !is_of_rate(suspect.remedy.kind))
      record.boundary = find_boundary(spec, *problem, request.run, has_failed(record.runs.run.outcome));
    return record;
  } catch (const UsageError&) {  // another precision that cannot hold a rate, parameters that no longer fit
  } catch (const DataError&) {   // a row or column that is needed
  }
  return std::nullopt;
}

}  // namespace

double Boundary::middle() const {
  if (!failed_lr) return std::numeric_limits<double>::infinity();
  if (!safe_lr) return 0;
  return std::sqrt(*safe_lr) * std::sqrt(*failed_lr);
}

SeedRuns run_seeds(const ExplainSpec& spec, const Problem& problem, const RunSpec& run) {
  SeedRuns runs;
  double d2_sum = 0;
  bool has_d2 = true;
  Plan plan(spec, std::ssize(spec.seeds));
  for (const std::uint64_t seed : spec.seeds) {
    RunRecord record = run_one(spec, problem, run, seed);
    plan.count();
    runs.has_skill = runs.has_skill && has_skill(record);
    const std::optional<double>& d2 = record.holdout_d2 ? record.holdout_d2 : record.d2;
    has_d2 = has_d2 && d2;
    const double rise = record.rise_after_best.value_or(1);
    runs.largest_rise = std::isnan(rise) ? HUGE_VAL : std::max(runs.largest_rise, rise);
    d2_sum += d2.value_or(0);
    if (seed == spec.seeds.front() || badness(record) > badness(runs.run)) runs.run = std::move(record);
  }
  if (has_d2) runs.mean_d2 = d2_sum / static_cast<double>(spec.seeds.size());
  runs.loss_share = loss_share_of(runs.run);
  return runs;
}

std::optional<std::int64_t> affordable_steps(const Problem& problem, const RunSpec& run,
                                             std::optional<std::int64_t> end) {
  constexpr double affordable = 3e8;  // rows × parameters, over all steps: some tenths of a second
  constexpr std::int64_t fewest = 200;
  if (!problem.data()) return std::nullopt;
  const std::int64_t rows = problem.data()->rows();
  const std::int64_t batch = rows_of_step(run, rows);
  const std::int64_t all = total_steps_on(run, rows);
  const double size = static_cast<double>(batch) * static_cast<double>(problem.parameters(run));
  const std::int64_t steps = std::max({static_cast<std::int64_t>(affordable / size), fewest, 2 * end.value_or(0)});
  return steps < all ? std::optional(steps) : std::nullopt;
}

Boundary find_boundary(const ExplainSpec& spec, const Problem& problem, const RunSpec& run, bool known_to_fail) {
  BoundarySearch search(boundary_tolerance, run.precision, run.learning_rate, Pace::galloping);
  search.add(run.learning_rate, known_to_fail);
  RunSpec one = run;
  constexpr std::int64_t usual = 14;  // rates that a search takes
  Plan plan(spec, usual * std::ssize(spec.seeds));
  const auto add = [&](double rate) {
    one.learning_rate = rate;
    search.add(rate, std::any_of(spec.seeds.begin(), spec.seeds.end(), [&](std::uint64_t seed) {
                 plan.count();
                 return has_failed(run_one(spec, problem, one, seed).outcome);
               }));
  };
  const auto search_on = [&] {
    while (const auto rate = search.next()) add(*rate);
  };
  search_on();
  // Outcomes are not monotone: a network whose units an overshoot has killed does not fail. So rates below are run too.
  for (int restart = 0; restart < most_restarts && search.largest_safe(); ++restart) {
    const double safe = *search.largest_safe(), failed = search.smallest_failed().value_or(safe);
    for (const double divisor : divisors_below)
      if (const double rate = safe / divisor; rate >= representable_rates(run.precision).smallest) add(rate);
    if (search.smallest_failed().value_or(safe) == failed) break;
    search_on();
  }
  return {search.largest_safe(), search.smallest_failed()};
}

std::vector<ChangeRecord> try_changes(ProblemCache& problems, const ExplainSpec& spec,
                                      const std::vector<Suspect>& list) {
  std::vector<std::optional<ChangeRecord>> tried(list.size());
  for_each_index(spec.threads, list.size(), [&](std::size_t i) { tried[i] = try_change(problems, spec, list[i]); });
  std::vector<ChangeRecord> changes;
  for (std::optional<ChangeRecord>& change : tried)
    if (change) changes.push_back(std::move(*change));
  return changes;
}

std::optional<double> boundary_factor(const Boundary& before, const Boundary& after) {
  const double from = before.middle(), to = after.middle();
  if (from == to) return std::isinf(from) || from == 0 ? std::nullopt : std::optional(1.0);
  return to / from;
}

}  // namespace lrscope
