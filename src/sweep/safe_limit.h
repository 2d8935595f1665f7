// The learning rate below which no run came to harm: from the curvature on the way of a slow run, not at its start alone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lrscope/sweep.h"

namespace lrscope {

/// Whether a sweep looks for its safe limit: `automatic` where the slow run costs less than the sweep did.
enum class SafeLimit { automatic, on, off };

/// Sets the safe_ members of `summary`: a slow run of every seed, at a tenth of the lower of prediction and smallest
/// failed rate; one that comes to an edge itself is made again, ten times slower. Sets nothing where a slow run does
/// not help (Problem::slow_run), where its limit is above a rate that failed, or when interrupted.
void find_safe_limit(const Problem& problem, const SweepSpec& sweep, Summary& summary);

/// True if a slow run of every seed, its measurements included, takes less arithmetic than `runs` did. `rows`: of the data.
bool is_cheaper_than(std::span<const RunRecord> runs, std::int64_t rows, const SweepSpec& sweep);

}  // namespace lrscope
