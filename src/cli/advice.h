// What a sweep advises to do next: what its data reach when they are re-scaled, or `explain`.
#pragma once

#include "cli/load.h"
#include "cli/session.h"

namespace lrscope::cli {

/// The table of a sweep, to be encoded again: kept of a stream, else read again.
struct AdviceSource {
  const SweepOptions& options;
  const MemoryGuard& guard;
  const OpenProblem& opened;
};

/// Fills the `next_` members of `summary` where no learning rate has skill, or where re-scaled data reach clearly more.
/// The trial makes at most as many runs as the sweep; none where the data have changed.
void advise(const AdviceSource& source, const SweepSpec& sweep, Summary& summary);

}  // namespace lrscope::cli
