// Which of the changes removed a cause, and in which order causes are named. Private to this folder.
#pragma once

#include <optional>
#include <vector>

#include "explain/explanation.h"

namespace lrscope {

// If no run failed, a loss that falls by a smaller factor is chance.
constexpr double least_gain = 1.1;

/// The run that changes are compared with.
struct Baseline {
  bool has_failed = false;  // nonfinite or diverged: changes are ranked by the boundary, else by the loss
  std::optional<double> lr_over_boundary;
  bool has_skill = true;  // else a suspected change after which the run trains needs no gain
};

/// Sets the ranks of causes, from 1, and sorts: causes by rank, then the others in their order.
///
/// A change is sufficient if every seed trains with it. It names a cause if
///  1. it removes one, and
///  2. it is sufficient and moves the boundary by its least factor; or it is suspected and moves the boundary by a factor
///     of ten and by more than half of the distance (in the logarithm) from the boundary to the learning rate.
/// Order: causes that the run itself shows, sufficient ones, the others; then by factor, where factors within ten of the
/// largest are equal; then as in the list.
void rank(std::vector<ChangeRecord>& changes, const Baseline& baseline);

/// Sets the summary's cause, the first by rank, and its cure, the first sufficient change; without one the learning rate
/// becomes a cause, too. Requires: the changes are ranked, verdict and run are known.
void name_cause(Explanation& explanation);

/// The change that removes all causes and suspects at once. If none was a cause alone and the run failed, they may be one
/// together. Absent if one change is sufficient, or there are fewer than two. Requires: the changes are ranked.
std::optional<Suspect> all_together(const std::vector<ChangeRecord>& changes, bool has_failed);

}  // namespace lrscope
