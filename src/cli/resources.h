// What this process may use: processors and memory, as the system, its control groups, a batch scheduler and
// --max-memory grant them. `root` is what /proc and /sys stand in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace lrscope::cli {

/// The smallest of: `affinity`; the quotas of the process's control groups and those above, of either version, rounded
/// up. At least 1. Text that is no number limits nothing.
int processors_granted(int affinity, const std::filesystem::path& root);

/// The same, of this process.
int usable_processors();

/// How many threads fit into `address_space` bytes beside everything else, at least 1: one that cannot be
/// started would end the program.
int threads_within(std::uint64_t address_space);

/// The same of the limit of this process (ulimit -v); 2²⁰ without one.
int threads_within_limits();

/// The smallest of `physical` and the limits of the process's control groups and those above.
std::uint64_t memory_granted(std::uint64_t physical, const std::filesystem::path& root);

/// A limit, and where it comes from in the words of a message.
struct MemoryLimit {
  double bytes;
  bool is_asked_for;   // by --max-memory
  std::string origin;  // of one that was not
  std::string more;    // how to have more
};

/// --max-memory where it was given; else 85 % of what this process is granted, also by RLIMIT_AS.
MemoryLimit memory_limit(const std::optional<std::uint64_t>& asked, const std::filesystem::path& root = "/");

/// From now on std::bad_alloc ends what would take more than `bytes`, beside what the program itself takes and the
/// stacks of so many threads. Without effect where the system has no such limit (Linux has, from 4.7 on).
void limit_this_process(double bytes, int threads);

/// What limit_this_process() does ends with this object.
class KeptLimit {
 public:
  KeptLimit();
  ~KeptLimit();
  KeptLimit(const KeptLimit&) = delete;
  KeptLimit& operator=(const KeptLimit&) = delete;

 private:
  std::uint64_t before_;
};

}  // namespace lrscope::cli
