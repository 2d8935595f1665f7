// What `explain --format jsonl` said, and the runs that it names, run again.
#pragma once

#include "test.h"

namespace lrscope::test {

struct Explained {
  Finished run;
  Json summary;               // null if there was none
  std::vector<Json> changes;  // in order
};

inline Explained explain(const std::string& arguments, const std::string& folder = "") {
  Explained result{run_lrscope("explain " + arguments + " -q --format jsonl", folder), nullptr, {}};
  result.changes = records_of(result.run.out, "change");
  const auto summaries = records_of(result.run.out, "explanation");
  if (!summaries.empty()) result.summary = summaries.back();
  return result;
}

/// What a printed command line ends in: every run of it.
inline std::vector<Json> runs_of(const std::string& command, const std::string& folder) {
  const std::string program = "lrscope ";
  if (!command.starts_with(program)) return {};
  return records_of(run_lrscope(command.substr(program.size()) + " -q --format jsonl", folder).out, "run");
}

/// A number of a record; text where it is not finite.
inline Json number_of(const Json& record, const std::string& field) {
  if (record.contains("nonfinite") && record["nonfinite"].contains(field)) return record["nonfinite"][field];
  return record.contains(field) ? record[field] : Json();
}

inline bool has_failed(const Json& run) { return run["outcome"] == "nonfinite" || run["outcome"] == "diverged"; }

}  // namespace lrscope::test
