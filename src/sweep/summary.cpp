#include <algorithm>
#include <cmath>
#include <map>

#include "lrscope/sweep.h"

namespace lrscope {
namespace {

constexpr double safety = 2;  // the suggestion times this is at most the smallest learning rate that failed

/// All seeds of one learning rate together.
struct Rate {
  double loss_sum = 0;
  std::int64_t runs = 0;
  std::int64_t failed = 0;
  bool all_trained = true;
  double mean_loss() const { return loss_sum / static_cast<double>(runs); }
};

void lower(std::optional<double>& smallest, double value) { smallest = std::min(value, smallest.value_or(value)); }
void raise(std::optional<double>& largest, double value) { largest = std::max(value, largest.value_or(value)); }

void choose(const std::map<double, Rate>& rates, bool any_rise, bool fails_at_start, Summary& summary) {
  const auto fastest_below = [&](double limit) {
    std::optional<double> best;
    for (const auto& [lr, rate] : rates)
      if (lr <= limit && rate.all_trained && (!best || rate.mean_loss() < rates.at(*best).mean_loss())) best = lr;
    return best;
  };
  summary.fastest_lr = fastest_below(HUGE_VAL);
  if (!summary.fastest_lr) {
    summary.suggestion_rule =
        fails_at_start ? "no suggestion: the loss is not finite at the start, before any step; scale the data, start "
                         "from smaller weights, or use --precision float64"
        : summary.smallest_failed_lr ? "no suggestion: no learning rate trained; sweep lower ones"
        : any_rise
            ? "no suggestion: nothing trained; where the loss rose the learning rate is too high, elsewhere too low"
            : "no suggestion: nothing trained and the loss never rose; sweep higher ones";
    return;
  }
  summary.fastest_final_loss = rates.at(*summary.fastest_lr).mean_loss();
  if (!summary.smallest_failed_lr) {
    summary.suggested_lr = summary.fastest_lr;
    summary.suggestion_rule = "lowest final loss; no learning rate failed, so the boundary lies above this sweep";
    return;
  }
  summary.suggested_lr = fastest_below(*summary.smallest_failed_lr / safety);
  if (!summary.suggested_lr)
    summary.suggestion_rule =
        "no suggestion: none trained at half the smallest failed learning rate or below; sweep lower ones";
  else if (summary.suggested_lr == summary.fastest_lr)
    summary.suggestion_rule = "lowest final loss; it is at most half the smallest learning rate that failed";
  else
    summary.suggestion_rule = "lowest final loss among those at most half the smallest learning rate that failed";
}

/// The boundary, and its ratio to the prediction.
void place_boundary(const std::map<double, Rate>& rates, Summary& summary) {
  for (const auto& [lr, rate] : rates) {
    summary.rates.push_back(lr);
    summary.failed_fractions.push_back(static_cast<double>(rate.failed) / static_cast<double>(rate.runs));
    if (summary.smallest_failed_lr && lr < *summary.smallest_failed_lr) summary.largest_safe_lr = lr;
  }
  if (!summary.largest_safe_lr || !summary.predicted_limit) return;
  const double measured = std::sqrt(*summary.largest_safe_lr) * std::sqrt(*summary.smallest_failed_lr);
  summary.measured_over_predicted = measured / *summary.predicted_limit;
}

std::int64_t count_inversions(const std::vector<RunRecord>& runs) {
  std::map<std::uint64_t, std::optional<double>> smallest_failed;  // of each seed
  for (const RunRecord& run : runs)
    if (has_failed(run.outcome)) lower(smallest_failed[run.seed], run.lr);
  return std::ranges::count_if(runs, [&](const RunRecord& run) {
    const auto& failed = smallest_failed[run.seed];
    return !has_failed(run.outcome) && failed && *failed < run.lr;
  });
}

/// Keeps the runs that the summary in words names; `run` comes in order.
void take_notice(const RunRecord& run, const RunRecord& first, std::int64_t hidden_units, Summary& summary) {
  summary.several_seeds = summary.several_seeds || run.seed != first.seed;
  const auto& limit = run.start.limit;
  if (limit && (!summary.lowest_limit || *limit < *summary.lowest_limit->start.limit)) summary.lowest_limit = run;
  if (!limit && !summary.without_limit) summary.without_limit = run;
  if (unconverged_of(run.start) && !summary.unconverged) summary.unconverged = run;
  const auto keep_lower = [&](std::optional<RunRecord>& kept) {
    if (!kept || run.lr < kept->lr) kept = run;
  };
  if (has_failed(run.outcome)) keep_lower(summary.first_failed);
  const bool is_mostly_dead = hidden_units > 0 && 2 * run.dead_units.value_or(0) > hidden_units;
  if (run.outcome == Outcome::stalled && is_mostly_dead) keep_lower(summary.mostly_dead);
}

}  // namespace

Summary summarise(const std::vector<RunRecord>& runs, std::int64_t hidden_units) {
  Summary summary;
  std::map<double, Rate> rates;
  bool any_rise = false, fails_at_start = false;
  for (const RunRecord& run : runs) {
    ++summary.runs;
    take_notice(run, runs.front(), hidden_units, summary);
    fails_at_start = fails_at_start || !std::isfinite(run.initial_loss);
    any_rise = any_rise || run.first_rise_step || run.final_loss >= run.initial_loss;
    Rate& rate = rates[run.lr];
    ++rate.runs;
    rate.loss_sum += run.final_loss;
    rate.all_trained = rate.all_trained && has_trained(run.outcome);
    if (run.start.limit) lower(summary.predicted_limit, *run.start.limit);
    if (run.start.limit) raise(summary.highest_predicted_limit, *run.start.limit);
    if (has_trained(run.outcome)) raise(summary.largest_trained_lr, run.lr);
    if (!has_failed(run.outcome)) continue;
    ++summary.failed;
    ++rate.failed;
    lower(summary.smallest_failed_lr, run.lr);
  }
  summary.monotone = !summary.largest_trained_lr || !summary.smallest_failed_lr ||
                     *summary.largest_trained_lr < *summary.smallest_failed_lr;
  summary.inversions = count_inversions(runs);
  place_boundary(rates, summary);
  choose(rates, any_rise, fails_at_start, summary);
  return summary;
}

}  // namespace lrscope
