// Which of the changes removed a cause, and in which order causes are named. Private to this folder.
#pragma once

#include <vector>

#include "lrscope/record/explanation.h"
#include "lrscope/spec/change.h"

namespace lrscope {

// A loss that falls by less, where nothing failed, is chance.
constexpr double least_gain = 1.1;

// The name of the change that makes several at once.
constexpr const char* all_together = "all of these together";

/// What the changes are held against.
struct Before {
  bool has_failed = false;  // ended nonfinite or diverged: the boundary decides; else the loss
  std::optional<double> lr_over_boundary;
  bool has_trained = true;  // else a suspected change after which the run trains needs no gain
};

/// A change that was made, and the factor that it must reach to name a cause if it is sufficient.
struct Tried {
  ChangeRecord record;
  Change change;
  double least_factor = 10;
  bool is_seen = false;  // see Suspect
};

/// Sets the ranks of causes, from 1, and sorts: causes by rank, then the others as they came.
///
/// A change is sufficient if with it every seed trains. Named as causes are changes that remove one and are
/// sufficient and move the boundary by their least factor, or are suspected and move it by ten and more than
/// half of the way that the learning rate lies beyond it. Sufficient ones come first, before them those that
/// the run itself shows; then the larger factor; of those within a factor of ten of the largest, the change
/// that comes first in the list.
void rank(std::vector<Tried>& changes, const Before& before);

/// Sets the summary's cause, the first by rank, and its cure, the smallest change that is enough. Where no
/// change of the data or the settings is, the learning rate itself becomes a cause, too.
/// Requires: the changes are ranked, the verdict and the outcome are known.
void name_cause(Explanation& explanation);

}  // namespace lrscope
