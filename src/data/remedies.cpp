#include "data/remedies.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "data/column.h"
#include "data/column_check.h"

namespace lrscope {
namespace {

bool has_flag(const Change& change, std::string_view flag) {
  return std::ranges::any_of(change, [&](const auto& part) { return part.first == flag; });
}

bool is_other_target(const Change& change) { return change.front().first == "target"; }

bool changes_numbers(const Change& change) { return has_flag(change, "decimal") || has_flag(change, "thousands"); }

/// How the numbers of the finding would be read: two formats that agree on them are one remedy.
std::vector<std::optional<double>> readings_of(const Finding& finding, const DataSpec& spec) {
  const CellReader reader(spec.cells);
  std::vector<std::optional<double>> readings;
  for (const std::string& text : finding.texts) readings.push_back(reader.number(text));
  return readings;
}

}  // namespace

const ColumnWords& Remedies::words() {
  if (!words_) words_.emplace(table_.names());
  return *words_;
}

const Plan* Remedies::plan() {
  if (!plan_) {
    plan_.emplace();
    try {
      *plan_ = make_plan(table_, spec_);
    } catch (const Error&) {  // the file is refused for another reason, too
    }
  }
  return *plan_ ? &**plan_ : nullptr;
}

Remedies::Trial& Remedies::trial_of(const Change& change) {
  const auto [at, is_new] = trials_.try_emplace(flags_text(change));
  Trial& trial = at->second;
  if (!is_new) return trial;
  try {
    trial.spec = with(spec_, change);
    trial.plan = make_plan(table_, trial.spec);
  } catch (const Error&) {  // refused: no remedy
  }
  return trial;
}

bool Remedies::spoils_others(Trial& trial, Index column) {
  if (!trial.spoilt) {
    trial.spoilt.emplace();
    const auto check = [&](Index other) {
      const ColumnReader before(table_, plan()->cells, other);
      if (before.dates() || plan()->is_categorical(other)) return;
      for (const Index row : plan()->rows) {
        const std::string_view cell = table_.cell(row, other);
        const bool was_number = !std::isnan(before.plain_number(cell));
        if (!was_number || trial.plan->cells.is_missing(cell) || trial.plan->cells.number(cell)) continue;
        trial.spoilt->insert(other);
        return;
      }
    };
    std::ranges::for_each(plan()->features, check);
    std::ranges::for_each(plan()->targets, check);
  }
  return !trial.spoilt->empty() && !(trial.spoilt->size() == 1 && trial.spoilt->contains(column));
}

bool Remedies::mends(const Change& change, const Finding& finding) {
  const Plan* now = plan();
  if (!now) return false;
  if (change.front().first == "drop") return !now->is_target(*finding.column) && now->features.size() > 1;
  constexpr std::size_t most_trials = 500;  // of a wide table with much to mend
  if (trials_.size() >= most_trials) return false;
  Trial& trial = trial_of(change);
  if (!trial.plan || trial.plan->rows.size() < 2) return false;
  if (!finding.column) return true;
  if (is_other_target(change)) return can_be_target(trial);
  if (changes_numbers(change) && spoils_others(trial, *finding.column)) return false;
  const std::set<DefectKind>& before = kinds_in(*finding.column);
  return std::ranges::none_of(findings_in(table_, *trial.plan, trial.spec, *finding.column), [&](const Finding& left) {
    return left.kind == finding.kind || !before.contains(left.kind);
  });
}

bool Remedies::can_be_target(const Trial& trial) {
  const auto& findings = findings_in(table_, *trial.plan, trial.spec, trial.plan->targets.front());
  return std::ranges::all_of(findings, [&](const Finding& finding) {
    return finding.kind == DefectKind::target && 2 * finding.count <= std::ssize(trial.plan->rows);
  });
}

const std::set<DefectKind>& Remedies::kinds_in(Index column) {
  const auto [at, is_new] = kinds_.try_emplace(column);
  if (is_new)
    for (const Finding& finding : findings_in(table_, *plan(), spec_, column)) at->second.insert(finding.kind);
  return at->second;
}

Defect Remedies::defect_of(const Finding& finding) {
  Defect defect{.kind = finding.kind};
  if (!finding.lines.empty()) defect.line = finding.lines.front();
  if (finding.column) {
    defect.column = *finding.column + 1;
    defect.name = table_.name(*finding.column);
  } else if (finding.place) {
    defect.column = *finding.place + 1;
  }
  if (!finding.texts.empty()) defect.cell = finding.texts.front();
  if (finding.count > 0) defect.count = finding.count;
  defect.lines = finding.lines;
  if (const Plan* now = plan())
    for (const Change& change : possible_remedies(table_, words(), spec_, *now, finding)) {
      const auto is_known = [&](const Change& other) {
        return changes_numbers(other) &&
               readings_of(finding, with(spec_, other)) == readings_of(finding, with(spec_, change));
      };
      if (changes_numbers(change) && std::ranges::any_of(defect.remedies, is_known)) continue;
      if (is_other_target(change) && !defect.remedies.empty()) continue;  // the last resort
      if (mends(change, finding)) defect.remedies.push_back(change);
    }
  defect.message = defect_text(table_, finding, defect.remedies);
  return defect;
}

}  // namespace lrscope
