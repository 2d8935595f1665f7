#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "explain/counterfactual.h"
#include "explain/cure.h"
#include "explain/explain.h"
#include "lrscope/errors.h"

namespace lrscope {
namespace {

Cause cause_of(DefectKind kind) {
  constexpr std::pair<DefectKind, Cause> causes[] = {{DefectKind::missing, Cause::missing_cells},
                                                     {DefectKind::target, Cause::missing_targets},
                                                     {DefectKind::identifier, Cause::categorical_identifiers},
                                                     {DefectKind::number, Cause::no_numbers},
                                                     {DefectKind::localised, Cause::no_numbers},
                                                     {DefectKind::date, Cause::no_numbers},
                                                     {DefectKind::range, Cause::no_numbers},
                                                     {DefectKind::ragged, Cause::ragged_rows},
                                                     {DefectKind::classes, Cause::single_class},
                                                     {DefectKind::constant, Cause::constant_target},
                                                     {DefectKind::scale, Cause::huge_numbers}};
  for (const auto& [defect, cause] : causes)
    if (defect == kind) return cause;
  return Cause::unreadable_file;
}

ChangeKind kind_of(const Change& change) {
  const auto& [flag, value] = change.front();
  if (flag == "na")
    return value == "drop"     ? ChangeKind::leave_out_defective_rows
           : value == "median" ? ChangeKind::median_filling
                               : ChangeKind::mean_filling;
  if (flag == "drop-lines" || flag == "skip-lines" || flag == "comment") return ChangeKind::leave_out_defective_rows;
  if (flag == "target") return ChangeKind::other_target;
  if (flag == "drop") return ChangeKind::leave_out_defective_columns;
  if (flag == "categorical") return ChangeKind::as_categories;
  return ChangeKind::other_reading;
}

/// The columns that a change leaves out or takes as categories.
std::vector<std::string> columns_of(const Change& change) {
  const auto& [flag, value] = change.front();
  if (flag == "target") return {value};
  return flag == "drop" || flag == "categorical" ? split(value, ',') : std::vector<std::string>();
}

/// One way of mending several defects.
struct Way {
  std::string key;
  Change change;
  std::size_t defects = 0;
};

/// The remedies of the defects of `cause`, those alike made one: leaving out a column of each, or the lines of each.
std::vector<Way> ways_of_mending(const std::vector<Defect>& defects, Cause cause) {
  std::vector<Way> ways;
  for (const Defect& defect : defects) {
    if (cause_of(defect.kind) != cause) continue;
    for (const Change& change : defect.remedies) {
      const std::string& flag = change.front().first;
      const bool is_list = flag == "drop" || flag == "drop-lines" || flag == "categorical";
      const std::string key = is_list ? flag : flags_text(change);
      auto way = std::ranges::find(ways, key, &Way::key);
      if (way == ways.end())
        way = ways.insert(way, Way{key, change});
      else if (is_list)
        way->change.front().second += "," + change.front().second;
      ++way->defects;
    }
  }
  return ways;
}

/// The ways of mending the defects of `cause`, the one that keeps most of the data first.
std::vector<Suspect> remedies(const std::vector<Defect>& defects, Cause cause, const std::string& message) {
  std::vector<Suspect> list;
  const auto add = [&](const Change& change) {
    list.push_back({.remedy = {kind_of(change), columns_of(change)},
                    .removes = {cause},
                    .change = change,
                    .evidence = message,
                    .is_suspected = true,
                    .least_factor = 0});
  };
  const auto of_cause = [&](const Defect& defect) { return cause_of(defect.kind) == cause; };
  const auto count = static_cast<std::size_t>(std::ranges::count_if(defects, of_cause));
  for (const Way& way : ways_of_mending(defects, cause))
    if (way.defects == count) {
      add(way.change);
      if (way.change == Change{{"na", "median"}}) add({{"na", "mean"}});
    }
  if (!list.empty()) return list;
  Change all;  // none mends every defect: the first remedy of each
  for (const Defect& defect : defects)
    if (of_cause(defect) && !defect.remedies.empty()) all = all + defect.remedies.front();
  if (!all.empty()) add(all);
  if (!all.empty()) list.back().remedy = {ChangeKind::all_together};
  return list;
}

/// What scales the columns and the target, as far as they are not scaled.
std::vector<CurePart> scalings(const DataSpec& data) {
  constexpr double worth = 0.03;
  std::vector<CurePart> list;
  if (data.scale == Scaling::none)
    list.push_back({{.remedy = {ChangeKind::standard_features},
                     .removes = {Cause::unscaled_features},
                     .change = {{"scale", "standard"}}},
                    worth});
  if (data.scale_target == Scaling::none)
    list.push_back({{.remedy = {ChangeKind::standard_target},
                     .removes = {Cause::unscaled_target},
                     .change = {{"scale-target", "standard"}}},
                    worth});
  return list;
}

Change sum_of(const std::vector<Suspect>& list) {
  Change sum;
  for (const Suspect& suspect : list) sum = sum + suspect.change;
  return sum;
}

/// Without the mendings that later ones replace: cells are filled, or their rows left out.
std::vector<Suspect> effective(std::vector<Suspect> mending, const DataSpec& data) {
  const std::string whole = key_of(with(data, sum_of(mending)));
  for (std::size_t i = 0; i < mending.size();) {
    std::vector<Suspect> others = mending;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    if (key_of(with(data, sum_of(others))) == whole)
      mending = std::move(others);
    else
      ++i;
  }
  return mending;
}

/// Of the ways of mending the first cause, the others by `mending`, the one that clearly reaches most, the first of equals.
Cures best_mending(ProblemCache& problems, const ExplainSpec& spec, std::vector<Suspect> mending,
                   const std::vector<Suspect>& ways_of_first, const std::optional<Request>& whole) {
  constexpr double clearly_more = 0.05;  // of d2
  Cures best;
  for (const Suspect& way : ways_of_first) {
    mending.front() = way;
    Cures found =
        find_cures(problems, spec, {scalings(spec.request.data), effective(mending, spec.request.data), {}, whole});
    if (found.best && (!best.best || found.best->d2 > best.best->d2 + clearly_more)) best = std::move(found);
  }
  best.lower_rate.reset();  // without a mending there is no run
  return best;
}

/// The ways of mending the defects of each cause.
struct Mending {
  std::vector<Suspect> ways;   // of all causes
  std::vector<Suspect> first;  // of each cause that can be mended
  std::size_t of_first_cause = 0;
  std::size_t causes = 0;
};

Mending mending_of(const std::vector<Defect>& defects) {
  Mending mending;
  std::set<Cause> seen;
  for (const Defect& defect : defects) {
    const Cause cause = cause_of(defect.kind);
    if (!seen.insert(cause).second) continue;
    const std::vector<Suspect> of_cause = remedies(defects, cause, defect.message);
    if (mending.first.empty()) mending.of_first_cause = of_cause.size();
    if (!of_cause.empty()) mending.first.push_back(of_cause.front());
    mending.ways.insert(mending.ways.end(), of_cause.begin(), of_cause.end());
  }
  mending.causes = seen.size();
  return mending;
}

/// Adds what mends the defects that only show once those before are mended: another target may lack cells, too.
void add_what_is_left(ProblemCache& problems, const DataSpec& data, std::vector<Suspect>& first) {
  constexpr int most_rounds = 5;
  for (int round = 0; round < most_rounds && !first.empty(); ++round) {
    std::vector<Defect> left;
    try {
      left = try_to_encode(problems.reading(), with(data, sum_of(first))).defects;
    } catch (const Error&) {
      return;  // the mendings do not go together
    }
    const std::vector<Suspect> more = mending_of(left).first;
    if (more.empty()) return;
    first.insert(first.end(), more.begin(), more.end());
  }
}

/// Fewer steps for runs of the mended data, if they are many.
void shorten_trials(ProblemCache& problems, const Change& mending, ExplainSpec& spec) {
  try {
    const Request mended = with(spec.request, mending);
    if (const auto steps = affordable_steps(*problems.problem_for(mended), mended.run))
      spec.request.run.max_steps = *steps;
  } catch (const Error&) {  // the mendings do not go together
  }
}

}  // namespace

Explanation explain_defects(ProblemCache& problems, const ExplainSpec& spec, std::vector<Defect> defects) {
  Explanation result;
  ExplanationRecord& s = result.summary;
  s.verdict = Verdict::defective;
  s.lr = spec.request.run.learning_rate;
  s.seed = spec.seeds.front();
  s.has_holdout = spec.request.data.holdout.has_value();
  s.causes = {cause_of(defects.front().kind)};
  s.evidence = defects.front().message;

  auto [list, first, of_first_cause, causes] = mending_of(defects);
  const std::size_t known = first.size();
  add_what_is_left(problems, spec.request.data, first);
  if (causes > 1 || first.size() > known)
    list.push_back({.remedy = {ChangeKind::all_together}, .change = sum_of(effective(first, spec.request.data))});
  ExplainSpec quick = spec;
  quick.searches_boundaries = false;
  shorten_trials(problems, sum_of(first), quick);
  result.changes = try_changes(problems, quick, list);
  std::int64_t rank = 0;
  for (ChangeRecord& change : result.changes)
    if (change.is_sufficient && !change.suspect.removes.empty()) change.rank = ++rank;
  list.resize(of_first_cause);
  const bool is_shorter = quick.request.run.max_steps != spec.request.run.max_steps;
  const auto whole = is_shorter ? std::optional(spec.request) : std::nullopt;
  describe(best_mending(problems, quick, std::move(first), list, whole), s);
  result.defects = std::move(defects);
  return result;
}

}  // namespace lrscope
