// The processors and the memory that this process may use. `root` contains /proc and /sys.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace lrscope::cli {

/// The smallest of `affinity` and the quotas of the process's control groups and their parents, rounded up, at least 1.
int processors_granted(int affinity, const std::filesystem::path& root);

/// `asked`, or with 0 as many as this process has processors; but no more than fit into half of its address space
/// (ulimit -v) and at least 1: a thread that cannot be started would end the program.
int usable_threads(int asked);

/// The smallest of `physical` and the limits of the process's control groups and those above.
std::uint64_t memory_granted(std::uint64_t physical, const std::filesystem::path& root);

/// A limit, and where it comes from, for messages.
struct MemoryLimit {
  double bytes;
  bool is_asked_for;   // by --max-memory
  std::string origin;  // of one that was not
  std::string more;    // how to have more
};

/// --max-memory if it was given; else 85 % of the memory granted to this process, also by RLIMIT_AS.
MemoryLimit memory_limit(const std::optional<std::uint64_t>& asked, const std::filesystem::path& root = "/");

/// From now on an allocation that takes this process beyond `bytes`, the program itself and the stacks of `threads` not
/// counted, throws std::bad_alloc. Without effect where the system has no such limit (Linux has, from 4.7 on).
void limit_this_process(double bytes, int threads);

/// Undoes limit_this_process() when it ends.
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
