#include "sweep/safe_limit.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/interruption.h"
#include "base/threads.h"
#include "train/slow_path.h"

namespace lrscope {
namespace {

constexpr double slowness = 10;  // below what may fail
constexpr int most_runs = 3;     // of a seed

/// A slow run that stayed below the limit it met. Throws: Interrupted.
std::optional<SlowRun> slow_run_below(const Problem& problem, RunSpec spec, double edge) {
  spec.learning_rate = edge;
  for (int run = 0; run < most_runs; ++run) {
    spec.learning_rate /= slowness;
    const auto met = problem.slow_run(spec);
    if (!met || met->limit >= spec.learning_rate) return met;
  }
  return std::nullopt;
}

/// The lowest of all seeds; nothing if one has none.
std::optional<SlowRun> lowest_of(const Problem& problem, const SweepSpec& sweep, double edge) {
  std::vector<std::optional<SlowRun>> met(sweep.seeds.size());
  for_each_index(sweep.threads, met.size(), [&](std::size_t i) {
    RunSpec spec = sweep.base;
    spec.seed = sweep.seeds[i];
    met[i] = slow_run_below(problem, spec, edge);
  });
  if (!std::ranges::all_of(met, [](const auto& run) { return run.has_value(); })) return std::nullopt;
  return *std::ranges::min_element(met, {}, [](const auto& run) { return run->limit; });
}

}  // namespace

// In steps over all rows. A product costs about two of them; Lanczos takes some ten where it knows the eigenvector of the
// measurement before; the scatter of batches is two more.
bool is_cheaper_than(std::span<const RunRecord> runs, std::int64_t rows, const SweepSpec& sweep) {
  constexpr double cost_of_measurement = 10 * 2 + 2;
  const RunSpec& base = sweep.base;
  const double share = static_cast<double>(rows_of_step(base, rows)) / static_cast<double>(rows);  // of a step
  const std::int64_t steps = total_steps_on(base, rows);
  const double slow =
      share * static_cast<double>(steps) + cost_of_measurement * static_cast<double>(steps_to_measure(steps).size());
  double swept = 0;
  for (const RunRecord& run : runs) swept += share * static_cast<double>(run.steps);
  return static_cast<double>(sweep.seeds.size()) * slow < swept;
}

void find_safe_limit(const Problem& problem, const SweepSpec& sweep, Summary& summary) {
  std::optional<double> edge = summary.predicted_limit;
  if (summary.smallest_failed_lr) edge = std::min(*summary.smallest_failed_lr, edge.value_or(HUGE_VAL));
  if (!edge) return;
  try {
    const auto met = lowest_of(problem, sweep, *edge);
    if (!met || (summary.smallest_failed_lr && met->limit >= *summary.smallest_failed_lr)) return;
    summary.safe_limit = met->limit;
    summary.safe_limit_lr = met->lr;
    summary.safe_limit_step = met->step;
    summary.safe_limit_sharpness = met->sharpness;
  } catch (const Interrupted&) {
  }
}

}  // namespace lrscope
