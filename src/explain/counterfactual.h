// Makes changes and trains again. Private to this folder.
#pragma once

#include <optional>
#include <vector>

#include "explain/explain.h"

namespace lrscope {

/// The learning rates between which runs begin to fail, to 10 %; an end is absent if no rate fails, or every rate does.
struct Boundary {
  std::optional<double> safe_lr;
  std::optional<double> failed_lr;

  /// Geometric; ∞ if no rate fails, 0 if every rate does.
  double middle() const;
};

/// A run for each seed, at one learning rate.
struct SeedRuns {
  RunRecord run;            // of the first seed that failed, else of the first that did not train, else of the first
  bool has_trained = true;  // every seed
  std::optional<double> baseline_loss;  // of predicting the mean; absent for a function
  std::optional<double> loss_share;     // run.final_loss / baseline_loss
};

SeedRuns run_seeds(const ExplainSpec& spec, const Problem& problem, const RunSpec& run);

/// `known_to_fail`: the outcome at run.learning_rate.
Boundary find_boundary(const ExplainSpec& spec, const Problem& problem, const RunSpec& run, bool known_to_fail);

/// Makes each change and runs it, in parallel. Those that cannot be made are left out.
std::vector<ChangeRecord> try_changes(ProblemCache& problems, const ExplainSpec& spec,
                                      const std::vector<Suspect>& list);

/// after / before by their middles; 0 or ∞ if one of them lacks an end; absent if both do.
std::optional<double> boundary_factor(const Boundary& before, const Boundary& after);

}  // namespace lrscope
