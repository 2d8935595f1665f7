// Early refusals of work that cannot fit into memory, by simple lower estimates.
#pragma once

#include "cli/resources.h"
#include "data/csv/csv_table.h"
#include "data/encode.h"
#include "options/option_values.h"

namespace lrscope::cli {

/// Every check throws: UsageError that names the need, the limit and the remedy.
class MemoryGuard {
 public:
  /// Also holds this process, with so many threads, to the limit.
  MemoryGuard(const DataOptions& options, int threads);

  /// A file is extrapolated from its first block on; of a stream only the bytes until now count.
  void check(const Reading& reading) const;
  /// Data after the encoding, where a column of words has become a column for each word.
  void check(const Shape& shape) const;
  /// The parameter vectors of a run.
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
