#include "explain/ranking.h"

#include <algorithm>
#include <cmath>

#include "explain/evidence_text.h"

namespace lrscope {
namespace {

// Boundaries, and losses, within these factors of each other are equally good.
constexpr double equal_boundaries = 10;
constexpr double equal_losses = 2;

/// How much a change explains: the factor of the boundary, or of the loss if the run did not fail.
double weight(const ChangeRecord& change, const Baseline& baseline) {
  return (baseline.has_failed ? change.factor : change.gain).value_or(1);
}

bool names_a_cause(const ChangeRecord& change, const Baseline& baseline) {
  const Suspect& suspect = change.suspect;
  if (suspect.removes.empty()) return false;
  if (!baseline.has_failed) {
    if (!baseline.has_skill && suspect.is_suspected && change.is_sufficient) return true;
    const double least = suspect.is_suspected ? std::min(least_gain, suspect.least_factor) : suspect.least_factor;
    return change.is_sufficient && weight(change, baseline) >= least;
  }
  if (change.is_sufficient) return change.factor ? *change.factor >= suspect.least_factor : suspect.is_suspected;
  return suspect.is_suspected && change.factor.value_or(1) >= large_factor &&
         *change.factor >= std::sqrt(baseline.lr_over_boundary.value_or(0));
}

/// Compared before any factor: 2 sufficient and seen in the run, 1 sufficient, 0 not.
int standing(const ChangeRecord& change) { return change.is_sufficient ? 1 + change.suspect.is_seen : 0; }

/// The candidate with the next rank: see rank(). Requires: there are candidates.
ChangeRecord* leader(const std::vector<ChangeRecord*>& candidates, const Baseline& baseline) {
  const double tie = baseline.has_failed ? equal_boundaries : equal_losses;
  const int highest =
      standing(**std::ranges::max_element(candidates, {}, [](auto* change) { return standing(*change); }));
  double largest = 0;
  for (const ChangeRecord* change : candidates)
    if (standing(*change) == highest) largest = std::max(largest, weight(*change, baseline));
  return *std::find_if(candidates.begin(), candidates.end(), [&](const ChangeRecord* change) {
    return standing(*change) == highest && !(weight(*change, baseline) * tie < largest);
  });
}

}  // namespace

void rank(std::vector<ChangeRecord>& changes, const Baseline& baseline) {
  std::vector<ChangeRecord*> causes;
  for (ChangeRecord& change : changes)
    if (names_a_cause(change, baseline)) causes.push_back(&change);
  std::int64_t rank = 0;
  while (!causes.empty()) {
    ChangeRecord* next = leader(causes, baseline);
    next->rank = ++rank;
    std::erase(causes, next);
  }
  std::ranges::stable_sort(changes, {}, [](const ChangeRecord& change) { return change.rank.value_or(1000); });
}

std::optional<Suspect> all_together(const std::vector<ChangeRecord>& changes, bool has_failed) {
  if (changes.empty() || changes.front().is_sufficient) return std::nullopt;
  Suspect all{.remedy = {ChangeKind::all_together}};
  Causes causes;
  for (const ChangeRecord& tried : changes) {
    const Suspect& suspect = tried.suspect;
    if (suspect.removes.empty() || !(tried.rank || suspect.is_suspected)) continue;
    all.change = all.change + suspect.change;
    causes.insert(causes.end(), suspect.removes.begin(), suspect.removes.end());
  }
  if (causes.size() < 2) return std::nullopt;
  if (!changes.front().rank && has_failed) {
    all.removes = causes;
    all.evidence = evidence::none_alone();
    all.is_suspected = true;
  }
  return all;
}

void name_cause(Explanation& explanation) {
  ExplanationRecord& s = explanation.summary;
  auto& changes = explanation.changes;
  const auto first_where = [&](auto condition) { return std::find_if(changes.begin(), changes.end(), condition); };
  auto chosen = first_where([](const ChangeRecord& c) { return c.is_sufficient && c.rank; });
  if (chosen == changes.end() && s.verdict != Verdict::healthy && s.verdict != Verdict::disordered) {
    const bool failed = s.run && has_failed(s.run->outcome);
    const auto rate = first_where([&](const ChangeRecord& c) {
      return c.is_sufficient && is_of_rate(c.suspect.remedy.kind) && (failed || c.gain >= least_gain);
    });
    const auto unranked = first_where([](const ChangeRecord& c) { return !c.rank; });
    if (rate != changes.end()) {
      rate->suspect.removes = {Cause::learning_rate};
      rate->rank = unranked - changes.begin() + 1;
      std::rotate(unranked, rate, rate + 1);
    }
    chosen = first_where(
        [](const ChangeRecord& c) { return c.is_sufficient && c.suspect.remedy.kind == ChangeKind::all_together; });
    if (chosen == changes.end() && rate != changes.end()) chosen = unranked;
  }
  if (changes.empty() || !changes.front().rank) return;
  s.causes = changes.front().suspect.removes;
  s.evidence = changes.front().suspect.evidence;
  if (chosen == changes.end()) return;
  s.cure = {chosen->suspect.remedy};
  s.command = chosen->command;
  s.d2 = chosen->runs.mean_d2;
  if (!is_of_rate(chosen->suspect.remedy.kind)) s.cure_lr = s.lr;
}

}  // namespace lrscope
