// The processors and the memory that this process may use (`root` contains /proc and /sys), and work that needs more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "data/csv/csv_table.h"
#include "data/encode.h"
#include "options/option_values.h"

namespace lrscope::cli {

/// The smallest of `affinity` and the quotas of the process's control groups and their parents, rounded up, at least 1.
int processors_granted(int affinity, const std::string& root);

struct UsableThreads {
  int wanted;  // as many as were asked for, or as there are processors, and have room
  int usable;  // at least 1
};

/// `asked`, or for 0 the processors granted; no more than fit into half of the address space (ulimit -v), nor than the
/// system lets this process start.
UsableThreads usable_threads(int asked);

/// The smallest of `physical` and the limits of the process's control groups and those above.
std::uint64_t memory_granted(std::uint64_t physical, const std::string& root);

/// A limit, and where it comes from, for messages.
struct MemoryLimit {
  double bytes;
  std::string origin;  // " (--max-memory)", ", 85 % of the …"
  std::string more;    // how to have more
};

/// --max-memory if it was given; else 85 % of the memory granted to this process, also by RLIMIT_AS.
MemoryLimit memory_limit(const std::optional<std::uint64_t>& asked, const std::string& root = "");

/// Undoes the limit of a MemoryGuard when it ends.
class KeptLimit {
 public:
  KeptLimit();
  ~KeptLimit();
  KeptLimit(const KeptLimit&) = delete;
  KeptLimit& operator=(const KeptLimit&) = delete;

 private:
  std::uint64_t before_;
};

/// Every check throws: UsageError that names the need, the limit and the remedy.
class MemoryGuard {
 public:
  /// From now on an allocation with which the process, its code and stacks included, could take more than the limit throws
  /// std::bad_alloc; on Linux from 4.7 on.
  explicit MemoryGuard(const DataOptions& options);

  /// A file is extrapolated from its first block on; of a stream only the bytes until now count.
  void check(const Reading& reading) const;
  /// Of a file for which the memory did not suffice.
  void refuse(const Reading& reading) const;
  /// Data after the encoding, where a column of words has become a column for each word.
  void check(const Shape& shape) const;
  /// The parameter vectors of so many runs at once.
  void check_network(const RunSpec& run, Index inputs, Index outputs, int at_once = 1) const;
  /// The plan and the records of a sweep.
  void check_runs(std::size_t count) const;
  void check_cells(std::int64_t cells) const;
  /// Steps that take a small share of the limit.
  std::size_t steps_to_spare() const;

 private:
  void check(const Reading& reading, double at_least) const;
  void refuse_above_limit(double of_work, const std::string& what, std::string_view remedy) const;

  MemoryLimit limit_;
  std::string path_;
};

/// DATA as messages call it.
std::string shown_path(const std::string& data);

}  // namespace lrscope::cli
