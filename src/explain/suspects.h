// What might have made a run fail, found in the data and the settings. Runs nothing: explain/explain.h decides by
// experiment.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "data/encode.h"
#include "explain/explanation.h"
#include "spec/change.h"
#include "train/examination.h"

namespace lrscope {

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

/// The largest correlation of consecutive targets.
double correlation_of_neighbours(const Dataset& data);

/// True if consecutive rows have similar targets: the file is sorted, or a series in time.
bool is_ordered(const Dataset& data);

}  // namespace lrscope
