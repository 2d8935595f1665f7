// Diagnoses one run: what happened, where, and which single change would have prevented it; each is trained with.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "explain/explanation.h"
#include "report/screen.h"
#include "spec/change.h"
#include "train/problem_cache.h"

namespace lrscope {

struct ExplainSpec {
  Request request;
  std::vector<std::uint64_t> seeds = {0};
  int threads = 1;
  bool searches_boundaries = true;  // false: every change is re-run at the same learning rate only
  bool starts_from_file = false;    // initial parameters are read, not drawn
  bool wants_along = false;         // the loss along the step before the rise

  /// The command line that runs a request.
  std::function<std::string(const Request&)> command_of;
  /// Called after every run, from any thread, for a progress display; may be empty.
  std::function<void(const RunRecord&)> on_run;
  /// Called with the number of runs that will come, before they do, and corrected by what was too much; may be empty.
  std::function<void(std::int64_t)> on_plan;
};

/// Requires: there are seeds; threads ≥ 1; command_of is set. Throws: what problem_for() throws for the request
/// itself; a change that cannot be made is left out.
Explanation explain(ProblemCache& problems, const ExplainSpec& spec);

/// The same for data that cannot be trained on: which way of mending them makes the run train.
/// Requires: there are defects.
Explanation explain_defects(ProblemCache& problems, const ExplainSpec& spec, std::vector<Defect> defects);

/// For people to read: verdict, cause and cure first, then the facts behind them. `path`: of the data file.
std::string explanation_table(const Explanation& explanation, const std::string& path, const Screen& screen = {});

/// Answers to two questions about a run that failed, with its own numbers; "" for any other.
std::string answers(const Explanation& explanation, const Screen& screen = {});

/// The loss along a step, drawn in characters, with a table of the marked steps.
std::string along_drawing(const AlongCurve& curve, const Screen& screen = {});

}  // namespace lrscope
