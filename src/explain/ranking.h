// Which of the changes removed a cause, and in which order causes are named. Private to this folder.
#pragma once

#include <optional>
#include <vector>

#include "explain/explanation.h"

namespace lrscope {

// A loss that falls by less, where nothing failed, is chance.
constexpr double least_gain = 1.1;

/// What the changes are held against.
struct Baseline {
  bool has_failed = false;  // ended nonfinite or diverged: the boundary decides; else the loss
  std::optional<double> lr_over_boundary;
  bool has_trained = true;  // else a suspected change after which the run trains needs no gain
};

/// Sets the ranks of causes, from 1, and sorts: causes by rank, then the others as they came.
///
/// A change is sufficient if every seed trains with it. It names a cause if it removes one, and
///  * it is sufficient and moves the boundary by its least factor, or
///  * it is suspected and moves the boundary by ten and by more than half of the way (in the logarithm) that
///    the learning rate lies beyond it.
/// First come the sufficient ones, before them those that the run itself shows; then the larger factor; of
/// those within a factor of ten of the largest, the change that comes first in the list.
void rank(std::vector<ChangeRecord>& changes, const Baseline& baseline);

/// Sets the summary's cause, the first by rank, and its cure, the smallest change that is enough. Where no
/// change of the data or the settings is, the learning rate itself becomes a cause, too.
/// Requires: the changes are ranked, the verdict and the outcome are known.
void name_cause(Explanation& explanation);

/// Where no cause is enough by itself: all of them removed, and whatever else is suspected. Where none was a
/// cause alone they may be one together, if the run failed: there is a boundary that they move. Absent where
/// one is enough, or there are fewer than two. Requires: the changes are ranked.
std::optional<Suspect> all_together(const std::vector<ChangeRecord>& changes, bool has_failed);

/// Picks what the two questions of the report are answered with: the run at a tenth of its learning rate, and
/// the rise. Requires: changes, events and the summary's lr are there.
void keep_answers(Explanation& explanation);

}  // namespace lrscope
