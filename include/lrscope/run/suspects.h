// What might have made a run fail: each suspect with the one change that would remove it, and what in the
// data or the settings speaks for it. Runs nothing: run/explain.h decides by experiment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lrscope/data/dataset.h"
#include "lrscope/record/explanation.h"
#include "lrscope/run/examination.h"
#include "lrscope/spec/change.h"

namespace lrscope {

struct Suspect {
  std::string name;      // of the change
  std::string cause;     // that the change removes; "" for a remedy that treats symptoms
  Change change;         // what to set
  std::string evidence;  // why it is suspected, in words with numbers
  bool is_suspected = false;
  /// A cause must move the boundary by this factor at least, if the change alone is sufficient.
  double least_factor = 10;
  bool is_seen = false;  // the run itself shows it: the first non-finite number came about in this way
};

/// What is known of the run before anything is changed.
struct Findings {
  const Request& request;
  const Dataset* data;    // null for a function
  std::string_view loss;  // what the request means; "" for a function
  const RunRecord& run;
  const std::vector<RowRecord>& rows;  // at θ_0
  std::optional<double> first_gradient_norm;
  std::optional<double> safe_lr;  // the largest that did not fail
  bool starts_from_file = false;  // the initial weights are given, no initialiser draws them
};

/// In the order of how little they change: of two that explain as much, the first is the cause.
std::vector<Suspect> suspects(const Findings& findings);

/// What would do no harm here but elsewhere, in a run that is healthy: a constant column that was scaled.
std::vector<Suspect> latent_suspects(const Findings& findings);

/// True if consecutive rows have similar targets: the file is sorted, or a series in time.
bool is_ordered(const Dataset& data, double& correlation);

}  // namespace lrscope
