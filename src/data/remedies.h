// From a finding to a defect: options that mend it, each of which was tried on the table, and the message. Private to
// this folder.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "data/column_plan.h"
#include "data/csv/csv_table.h"
#include "data/finding.h"
#include "lrscope/data_spec.h"
#include "spec/change.h"
#include "spec/column_words.h"

namespace lrscope {

/// Changes that may mend a finding, the one that keeps most of the data first. `words`: of the table's columns.
std::vector<Change> possible_remedies(const CsvTable& table, const ColumnWords& words, const DataSpec& spec,
                                      const Plan& plan, const Finding& finding);

class Remedies {
 public:
  Remedies(const CsvTable& table, const DataSpec& spec) : table_(table), spec_(spec) {}

  /// With the remedies that were tried and do mend it: the table is read again, as far as the change and the column of
  /// the finding go.
  Defect defect_of(const Finding& finding);

  /// Of the table's columns.
  const ColumnWords& words();

 private:
  struct Trial {
    DataSpec spec;
    std::optional<Plan> plan;               // none: the change is refused
    std::optional<std::set<Index>> spoilt;  // columns of numbers that would no longer be read
  };

  bool mends(const Change& change, const Finding& finding);
  bool can_be_target(const Trial& trial);  // the target that the trial names
  Trial& trial_of(const Change& change);
  bool spoils_others(Trial& trial, Index column);
  const Plan* plan();
  const std::set<DefectKind>& kinds_in(Index column);

  const CsvTable& table_;
  const DataSpec& spec_;
  std::optional<ColumnWords> words_;
  std::optional<std::optional<Plan>> plan_;  // as the file is read now; none: it is refused
  std::map<std::string, Trial> trials_;
  std::map<Index, std::set<DefectKind>> kinds_;  // of the findings of a column, as the file is read now
};

/// "f.csv:3:1: column 'a': 'x' is not a number (3 such cells: lines 3, 5, 8); use …, or …."
std::string defect_text(const CsvTable& table, const Finding& finding, const std::vector<Change>& remedies);

}  // namespace lrscope
