// How limits compare with the measured boundary of divergence: the limit at θ_0, the safe limit of a slow run, and for
// optimizers with a preconditioner the limits on the way of slow runs. For each rule the ratio limit/boundary.
//
//   bench_limits FIRST_SEED SEEDS OPTIMIZER…
//
// What a setting is: settings.h.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/threads.h"
#include "lrscope/problem.h"
#include "optim/optimizer.h"
#include "settings.h"
#include "sweep/safe_limit.h"

using namespace lrscope;
using namespace lrscope::bench;

namespace {

/// The ratios of one setting, by rule; nothing without a boundary.
using Ratios = std::map<std::string, double>;

/// limit/ratio of every step measured.
class Limits final : public StepObserver {
 public:
  std::vector<double> found;
  void on_step(const StepRecord& step) override {
    if (step.stability_ratio && *step.stability_ratio > 0) found.push_back(step.lr / *step.stability_ratio);
  }
};

/// Limits on the way of a run at `rate`, the first tenth left out: lowest, median.
void add_way(const Setting& setting, double rate, double boundary, const std::string& name, Ratios& ratios) {
  RunSpec run = setting.run;
  run.learning_rate = rate;
  run.curvature.sharpness_every = 10;
  run.curvature.max_hvps = 100;
  Limits limits;
  setting.problem->run(run, &limits);
  std::vector<double>& found = limits.found;
  found.erase(found.begin(), found.begin() + std::ssize(found) / 10);
  if (found.empty()) return;
  std::ranges::sort(found);
  ratios[name + ": lowest"] = found.front() / boundary;
  ratios[name + ": median"] = found[found.size() / 2] / boundary;
}

/// What `lrscope sweep` would know: the smallest of its default rates that fails.
std::optional<double> smallest_failed(const Setting& setting, double safe) {
  for (int half_decade = -12; half_decade <= 0; ++half_decade)
    if (const double rate = std::pow(10, half_decade / 2.0); rate > safe / 2 && fails(setting, rate)) return rate;
  return std::nullopt;
}

Ratios measure(const Setting& setting) {
  Ratios ratios;
  const StartCurvature start = setting.problem->start_curvature(setting.run);
  const bool is_adaptive = find_named(optimizers(), setting.run.optimizer.name, "optimizer").is_adaptive();
  const auto edge = measure_boundary(setting, is_adaptive ? std::optional(0.1) : start.limit);
  if (!edge) return ratios;
  // At or below the boundary: up to the rate that failed, within the tolerance of the search.
  const double boundary = edge->failed;
  const auto at_start = setting.problem->stability_ratio(setting.run);
  if (at_start && *at_start > 0) ratios["limit at the start"] = setting.run.learning_rate / *at_start / boundary;
  if (is_adaptive) {
    for (const double share : {10, 100}) {
      const double rate = edge->safe / share;
      add_way(setting, rate, boundary, fmt::format("run at 1/{} of the boundary", share), ratios);
    }
    return ratios;
  }
  Summary summary;
  summary.predicted_limit = start.limit;
  summary.smallest_failed_lr = smallest_failed(setting, edge->safe);
  SweepSpec sweep;
  sweep.base = setting.run;
  sweep.seeds = {setting.run.seed};
  find_safe_limit(*setting.problem, sweep, summary);
  if (!summary.safe_limit) return ratios;
  ratios["safe limit"] = *summary.safe_limit / boundary;
  ratios["threshold / largest sharpness"] = *start.threshold / *summary.safe_limit_sharpness / boundary;
  if (fails(setting, *summary.safe_limit)) ratios["failed at the safe limit"] = *summary.safe_limit / boundary;
  return ratios;
}

void print_rule(const std::string& rule, std::vector<double> ratios) {
  std::ranges::sort(ratios);
  const auto below = std::ranges::count_if(ratios, [](double ratio) { return ratio <= 1; });
  const auto near = std::ranges::count_if(ratios, [](double ratio) { return ratio >= 0.1 && ratio <= 1; });
  fmt::print("  {:<40}{:>6}{:>10.3g}{:>10.2g}{:>10.3g}{:>12}{:>8}\n", rule, ratios.size(), ratios[ratios.size() / 2],
             ratios.front(), ratios.back(), below, near);
}

void report(std::uint64_t first, std::uint64_t seeds, const std::string& optimizer) {
  const std::vector<Setting> all = settings(first, seeds, optimizer);
  std::vector<Ratios> measured(all.size());
  for_each_index(2, all.size(), [&](std::size_t i) { measured[i] = measure(all[i]); });
  std::map<std::string, std::vector<double>> by_rule;
  std::size_t with_boundary = 0;
  for (const Ratios& ratios : measured) {
    with_boundary += !ratios.empty();
    for (const auto& [rule, ratio] : ratios) by_rule[rule].push_back(ratio);
  }
  fmt::print("{}: {} of {} settings have a boundary\n", optimizer, with_boundary, all.size());
  fmt::print("  {:<40}{:>6}{:>10}{:>10}{:>10}{:>12}{:>8}\n", "limit / boundary", "n", "median", "lowest", "highest",
             "at or below", "0.1 … 1");
  for (const auto& [rule, ratios] : by_rule) print_rule(rule, ratios);
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) {
    fmt::print(stderr, "usage: bench_limits FIRST_SEED SEEDS OPTIMIZER…\n");
    return 2;
  }
  for (int i = 3; i < count; ++i) report(std::stoull(words[1]), std::stoull(words[2]), words[i]);
}
