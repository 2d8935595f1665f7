// One change, made and trained again. Private to this folder.
#pragma once

#include <optional>

#include "lrscope/run/explain.h"
#include "lrscope/run/suspects.h"

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

/// The request's runs, one for each seed. `data` null: a function.
Trial try_out(const Problem& problem, const Dataset* data, const RunSpec& spec,
              const std::vector<std::uint64_t>& seeds);

/// `known`: the outcome at spec.learning_rate.
Boundary find_boundary(const Problem& problem, const RunSpec& spec, const std::vector<std::uint64_t>& seeds,
                       bool known_to_fail);

/// Makes the change and runs it. Nothing if the change cannot be made.
std::optional<ChangeRecord> try_change(const ExplainSpec& spec, const Suspect& suspect);

/// after.boundary / before.boundary by their middles; 0 or ∞ where one of them has no end; absent where
/// neither has.
std::optional<double> boundary_factor(const Boundary& before, const Boundary& after);

}  // namespace lrscope
