#include <algorithm>
#include <set>

#include "counterfactual.h"
#include "lrscope/core/text.h"
#include "lrscope/run/explain.h"
#include "ranking.h"
#include "threads.h"

namespace lrscope {
namespace {

std::string cause_of(const std::string& kind) {
  if (kind == "missing") return "missing cells";
  if (kind == "target") return "missing targets";
  if (kind == "identifier") return "categorical identifiers";
  if (kind == "number" || kind == "localised" || kind == "range") return "cells that are not numbers";
  if (kind == "ragged") return "rows of different widths";
  if (kind == "classes") return "a single class";
  if (kind == "scale") return "numbers too large to be scaled";
  return "a file that cannot be read";
}

/// Lines and columns of the defects of one cause.
struct Places {
  std::set<long long> lines;
  std::set<std::string> columns;
};

Places places_of(const std::vector<DefectRecord>& defects, const std::string& cause) {
  Places places;
  for (const DefectRecord& defect : defects) {
    if (cause_of(defect.kind) != cause) continue;
    if (defect.line) places.lines.insert(*defect.line);
    // Lists of columns are separated by commas: a name that holds one is given by its index.
    const bool is_separable = defect.name.find(',') == std::string::npos || !defect.column;
    if (!defect.name.empty())
      places.columns.insert(is_separable ? defect.name : std::to_string(*defect.column));
  }
  return places;
}

std::string list_of(const std::set<std::string>& names) {
  return join(std::vector<std::string>(names.begin(), names.end()), ",");
}

std::string list_of(const std::set<long long>& lines) {
  std::vector<std::string> words;
  for (const long long line : lines) words.push_back(std::to_string(line));
  return join(words, ",");
}

/// The ways of mending the defects of `cause`, the one that keeps most of the data first.
std::vector<Suspect> remedies(const std::vector<DefectRecord>& defects, const std::string& cause,
                              const std::string& evidence) {
  constexpr std::size_t most_lines = 20;  // that a command line should name
  const Places places = places_of(defects, cause);
  std::vector<Suspect> list;
  const auto add = [&](const std::string& name, Change change) {
    list.push_back({name, cause, std::move(change), evidence, true, 0});
  };
  if (cause == "missing cells") {
    add("missing cells by the median", {{"na", "median"}});
    add("missing cells by the mean", {{"na", "mean"}});
  }
  if (cause == "missing cells" || cause == "missing targets") add("leave out these rows", {{"na", "drop"}});
  if (cause == "cells that are not numbers" && places.lines.size() <= most_lines)
    add("leave out these rows", {{"drop-lines", list_of(places.lines)}});
  if (cause != "missing targets" && !places.columns.empty())
    add("leave out " + counted(places.columns.size(), "column"), {{"drop", list_of(places.columns)}});
  return list;
}

}  // namespace

Explanation explain_defects(ProblemCache& problems, const ExplainSpec& spec, std::vector<DefectRecord> defects) {
  Explanation result;
  ExplanationRecord& s = result.summary;
  s.verdict = Verdict::defective;
  s.lr = spec.request.run.learning_rate;
  s.seed = spec.seeds.front();
  s.cause = cause_of(defects.front().kind);
  s.evidence = defects.front().message;

  std::vector<Suspect> list;
  std::set<std::string> known;
  Change all;
  for (const DefectRecord& defect : defects) {
    const std::string cause = cause_of(defect.kind);
    if (!known.insert(cause).second) continue;
    const std::vector<Suspect> of_cause = remedies(defects, cause, defect.message);
    if (!of_cause.empty()) all = all + of_cause.front().change;
    list.insert(list.end(), of_cause.begin(), of_cause.end());
  }
  if (known.size() > 1) {
    Suspect together;
    together.name = all_together;
    together.change = all;
    list.push_back(together);
  }
  std::vector<std::optional<ChangeRecord>> records(list.size());
  ExplainSpec quick = spec;
  quick.searches_boundaries = false;
  for_each_index(spec.threads, list.size(), [&](std::size_t i) { records[i] = try_change(problems, quick, list[i]); });
  std::int64_t rank = 0;
  for (std::optional<ChangeRecord>& record : records) {
    if (!record) continue;
    if (record->is_sufficient && !record->cause.empty()) record->rank = ++rank;
    result.changes.push_back(std::move(*record));
  }
  const auto chosen = std::find_if(result.changes.begin(), result.changes.end(),
                                   [](const ChangeRecord& change) { return change.is_sufficient; });
  if (chosen != result.changes.end()) {
    s.change = chosen->change;
    s.command = chosen->command;
  }
  result.defects = std::move(defects);
  return result;
}

}  // namespace lrscope
