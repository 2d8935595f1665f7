#include "ranking.h"

#include <algorithm>
#include <cmath>

namespace lrscope {
namespace {

// Two boundaries are as good as each other within this factor, two losses within that.
constexpr double equal_boundaries = 10;
constexpr double equal_losses = 2;
constexpr double large_factor = 10;

/// How much a change explains: the factor of the boundary, or where the run did not fail of the loss.
double weight(const ChangeRecord& change, const Before& before) {
  return (before.has_failed ? change.factor : change.gain).value_or(1);
}

bool names_a_cause(const Tried& tried, const Before& before) {
  const ChangeRecord& change = tried.record;
  if (change.cause.empty()) return false;
  if (!before.has_failed) {
    if (!before.has_trained && change.is_suspected && change.is_sufficient) return true;
    const double least = change.is_suspected ? std::min(least_gain, tried.least_factor) : tried.least_factor;
    return change.is_sufficient && weight(change, before) >= least;
  }
  if (change.is_sufficient) return change.factor ? *change.factor >= tried.least_factor : change.is_suspected;
  return change.is_suspected && change.factor.value_or(1) >= large_factor &&
         *change.factor >= std::sqrt(before.lr_over_boundary.value_or(0));
}

/// What comes before any factor.
int standing(const Tried& tried) {
  return tried.record.is_sufficient ? 1 + tried.is_seen : 0;
}

/// The next to be named: see rank(). Requires: there are candidates.
Tried* leader(const std::vector<Tried*>& candidates, const Before& before) {
  const double tie = before.has_failed ? equal_boundaries : equal_losses;
  int highest = 0;
  double largest = 0;
  for (const Tried* tried : candidates) highest = std::max(highest, standing(*tried));
  for (const Tried* tried : candidates)
    if (standing(*tried) == highest) largest = std::max(largest, weight(tried->record, before));
  return *std::find_if(candidates.begin(), candidates.end(), [&](const Tried* tried) {
    return standing(*tried) == highest && !(weight(tried->record, before) * tie < largest);
  });
}

}  // namespace

void rank(std::vector<Tried>& changes, const Before& before) {
  std::vector<Tried*> causes;
  for (Tried& tried : changes)
    if (names_a_cause(tried, before)) causes.push_back(&tried);
  std::int64_t rank = 0;
  while (!causes.empty()) {
    Tried* next = leader(causes, before);
    next->record.rank = ++rank;
    std::erase(causes, next);
  }
  std::stable_sort(changes.begin(), changes.end(), [](const Tried& a, const Tried& b) {
    return a.record.rank.value_or(1000) < b.record.rank.value_or(1000);
  });
}

void name_cause(Explanation& explanation) {
  ExplanationRecord& s = explanation.summary;
  auto& changes = explanation.changes;
  const auto first_where = [&](auto condition) {
    return std::find_if(changes.begin(), changes.end(), condition);
  };
  auto chosen = first_where([](const ChangeRecord& c) { return c.is_sufficient && c.rank; });
  if (chosen == changes.end() && s.verdict != Verdict::healthy && s.verdict != Verdict::disordered) {
    const bool failed = s.outcome && has_failed(*s.outcome);
    const auto rate = first_where([&](const ChangeRecord& c) {
      return c.is_sufficient && c.flags.starts_with("--lr ") && (failed || c.gain >= least_gain);
    });
    const auto unranked = first_where([](const ChangeRecord& c) { return !c.rank; });
    if (rate != changes.end()) {
      rate->cause = "the learning rate";
      rate->rank = unranked - changes.begin() + 1;
      std::rotate(unranked, rate, rate + 1);
    }
    chosen = first_where([](const ChangeRecord& c) { return c.is_sufficient && c.change == all_together; });
    if (chosen == changes.end() && rate != changes.end()) chosen = unranked;
  }
  if (changes.empty() || !changes.front().rank) return;
  s.cause = changes.front().cause;
  s.evidence = changes.front().evidence;
  if (chosen == changes.end()) return;
  s.change = chosen->change;
  s.command = chosen->command;
}

}  // namespace lrscope
