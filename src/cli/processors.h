// How many processors this process may use: what the system, its control groups and a batch scheduler grant.
#pragma once

#include <cstdint>
#include <filesystem>

namespace lrscope::cli {

/// The smallest of: `affinity`; the quotas of the process's control groups and those above (cpu.max, or
/// cpu.cfs_quota_us over cpu.cfs_period_us), rounded up; `slurm`, the text of SLURM_CPUS_PER_TASK or null.
/// At least 1. `root` is what /proc and /sys stand in. Text that is no number limits nothing.
int processors_granted(int affinity, const std::filesystem::path& root, const char* slurm);

/// The same, of this process.
int usable_processors();

/// How many threads fit into `address_space` bytes beside everything else, at least 1: one that cannot be
/// started would end the program.
int threads_within(std::uint64_t address_space);

/// The same of the limit of this process (ulimit -v); 2²⁰ without one.
int threads_within_limits();

}  // namespace lrscope::cli
