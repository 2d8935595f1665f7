// How many processors this process may use: what the system and its control groups grant.
#pragma once

#include <filesystem>

namespace lrscope::cli {

/// The smallest of `affinity` and the quotas of the process's control groups and those above (cpu.max, or
/// cpu.cfs_quota_us over cpu.cfs_period_us), rounded up. At least 1. `root` is what /proc and /sys stand in. Text that is
/// no number limits nothing.
int processors_granted(int affinity, const std::filesystem::path& root);

/// The same, of this process.
int usable_processors();

/// How many threads fit into the address space of this process (ulimit -v) beside everything else, at least 1: one that
/// cannot be started would end the program.
int threads_within_limits();

}  // namespace lrscope::cli
