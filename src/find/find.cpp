#include "find/find.h"

#include <algorithm>
#include <cmath>

#include "base/interruption.h"
#include "base/quantiles.h"
#include "base/text.h"

namespace lrscope {
namespace {

// Digits of a suggestion that is tried: a median over a few seeds means no more.
constexpr int tried_digits = 3;

SuggestionRecord gather(SuggestionMethod method, const std::vector<RangeTestRecord>& tests) {
  SuggestionRecord record;
  record.method = method;
  std::vector<double> found;
  for (const RangeTestRecord& test : tests) {
    const Suggestion& suggestion = test.suggestions[static_cast<int>(method)];
    if (suggestion.lr)
      found.push_back(*suggestion.lr);
    else if (record.note.empty())
      record.note = suggestion.note;
  }
  record.seeds = static_cast<std::int64_t>(tests.size());
  record.found = static_cast<std::int64_t>(found.size());
  record.suggested = spread_of(std::move(found));
  if (record.suggested) record.lr = parse_number(short_number_text(record.suggested->median, tried_digits));
  return record;
}

/// Counts the outcomes of the independent runs at the suggested learning rate.
void count_outcomes(const std::vector<RunRecord>& runs, SuggestionRecord& record) {
  std::vector<double> final_losses, holdout_losses;
  for (const RunRecord& run : runs) {
    if (!record.lr || run.lr != *record.lr) continue;
    final_losses.push_back(run.final_loss);
    if (run.holdout_loss) holdout_losses.push_back(*run.holdout_loss);
    record.with_skill += has_skill(run);
    record.trained += run.outcome == Outcome::trained;
    record.spiked += run.outcome == Outcome::spiked;
    record.no_skill += run.outcome == Outcome::no_skill;
    record.stalled += run.outcome == Outcome::stalled;
    record.failed += has_failed(run.outcome);
  }
  record.final_loss = spread_of(std::move(final_losses));
  record.holdout_loss = spread_of(std::move(holdout_losses));
}

SweepResult run_independently(const Problem& problem, const FindRequest& request,
                              const std::vector<SuggestionRecord>& suggestions, SweepObserver& observer) {
  SweepSpec sweep;
  sweep.base = request.base;
  sweep.seeds = request.seeds;
  sweep.threads = request.threads;
  std::vector<double>& rates = sweep.learning_rates;
  const auto add = [&](double rate) {
    if (std::ranges::find(rates, rate) == rates.end()) rates.push_back(rate);
  };
  for (const SuggestionRecord& suggestion : suggestions)
    if (suggestion.lr) add(*suggestion.lr);
  std::ranges::for_each(request.learning_rates, add);
  sweep.scans_around_boundary = false;  // a curve needs the lowest boundary only
  if (request.learning_rates.empty())
    sweep.boundary_tolerance = request.find.boundary_tolerance;
  else
    observer.on_plan(std::ssize(rates) * std::ssize(request.seeds));
  SweepResult result = run_sweep(problem, sweep, observer);
  interruption::check();
  return result;
}

void summarise_find(FindResult& result) {
  FindRecord& find = result.find;
  std::vector<double> stops;
  for (const RangeTestRecord& test : result.tests)
    if (test.stop_reason != StopReason::end_reached) stops.push_back(test.stop_lr);
  find.tests_stopped = static_cast<std::int64_t>(stops.size());
  find.stop_lr = spread_of(std::move(stops));
  if (find.runs.smallest_failed_lr && find.runs.largest_safe_lr)
    find.boundary = std::sqrt(*find.runs.largest_safe_lr) * std::sqrt(*find.runs.smallest_failed_lr);
  if (find.boundary && find.stop_lr) find.stop_over_boundary = find.stop_lr->median / *find.boundary;
  for (SuggestionRecord& suggestion : result.suggestions) {
    if (!suggestion.lr) continue;
    if (find.boundary) suggestion.lr_over_boundary = *suggestion.lr / *find.boundary;
    const auto held = part_of(suggestion.holdout_loss, &Spread::median);
    const double loss = held.value_or(suggestion.final_loss->median);
    const auto& best = held ? find.best_holdout_loss : find.best_final_loss;
    if (suggestion.with_skill != find.seeds || (best && !(loss < *best))) continue;
    find.best_method = name_of(suggestion.method);
    find.best_lr = suggestion.lr;
    find.best_final_loss = suggestion.final_loss->median;
    find.best_holdout_loss = held;
  }
}

}  // namespace

std::optional<Spread> spread_of(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  const auto [least, most] =
      std::ranges::minmax(values, [](double a, double b) { return a < b || (!std::isnan(a) && std::isnan(b)); });
  return Spread{median(std::move(values)), least, most};
}

FindResult find_learning_rate(const Problem& problem, const FindRequest& request, SweepObserver& progress) {
  progress.on_plan(std::ssize(request.seeds) * (1 + suggestion_methods));  // at least
  FindResult result = run_range_tests(problem, request, progress);
  for (int i = 0; i < suggestion_methods; ++i)
    result.suggestions.push_back(gather(static_cast<SuggestionMethod>(i), result.tests));

  SweepResult sweep = run_independently(problem, request, result.suggestions, progress);
  result.runs = std::move(sweep.runs);
  for (SuggestionRecord& suggestion : result.suggestions) count_outcomes(result.runs, suggestion);
  result.find.seeds = static_cast<std::int64_t>(request.seeds.size());
  result.find.spec = request.find;
  result.find.runs = summarise(result.runs);
  result.find.runs.search_note = sweep.search_note;
  summarise_find(result);
  return result;
}

}  // namespace lrscope
