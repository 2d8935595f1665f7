#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
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

/// The ways of mending the defects of `cause`, the one that keeps most of the data first.
std::vector<Suspect> remedies(const std::vector<Defect>& defects, Cause cause, const std::string& message) {
  constexpr std::size_t most_lines = 20;  // that a command line should name
  std::set<std::int64_t> lines;
  std::set<std::string> names;
  for (const Defect& defect : defects) {
    if (cause_of(defect.kind) != cause) continue;
    if (defect.line) lines.insert(*defect.line);
    // Lists of columns are separated by commas: a name that contains one is given by its index.
    const bool is_separable = defect.name.find(',') == std::string::npos || !defect.column;
    if (!defect.name.empty()) names.insert(is_separable ? defect.name : std::to_string(*defect.column));
  }
  const std::vector<std::string> columns(names.begin(), names.end());
  std::vector<Suspect> list;
  const auto add = [&](Remedy remedy, Change change) {
    list.push_back({.remedy = std::move(remedy),
                    .removes = {cause},
                    .change = std::move(change),
                    .evidence = message,
                    .is_suspected = true,
                    .least_factor = 0});
  };
  if (cause == Cause::missing_cells) {
    add({ChangeKind::median_filling}, {{"na", "median"}});
    add({ChangeKind::mean_filling}, {{"na", "mean"}});
  }
  if (cause == Cause::missing_cells || cause == Cause::missing_targets)
    add({ChangeKind::leave_out_defective_rows}, {{"na", "drop"}});
  if (cause == Cause::no_numbers && lines.size() <= most_lines)
    add({ChangeKind::leave_out_defective_rows}, {{"drop-lines", fmt::format("{}", fmt::join(lines, ","))}});
  if (cause != Cause::missing_targets && !columns.empty())
    add({ChangeKind::leave_out_defective_columns, columns}, {{"drop", join(columns, ",")}});
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
  s.evidence = defects.front().message;

  std::vector<Suspect> list;
  std::set<Cause> seen;
  Change all;
  for (const Defect& defect : defects) {
    const Cause cause = cause_of(defect.kind);
    if (!seen.insert(cause).second) continue;
    const std::vector<Suspect> of_cause = remedies(defects, cause, defect.message);
    if (!of_cause.empty()) all = all + of_cause.front().change;
    list.insert(list.end(), of_cause.begin(), of_cause.end());
  }
  if (seen.size() > 1) list.push_back({.remedy = {ChangeKind::all_together}, .change = all});
  ExplainSpec quick = spec;
  quick.searches_boundaries = false;
  result.changes = try_changes(problems, quick, list);
  std::int64_t rank = 0;
  for (ChangeRecord& change : result.changes)
    if (change.is_sufficient && !change.suspect.removes.empty()) change.rank = ++rank;
  const auto chosen = std::ranges::find_if(result.changes, &ChangeRecord::is_sufficient);
  if (chosen != result.changes.end()) {
    s.cure = chosen->suspect.remedy;
    s.command = chosen->command;
  }
  result.defects = std::move(defects);
  return result;
}

}  // namespace lrscope
