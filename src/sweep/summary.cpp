#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include "base/text.h"
#include "lrscope/sweep.h"
#include "sweep/wilson.h"

namespace lrscope {
namespace {

constexpr double safety = 2;  // the suggestion times this is at most the smallest learning rate that failed

/// The mean of a number that may be absent: then there is none.
class Mean {
 public:
  void add(const std::optional<double>& value) {
    ++count_;
    sum_ += value.value_or(0);
    is_whole_ = is_whole_ && value;
  }
  std::optional<double> get() const {
    return is_whole_ ? std::optional(sum_ / static_cast<double>(count_)) : std::nullopt;
  }

 private:
  std::int64_t count_ = 0;
  double sum_ = 0;
  bool is_whole_ = true;
};

/// All seeds of one learning rate together.
struct Rate {
  std::int64_t runs = 0;
  std::int64_t failed = 0;
  std::int64_t trained = 0;     // trained or spiked
  std::int64_t with_skill = 0;  // of these, on held-out rows, too, where there are any
  Mean final_loss, holdout_loss, d2, holdout_d2, holdout_chance;

  void add(const RunRecord& run) {
    ++runs;
    failed += has_failed(run.outcome);
    trained += has_skill(run.outcome);
    with_skill += has_skill(run);
    final_loss.add(run.final_loss);
    holdout_loss.add(run.holdout_loss);
    d2.add(run.d2);
    holdout_d2.add(run.holdout_d2);
    holdout_chance.add(run.holdout_chance);
  }
};
using Rates = std::map<double, Rate>;

void lower(std::optional<double>& smallest, double value) { smallest = std::min(value, smallest.value_or(value)); }
void raise(std::optional<double>& largest, double value) { largest = std::max(value, largest.value_or(value)); }

/// Of the learning rates up to `limit` at which every seed `counts` the one with the lowest mean of `loss`.
std::optional<double> best_below(const Rates& rates, double limit, std::int64_t Rate::*counts, Mean Rate::*loss) {
  std::optional<double> best;
  for (const auto& [lr, rate] : rates)
    if (lr <= limit && rate.*counts == rate.runs && (!best || (rate.*loss).get() < (rates.at(*best).*loss).get()))
      best = lr;
  return best;
}

bool holds_rows_out(const std::vector<RunRecord>& runs) { return !runs.empty() && runs.front().holdout_loss; }

/// Where some rate trains, but none has skill on the held-out rows; else "".
std::string lack_of_holdout_skill(const Rates& rates) {
  const Rate* best = nullptr;
  double best_lr = 0;
  for (const auto& [lr, rate] : rates) {
    const auto d2 = rate.holdout_d2.get();
    if (rate.trained == 0 || !d2 || !std::isfinite(*d2) || (best && !(d2 > best->holdout_d2.get()))) continue;
    best = &rate;
    best_lr = lr;
  }
  if (!best) return "";
  return "no suggestion: no learning rate has skill on the held-out rows; the best, lr " + short_number_text(best_lr) +
         ", has d2 " + short_number_text(*best->holdout_d2.get(), 2) + " there, and up to " +
         short_number_text(best->holdout_chance.get().value_or(0), 2) + " may be chance";
}

/// Why nothing is suggested although some rates have skill: they lie above `limit`.
std::string lack_below(const Rates& rates, double limit) {
  const auto above = rates.upper_bound(limit);
  if (above == rates.begin())
    return "no suggestion: no learning rate is at half the smallest that failed or below; sweep lower ones";
  const double highest = std::prev(above)->first;  // tried, without skill
  std::string text = "no suggestion: those with skill are above half the smallest learning rate that failed";
  if (highest < limit) text += "; sweep between lr " + short_number_text(highest) + " and " + short_number_text(limit);
  return text;
}

/// Why nothing is suggested.
std::string lack_of(const Rates& rates, const std::vector<RunRecord>& runs) {
  if (runs.empty()) return "no suggestion: no run has ended";
  if (std::ranges::any_of(runs, [](const RunRecord& run) { return !std::isfinite(run.initial_loss); }))
    return "no suggestion: the loss is not finite at the start, before any step; scale the data, start from smaller "
           "weights, or use --precision float64";
  const auto most = std::ranges::max_element(rates, {}, [](const auto& rate) { return rate.second.with_skill; });
  if (most->second.with_skill > 0)
    return "no suggestion: no learning rate has skill with every seed; lr " + short_number_text(most->first) +
           " has it with " + std::to_string(most->second.with_skill) + " of " + counted(most->second.runs, "seed");
  if (std::string lack = lack_of_holdout_skill(rates); !lack.empty()) return lack;
  if (std::ranges::any_of(runs, [](const RunRecord& run) { return run.d2 > 0.0; }))
    return "no suggestion: no learning rate has skill; where the loss is below that of a constant prediction, it was "
           "so at the start, or hardly fell";
  if (std::ranges::any_of(runs, [](const RunRecord& run) { return run.baseline_loss.has_value(); }))
    return "no suggestion: no learning rate has skill, no run ends better than a constant prediction";
  return "no suggestion: no learning rate trained";
}

void choose(const Rates& rates, const std::vector<RunRecord>& runs, Summary& summary) {
  const bool has_held = holds_rows_out(runs);
  const auto loss = has_held ? &Rate::holdout_loss : &Rate::final_loss;
  summary.fastest_lr = best_below(rates, HUGE_VAL, &Rate::trained, &Rate::final_loss);
  if (summary.fastest_lr) summary.fastest_final_loss = rates.at(*summary.fastest_lr).final_loss.get();
  const std::optional<double> best = best_below(rates, HUGE_VAL, &Rate::with_skill, loss);
  if (!best) {
    summary.suggestion_rule = lack_of(rates, runs);
    return;
  }
  const auto& failed = summary.smallest_failed_lr;
  summary.suggested_lr = failed ? best_below(rates, *failed / safety, &Rate::with_skill, loss) : best;
  const std::int64_t seeds = rates.at(*best).runs;
  const std::string lowest = std::string(seeds > 1 ? "lowest mean " : "lowest ") +
                             (has_held ? "held-out loss" : "final loss") +
                             (seeds > 1 ? " of " + std::to_string(seeds) + " seeds" : "");
  if (!failed)
    summary.suggestion_rule = lowest + "; no learning rate of this sweep failed";
  else if (!summary.suggested_lr)
    summary.suggestion_rule = lack_below(rates, *failed / safety);
  else if (summary.suggested_lr == best)
    summary.suggestion_rule = lowest + "; it is at most half the smallest learning rate that failed";
  else
    summary.suggestion_rule = lowest + " among those at most half the smallest learning rate that failed";
  if (!summary.suggested_lr) return;
  summary.suggested_d2 = rates.at(*summary.suggested_lr).d2.get();
  summary.suggested_holdout_d2 = rates.at(*summary.suggested_lr).holdout_d2.get();
}

/// Where neighbouring rates failed.
void place_stretches(const Rates& rates, Summary& summary) {
  bool goes_on = false;
  for (const auto& [lr, rate] : rates) {
    const bool fails = rate.failed > 0;
    if (fails && goes_on)
      summary.failed_to.back() = lr;
    else if (fails)
      summary.failed_from.push_back(lr), summary.failed_to.push_back(lr);
    goes_on = fails;
  }
}

/// The boundary, its ratio to the prediction, and all other stretches that fail.
void place_boundary(const Rates& rates, Summary& summary) {
  for (const auto& [lr, rate] : rates) {
    summary.rates.push_back(lr);
    summary.failed_fractions.push_back(static_cast<double>(rate.failed) / static_cast<double>(rate.runs));
    const Interval interval = wilson_interval(rate.failed, rate.runs);
    summary.failed_low.push_back(interval.low);
    summary.failed_high.push_back(interval.high);
    if (summary.smallest_failed_lr && lr < *summary.smallest_failed_lr) summary.largest_safe_lr = lr;
  }
  place_stretches(rates, summary);
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
  Rates rates;
  for (const RunRecord& run : runs) {
    ++summary.runs;
    take_notice(run, runs.front(), hidden_units, summary);
    rates[run.lr].add(run);
    if (run.start.limit) lower(summary.predicted_limit, *run.start.limit);
    if (run.start.limit) raise(summary.highest_predicted_limit, *run.start.limit);
    if (has_skill(run.outcome)) raise(summary.largest_trained_lr, run.lr);
    if (!has_failed(run.outcome)) continue;
    ++summary.failed;
    lower(summary.smallest_failed_lr, run.lr);
  }
  summary.monotone = !summary.largest_trained_lr || !summary.smallest_failed_lr ||
                     *summary.largest_trained_lr < *summary.smallest_failed_lr;
  summary.inversions = count_inversions(runs);
  place_boundary(rates, summary);
  choose(rates, runs, summary);
  return summary;
}

}  // namespace lrscope
