// Which changes together, at which learning rate, make a run train. Private to this folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "explain/explain.h"

namespace lrscope {

/// With these changes, at this learning rate, every seed has skill.
struct Cure {
  std::vector<Suspect> parts;  // none: the learning rate alone
  double lr = 0;
  double d2 = 0;           // mean over the seeds
  std::string_view score;  // what d2 is called
  Boundary boundary = {};
  std::string command;
};

/// What may be part of a cure.
struct CurePart {
  Suspect suspect;
  double worth = 0;  // of d2: what it has to bring; less than 0 for what is wanted even if it costs a little
};

struct Cures {
  std::optional<Cure> best;        // absent if nothing that was tried has skill
  std::optional<Cure> lower_rate;  // the learning rate alone, where that has skill
};

struct CureWish {
  std::vector<CurePart> pool;
  std::vector<Suspect> fixed = {};          // part of every set
  std::optional<double> largest_rise = {};  // of rise_after_best, in every seed
  /// What the cure is for, where trials take fewer steps: it is run whole before it is proposed.
  std::optional<Request> whole = {};
};

/// Of the sets of changes of the pool the one that reaches most with fewest parts: a set is as good as its mean d2 less the
/// worth of its parts, at the best of a few learning rates below the limit at θ_0 and the one that was asked for. Where
/// some set trains at the learning rate that was asked for, only such sets count, so that a change which that rate needs
/// is not left out for a lower rate. Then the learning rate is set anew. Where hardly anything is learnt, another
/// activation and adam may be parts as well, and at last ten times the epochs.
Cures find_cures(ProblemCache& problems, const ExplainSpec& spec, CureWish wish);

/// Sets the members of `summary` that tell the cure; clears them where none was found.
void describe(const Cures& cures, ExplanationRecord& summary);

}  // namespace lrscope
