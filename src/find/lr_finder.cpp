#include <algorithm>
#include <cmath>

#include "base/interruption.h"
#include "find/find.h"
#include "find/suggestion.h"

namespace lrscope {
namespace {

/// The run of a range test: the learning rate rises whatever the schedule, and only the loop itself ends it early.
RunSpec rising(const RunSpec& base, const FindSpec& spec) {
  RunSpec run = base;
  run.schedule.rise_to = spec.end_lr;
  run.max_steps = spec.steps;
  run.stop_on_divergence = false;
  run.curvature.sharpness_every = 0;
  return run;
}

class RangeTestObserver final : public SweepObserver {
 public:
  RangeTestObserver(const FindSpec& spec, SweepObserver& progress) : spec_(spec), progress_(progress) {}

  void on_step(const StepRecord& step) override { steps_.push_back(step); }
  void on_run(const RunRecord& run) override {
    evaluate(run);
    steps_.clear();
  }
  void on_progress(const RunRecord& run) override { progress_.on_progress(run); }

  FindResult result;

 private:
  void append_steps(std::size_t count, const std::vector<double>& averages) {
    const auto [begin, end] = used_range(count, spec_.steps);
    double best = averages.front();
    for (std::size_t i = 0; i < count; ++i) {
      const StepRecord& step = steps_[i];
      best = std::min(best, averages[i]);
      std::optional<double> limit;
      if (std::isfinite(best)) limit = stop_limit(averages.front(), best, spec_.stop_factor);
      const bool is_used = begin <= i && i < end;
      result.steps.push_back({step.seed, step.step, step.lr, step.loss, averages[i], limit, is_used, step.critical_lr,
                              step.actual_change});
    }
  }

  void evaluate(const RunRecord& run) {
    std::vector<double> losses;
    for (const StepRecord& step : steps_) losses.push_back(step.loss);
    const std::vector<double> averages = smoothed(losses, spec_.smoothing);
    RangeTestRecord test = find_stop(losses, averages, spec_.stop_factor, run.parameter_nonfinite_step);

    const auto measured = std::min(steps_.size(), static_cast<std::size_t>(test.stop_step) + 1);
    append_steps(measured, averages);
    LossCurve curve;
    for (std::size_t i = 0; i < measured; ++i) curve.add(steps_[i].lr, averages[i]);
    curve.rises_later = test.stop_reason != StopReason::end_reached;

    test.seed = run.seed;
    test.steps = static_cast<std::int64_t>(measured);
    test.stop_lr = steps_[measured - 1].lr;
    if (static_cast<std::size_t>(test.stop_step) < measured) {  // no loss is measured after the last step
      test.loss = losses[measured - 1];
      test.smoothed_loss = averages[measured - 1];
    }
    if (test.best_step) {
      const auto best = static_cast<std::size_t>(*test.best_step);
      test.best_smoothed_loss = averages[best];
      test.best_lr = steps_[best].lr;
    }
    const LossCurve used = used_part(curve, spec_.steps);
    for (int i = 0; i < suggestion_methods; ++i)
      test.suggestions[i] = suggest(static_cast<SuggestionMethod>(i), used, spec_.slide_threshold);
    result.tests.push_back(std::move(test));
  }

  const FindSpec& spec_;
  SweepObserver& progress_;
  std::vector<StepRecord> steps_;  // of the current run
};

}  // namespace

std::vector<double> smoothed(const std::vector<double>& losses, double beta) {
  std::vector<double> averages;
  double v = 0, weight = 0;  // Σ of the weights in v: 1 − β^{t+1}
  for (const double loss : losses) {
    v = beta * v + (1 - beta) * loss;
    weight = beta * weight + (1 - beta);
    averages.push_back(v / weight);
  }
  return averages;
}

double stop_limit(double first, double best, double factor) {
  return best + (factor - 1) * std::max(std::abs(best), first - best);
}

RangeTestRecord find_stop(const std::vector<double>& losses, const std::vector<double>& smoothed_losses, double factor,
                          std::optional<std::int64_t> parameter_nonfinite_step) {
  RangeTestRecord stop;
  double best = 0;
  const auto ends = [&](StopReason reason, std::int64_t step) {
    stop.stop_reason = reason;
    stop.stop_step = step;
    return stop;
  };
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const auto step = static_cast<std::int64_t>(i);
    if (parameter_nonfinite_step && *parameter_nonfinite_step <= step)
      return ends(StopReason::parameter_nonfinite, step);
    if (std::isnan(losses[i])) return ends(StopReason::loss_nan, step);
    if (std::isinf(losses[i])) return ends(StopReason::loss_infinite, step);
    const double average = smoothed_losses[i];
    if (!stop.best_step || average < best) {
      stop.best_step = step;
      best = average;
    }
    stop.stop_limit = stop_limit(smoothed_losses.front(), best, factor);
    if (!(average <= *stop.stop_limit)) return ends(StopReason::loss_rose, step);
  }
  const auto after = static_cast<std::int64_t>(losses.size());
  if (parameter_nonfinite_step && *parameter_nonfinite_step <= after)
    return ends(StopReason::parameter_nonfinite, after);
  return ends(StopReason::end_reached, after - 1);
}

FindResult run_range_tests(const Problem& problem, const FindRequest& request, SweepObserver& progress) {
  SweepSpec sweep;
  sweep.base = rising(request.base, request.find);
  sweep.learning_rates = {request.find.start_lr};
  sweep.seeds = request.seeds;
  sweep.threads = request.threads;
  sweep.observe_steps = true;
  RangeTestObserver observer(request.find, progress);
  run_sweep(problem, sweep, observer);
  interruption::check();
  return std::move(observer.result);
}

}  // namespace lrscope
