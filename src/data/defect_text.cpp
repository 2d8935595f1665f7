#include <algorithm>

#include "base/text.h"
#include "data/remedies.h"

namespace lrscope {
namespace {

/// What a change is for, after the options themselves.
std::string purpose_of(const Change& change, const Finding& finding) {
  const auto& [flag, value] = change.front();
  const std::string rows = finding.count == 1 ? "the row" : "these rows";
  if (flag == "na" && value == "median") return " (or mean, zero) to fill such cells";
  if (flag == "na") return " to leave such rows out";
  if (flag == "target") return " to predict another column";
  if (flag == "drop") return " to leave the column out";
  if (flag == "drop-lines") return " to leave " + rows + " out";
  if (flag == "categorical") return " if these are categories";
  if (flag == "na-values") return " to take such cells for missing ones";
  if (flag == "task") return " if these are numbers";
  if (flag == "date-format") return " to read the dates";
  if (flag == "skip-lines" || flag == "comment") return finding.count == 1 ? " to leave it out" : " to leave them out";
  return " to read such numbers";
}

std::string remedies_text(const Finding& finding, const std::vector<Change>& remedies) {
  std::vector<std::string> ways;
  for (const Change& change : remedies) ways.push_back(flags_text(change) + purpose_of(change, finding));
  if (ways.size() > 1) {
    std::string last = std::move(ways.back());
    ways.pop_back();
    ways.back() += (ways.size() > 1 ? ", or " : " or ") + last;
  }
  const bool is_other_target =
      std::ranges::any_of(remedies, [](const Change& change) { return change.front().first == "target"; });
  std::string advice = finding.needs_other_target && !is_other_target ? "choose another --target" : "";
  if (!finding.advice.empty()) advice += (advice.empty() ? "" : ", or ") + finding.advice;
  if (ways.empty()) return advice.empty() ? "" : "; " + advice;
  return "; " + (advice.empty() ? "" : advice + "; or ") + "use " + join(ways, ", ");
}

/// " (150 such cells: lines 3, 4, 5, …)"; "" for one.
std::string places_text(const Finding& finding) {
  constexpr std::size_t shown = 3;
  if (finding.count < 2 || finding.lines.size() < 2) return "";
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::min(shown, finding.lines.size()); ++i)
    lines.push_back(std::to_string(finding.lines[i]));
  if (finding.count > static_cast<Index>(shown)) lines.emplace_back("…");
  return " (" + std::to_string(finding.count) + " such " + (finding.column ? "cells" : "lines") + ": lines " +
         join(lines, ", ") + ")";
}

}  // namespace

std::string defect_text(const CsvTable& table, const Finding& finding, const std::vector<Change>& remedies) {
  std::string text = table.path();
  const std::optional<Index> column = finding.column ? finding.column : finding.place;
  if (!finding.lines.empty()) text += ":" + std::to_string(finding.lines.front());
  if (column && !finding.lines.empty()) text += ":" + std::to_string(*column + 1);
  text += ": ";
  if (finding.column) text += "column " + in_quotes(table.name(*finding.column)) + ": ";
  return text + finding.what + places_text(finding) + remedies_text(finding, remedies) + ".";
}

}  // namespace lrscope
