// What a sweep advises to do next: what its data reach when they are re-scaled, or `explain`.
#pragma once

#include "cli/load.h"
#include "cli/session.h"

namespace lrscope::cli {

/// A sweep of data that are encoded again.
struct AdviceSource {
  const SweepOptions& options;
  const MemoryGuard& guard;
  const BeginRecord& begin;
  std::shared_ptr<const CsvTable> table = {};  // null: the file is read again
};

/// Fills the `next_` members of `summary` where no learning rate has skill, or where re-scaled data reach clearly more.
/// `observer` sees the runs of the trial, which makes as many runs as the sweep; none where the data have changed, or are gone.
void advise(const AdviceSource& source, const SweepSpec& sweep, Summary& summary, SweepObserver& observer);

/// Sets the safe_ members of `summary`, where --safe-limit wants it. `problem`: null where it must be made of the data
/// again, which does nothing where they have changed, or are gone. Nothing for a function.
void add_safe_limit(const AdviceSource& source, const Problem* problem, const SweepSpec& sweep,
                    std::span<const RunRecord> runs, Summary& summary);

/// Adds --no-trial and --safe-limit.
void add_trial_option(Command& command, SweepOptions& options);

/// The options of the sweep that `words` (result_words()) asked for. Throws: UsageError.
SweepOptions sweep_options_of(const std::vector<std::string>& words);

}  // namespace lrscope::cli
