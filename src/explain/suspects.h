// Possible causes of a failed run, found in the data and the settings. Runs nothing: experiments decide (explain.h).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "explain/suspect.h"
#include "lrscope/dataset.h"
#include "lrscope/records.h"
#include "spec/change.h"
#include "spec/column_words.h"
#include "train/examination.h"

namespace lrscope {

/// What is known about the run before anything is changed.
struct Findings {
  const Request& request;
  const Dataset* data;    // null for a function
  std::string_view loss;  // its name; "" for a function
  const RunRecord& run;
  const std::vector<RowRecord>& rows;            // at θ_0
  const std::vector<LayerRecord>& start_layers;  // at θ_0
  std::optional<double> first_gradient_norm;
  std::optional<double> safe_lr;  // the largest that did not fail
  bool starts_from_file = false;  // no initialiser draws the initial weights
  bool rises_late = false;        // the loss fell, and rose again by orders of magnitude
  ColumnWords words = {};         // as flags name the columns of the file
  const RunSpec& trial;           // of the runs with one thing changed, perhaps with fewer steps
};

/// The smallest changes first: of two that explain as much, the first is the cause.
std::vector<Suspect> suspects(const Findings& findings);

/// What would do harm elsewhere, in a run that is healthy: constant columns that --scale was to scale, NaN where a program
/// divides by their deviation.
std::vector<Suspect> latent_suspects(const Findings& findings);

// Parts of the above:
/// Units that are dead or saturated, weights and activations that do not suit the depth (network_suspects.cpp).
void add_network(const Findings& findings, std::vector<Suspect>& list);
/// The largest share of saturated slopes of a layer at θ_0; absent if most slopes are not.
std::optional<double> saturated_share(const Findings& findings);
// column_suspects.cpp:
/// Identifiers and codes taken as numbers, columns and targets that are not scaled.
void add_columns(const Findings& findings, std::vector<Suspect>& list);
/// Empty cells that --na zero has filled: 0 may lie far from every other value of the column.
void add_fillings(const Findings& findings, std::vector<Suspect>& list);

/// True if the learning rate is above half of the limit at θ_0, of an optimizer for which that is known there.
bool is_near_limit(const Findings& findings);

/// True if every batch is all rows.
bool has_full_batch(const RunSpec& run, const Dataset& data);

/// The largest correlation of consecutive targets.
double correlation_of_neighbours(const Dataset& data);

/// True if consecutive rows have similar targets: the file is sorted, or a series in time.
bool is_ordered(const Dataset& data);

}  // namespace lrscope
