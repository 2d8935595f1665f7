#include <algorithm>
#include <cmath>

#include "base/interruption.h"
#include "base/quantiles.h"
#include "base/threads.h"
#include "find/warmup.h"

namespace lrscope {
namespace {

constexpr std::size_t most_seeds = 5;
constexpr std::int64_t measurements = 20;  // of a warm-up
constexpr double alike = 0.1;              // of limits

/// The limits on the way of one warm-up: η_t over the stability ratio.
class LimitObserver final : public StepObserver {
 public:
  std::optional<double> critical_lr;  // of the first step
  std::optional<double> start, before_edge, end;
  std::optional<std::int64_t> edge_step;

  void on_step(const StepRecord& step) override {
    if (step.step == 0) critical_lr = step.measured_critical_lr;
    if (!step.stability_ratio || !(*step.stability_ratio > 0) || !std::isfinite(*step.stability_ratio)) return;
    const double limit = step.lr / *step.stability_ratio;
    if (step.step == 0) start = limit;
    end = limit;
    if (edge_step) return;
    if (*step.stability_ratio > 1)
      edge_step = step.step;
    else
      before_edge = limit;
  }
};

template <class Value>
std::optional<double> median_of(const std::vector<LimitObserver>& seen, std::optional<Value> LimitObserver::*member) {
  std::vector<double> values;
  for (const LimitObserver& one : seen)
    if (one.*member) values.push_back(static_cast<double>(*(one.*member)));
  return values.empty() ? std::nullopt : std::optional(median(std::move(values)));
}

}  // namespace

Regime regime_of(double start, double before_edge) {
  if (before_edge < start / (1 + alike)) return Regime::sharpening;
  return before_edge > start * (1 + alike) ? Regime::flattening : Regime::constant;
}

void measure_regime(const Problem& problem, const WarmupRequest& request, std::int64_t steps, WarmupRecord& record) {
  std::vector<LimitObserver> seen(std::min(most_seeds, request.seeds.size()));
  for_each_index(request.threads, seen.size(), [&](std::size_t i) {
    RunSpec run = request.base;
    run.seed = request.seeds[i];
    run.schedule.warmup_steps = steps;
    run.max_steps = steps;
    run.curvature.sharpness_every = std::max<std::int64_t>(1, steps / measurements);
    run.measures_critical_lr = true;
    problem.run(run, &seen[i]);
  });
  interruption::check();
  record.measured_warmup = steps;
  record.measured_seeds = std::ssize(seen);
  record.start_critical_lr = median_of(seen, &LimitObserver::critical_lr);
  record.start_limit = median_of(seen, &LimitObserver::start);
  record.limit_before_edge = median_of(seen, &LimitObserver::before_edge);
  record.end_limit = median_of(seen, &LimitObserver::end);
  if (const auto edge = median_of(seen, &LimitObserver::edge_step)) record.edge_step = std::llround(*edge);
  if (record.start_limit && record.limit_before_edge)
    record.regime = regime_of(*record.start_limit, *record.limit_before_edge);
}

}  // namespace lrscope
