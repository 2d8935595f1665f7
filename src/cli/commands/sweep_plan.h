// The runs that sweep and trace are asked for, as data.
#pragma once

#include "cli/session.h"
#include "lrscope/sweep.h"

namespace lrscope::cli {

struct SweepPlan {
  SweepSpec spec;
  std::vector<std::string> rate_files;  // that --lr read
};

/// What --lr, --seeds, --shard and the options of a run ask for. Throws: UsageError, IoError.
SweepPlan plan_of(const SweepOptions& options);

/// See output_files.h. Throws: UsageError, IoError.
void check_files(const SweepOptions& options, const SweepPlan& plan);

}  // namespace lrscope::cli
