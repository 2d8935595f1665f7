// The option --edge-at of traces: what the central flow says near some of their steps.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cli/session.h"
#include "train/edge.h"

namespace lrscope::cli {

/// Those of --edge-at, ascending; none without it. Throws: UsageError for what is no list of steps that runs of `last` steps
/// have, and for runs that the theory is not about.
std::vector<std::int64_t> edge_steps(const std::string& text, const RunSpec& run, const Problem& problem,
                                     std::int64_t last);

/// Near these steps of every run, one after the other; nothing if that was interrupted.
std::optional<std::vector<EdgeRecord>> edges_of(const Problem& problem, const RunSpec& base,
                                                const std::vector<RunRecord>& runs,
                                                const std::vector<std::int64_t>& steps);

}  // namespace lrscope::cli
