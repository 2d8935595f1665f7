// One change, made and trained again. Private to this folder.
#pragma once

#include <optional>

#include "explain/explain.h"
#include "explain/suspects.h"

namespace lrscope {

/// Where runs of a request begin to fail, to 10 %; an end is absent where nothing fails, or everything.
struct Boundary {
  std::optional<double> safe_lr;
  std::optional<double> failed_lr;
};

/// All seeds of a request at its learning rate.
struct Trial {
  RunRecord run;  // of the first seed that failed, else of the first that did not train, else of the first
  bool has_trained = false;
  std::optional<double> loss_share;  // its final loss over that of predicting the mean
};

/// The runs of `run`, one for each seed.
Trial try_out(const ExplainSpec& spec, const Problem& problem, const RunSpec& run);

/// `known_to_fail`: the outcome at run.learning_rate.
Boundary find_boundary(const ExplainSpec& spec, const Problem& problem, const RunSpec& run, bool known_to_fail);

/// Makes the change and runs it. Nothing if the change cannot be made.
std::optional<ChangeRecord> try_change(ProblemCache& problems, const ExplainSpec& spec, const Suspect& suspect);

/// after.boundary / before.boundary by their middles; 0 or ∞ where one of them has no end; absent where
/// neither has.
std::optional<double> boundary_factor(const Boundary& before, const Boundary& after);

}  // namespace lrscope
