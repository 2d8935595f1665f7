#include <algorithm>
#include <cmath>

#include "base/interruption.h"
#include "base/quantiles.h"
#include "base/text.h"
#include "base/threads.h"
#include "find/warmup.h"
#include "optim/optimizer.h"

namespace lrscope {
namespace {

constexpr std::size_t most_seeds = 5;
constexpr std::int64_t measurements = 20;  // of a warm-up
constexpr double alike = 0.1;

/// The sharpness on the way of one warm-up. The limit is inversely proportional to it.
class WarmupObserver final : public StepObserver {
 public:
  std::optional<double> limit;        // at θ_0; absent: no edge is seen
  std::optional<double> critical_lr;  // of the first step
  std::optional<double> start, before_edge, end;
  std::optional<std::int64_t> edge_step;

  void on_step(const StepRecord& step) override {
    if (step.step == 0) critical_lr = step.measured_critical_lr;
    if (!step.sharpness) return;
    const double sharpness = step.sharpness->value;
    if (!(sharpness > 0) || !std::isfinite(sharpness)) return;
    if (!start) start = sharpness;
    end = sharpness;
    if (edge_step) return;
    if (limit && step.lr > *limit * (*start / sharpness))
      edge_step = step.step;
    else
      before_edge = sharpness;
  }
};

template <class Value>
std::optional<double> median_of(const std::vector<WarmupObserver>& seen, std::optional<Value> WarmupObserver::*member) {
  std::vector<double> values;
  for (const WarmupObserver& one : seen)
    if (one.*member) values.push_back(static_cast<double>(*(one.*member)));
  return values.empty() ? std::nullopt : std::optional(median(std::move(values)));
}

}  // namespace

Regime regime_of(double start, double before_edge) {
  if (before_edge > start * (1 + alike)) return Regime::sharpening;
  return before_edge < start / (1 + alike) ? Regime::flattening : Regime::constant;
}

void measure_regime(const Problem& problem, const WarmupRequest& request, std::int64_t steps, WarmupRecord& record) {
  std::vector<WarmupObserver> seen(std::min(most_seeds, request.seeds.size()));
  const bool is_adaptive = find_named(optimizers(), request.base.optimizer.name, "optimizer").is_adaptive();
  for_each_index(request.threads, seen.size(), [&](std::size_t i) {
    RunSpec run = request.base;
    run.seed = request.seeds[i];
    run.schedule.warmup_steps = 0;
    if (!is_adaptive) seen[i].limit = problem.start_curvature(run).limit;
    run.schedule.warmup_steps = steps;
    run.max_steps = steps;
    run.curvature.sharpness_every = std::max<std::int64_t>(1, steps / measurements);
    run.measures_critical_lr = true;
    problem.run(run, &seen[i]);
  });
  interruption::check();
  record.measured_warmup = steps;
  record.measured_seeds = std::ssize(seen);
  record.start_critical_lr = median_of(seen, &WarmupObserver::critical_lr);
  record.start_limit = median_of(seen, &WarmupObserver::limit);
  record.start_sharpness = median_of(seen, &WarmupObserver::start);
  record.sharpness_before_edge = median_of(seen, &WarmupObserver::before_edge);
  record.end_sharpness = median_of(seen, &WarmupObserver::end);
  if (const auto edge = median_of(seen, &WarmupObserver::edge_step)) record.edge_step = std::llround(*edge);
  if (record.start_sharpness && record.sharpness_before_edge)
    record.regime = regime_of(*record.start_sharpness, *record.sharpness_before_edge);
}

}  // namespace lrscope
