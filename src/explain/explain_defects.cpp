#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "base/threads.h"
#include "explain/counterfactual.h"
#include "explain/explain.h"

namespace lrscope {
namespace {

Cause cause_of(DefectKind kind) {
  constexpr std::pair<DefectKind, Cause> causes[] = {{DefectKind::missing, Cause::missing_cells},
                                                     {DefectKind::target, Cause::missing_targets},
                                                     {DefectKind::identifier, Cause::categorical_identifiers},
                                                     {DefectKind::number, Cause::no_numbers},
                                                     {DefectKind::localised, Cause::no_numbers},
                                                     {DefectKind::range, Cause::no_numbers},
                                                     {DefectKind::ragged, Cause::ragged_rows},
                                                     {DefectKind::classes, Cause::single_class},
                                                     {DefectKind::scale, Cause::huge_numbers}};
  for (const auto& [defect, cause] : causes)
    if (defect == kind) return cause;
  return Cause::unreadable_file;
}

/// Lines and columns of the defects of one cause, as flags take them, in order.
struct Places {
  std::vector<std::string> lines;
  std::vector<std::string> columns;
};

Places places_of(const std::vector<Defect>& defects, Cause cause) {
  std::set<long long> lines;
  std::set<std::string> columns;
  for (const Defect& defect : defects) {
    if (cause_of(defect.kind) != cause) continue;
    if (defect.line) lines.insert(*defect.line);
    // Lists of columns are separated by commas: a name that holds one is given by its index.
    const bool is_separable = defect.name.find(',') == std::string::npos || !defect.column;
    if (!defect.name.empty()) columns.insert(is_separable ? defect.name : std::to_string(*defect.column));
  }
  Places places{{}, {columns.begin(), columns.end()}};
  for (const long long line : lines) places.lines.push_back(std::to_string(line));
  return places;
}

/// The ways of mending the defects of `cause`, the one that keeps most of the data first.
std::vector<Suspect> remedies(const std::vector<Defect>& defects, Cause cause, const std::string& message) {
  constexpr std::size_t most_lines = 20;  // that a command line should name
  const Places places = places_of(defects, cause);
  std::vector<Suspect> list;
  const auto add = [&](Remedy remedy, Change change) {
    list.push_back({.remedy = std::move(remedy),
                    .removes = {cause},
                    .change = std::move(change),
                    .evidence = evidence::FirstDefect{message},
                    .is_suspected = true,
                    .least_factor = 0});
  };
  if (cause == Cause::missing_cells) {
    add({ChangeKind::median_filling}, {{"na", "median"}});
    add({ChangeKind::mean_filling}, {{"na", "mean"}});
  }
  if (cause == Cause::missing_cells || cause == Cause::missing_targets)
    add({ChangeKind::leave_out_defective_rows}, {{"na", "drop"}});
  if (cause == Cause::no_numbers && places.lines.size() <= most_lines)
    add({ChangeKind::leave_out_defective_rows}, {{"drop-lines", join(places.lines, ",")}});
  if (cause != Cause::missing_targets && !places.columns.empty())
    add({ChangeKind::leave_out_defective_columns, places.columns}, {{"drop", join(places.columns, ",")}});
  return list;
}

}  // namespace

Explanation explain_defects(ProblemCache& problems, const ExplainSpec& spec, std::vector<Defect> defects) {
  Explanation result;
  ExplanationRecord& s = result.summary;
  s.verdict = Verdict::defective;
  s.lr = spec.request.run.learning_rate;
  s.seed = spec.seeds.front();
  s.causes = {cause_of(defects.front().kind)};
  s.evidence = evidence::FirstDefect{defects.front().message};

  std::vector<Suspect> list;
  std::set<Cause> known;
  Change all;
  for (const Defect& defect : defects) {
    const Cause cause = cause_of(defect.kind);
    if (!known.insert(cause).second) continue;
    const std::vector<Suspect> of_cause = remedies(defects, cause, defect.message);
    if (!of_cause.empty()) all = all + of_cause.front().change;
    list.insert(list.end(), of_cause.begin(), of_cause.end());
  }
  if (known.size() > 1) list.push_back({.remedy = {ChangeKind::all_together}, .change = all});
  std::vector<std::optional<ChangeRecord>> records(list.size());
  ExplainSpec quick = spec;
  quick.searches_boundaries = false;
  for_each_index(spec.threads, list.size(), [&](std::size_t i) { records[i] = try_change(problems, quick, list[i]); });
  std::int64_t rank = 0;
  for (std::optional<ChangeRecord>& record : records) {
    if (!record) continue;
    if (record->is_sufficient && !record->suspect.removes.empty()) record->rank = ++rank;
    result.changes.push_back(std::move(*record));
  }
  const auto chosen = std::ranges::find_if(result.changes, &ChangeRecord::is_sufficient);
  if (chosen != result.changes.end()) {
    s.cure = chosen->suspect.remedy;
    s.command = chosen->command;
  }
  result.defects = std::move(defects);
  return result;
}

}  // namespace lrscope
