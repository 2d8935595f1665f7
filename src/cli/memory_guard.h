// Early refusals of what cannot fit into memory, by simple estimates: no more than what is certain to be needed. What
// they miss ends when memory runs out, which has an exit status of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/resources.h"
#include "data/csv/csv_table.h"
#include "data/encode.h"

namespace lrscope {
struct RunSpec;
}

namespace lrscope::cli {

/// Every check throws: UsageError that names the need, the limit and the remedy.
class MemoryGuard {
 public:
  /// Holds this process, with so many threads, to the limit, too. `data`, `max_memory`: as in DataOptions.
  MemoryGuard(const std::string& data, const std::optional<std::uint64_t>& max_memory, int threads);

  /// A file is judged from its first block on, a stream by what came until now.
  void check(const Reading& reading) const;
  /// Data after the encoding: a column of words has become one column for each word.
  void check(const Shape& shape) const;
  /// The vectors of the parameters that every run keeps.
  void check_network(const RunSpec& run, Index inputs, Index outputs) const;
  void check_cells(std::int64_t cells) const;

 private:
  void refuse_above_limit(double need, const std::string& what, std::string_view remedy) const;

  MemoryLimit limit_;
  std::string path_;
};

/// DATA as messages call it.
std::string shown_path(const std::string& data);

}  // namespace lrscope::cli
