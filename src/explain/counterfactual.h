// Makes changes and trains again. Private to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "explain/explain.h"

namespace lrscope {

SeedRuns run_seeds(const ExplainSpec& spec, const Problem& problem, const RunSpec& run);

/// The steps that each of hundreds of runs may take, fewer than `run` has; absent if it may take them all. A run that fails
/// at `end` may take twice as many.
std::optional<std::int64_t> affordable_steps(const Problem& problem, const RunSpec& run,
                                             std::optional<std::int64_t> end = {});

/// `known_to_fail`: the outcome at run.learning_rate.
Boundary find_boundary(const ExplainSpec& spec, const Problem& problem, const RunSpec& run, bool known_to_fail);

/// Makes each change and runs it, in parallel. Those that cannot be made are left out.
std::vector<ChangeRecord> try_changes(ProblemCache& problems, const ExplainSpec& spec,
                                      const std::vector<Suspect>& list);

/// after / before by their middles; 0 or ∞ if one of them lacks an end; absent if both do.
std::optional<double> boundary_factor(const Boundary& before, const Boundary& after);

}  // namespace lrscope
