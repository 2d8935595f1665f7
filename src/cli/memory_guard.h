// Early refusals of what cannot fit into memory, by simple estimates: no more than what is certain to be needed. What
// they miss ends when memory runs out, which has an exit status of its own.
#pragma once

#include <string>

#include "lrscope/data/csv_table.h"
#include "lrscope/data/dataset.h"
#include "options.h"
#include "resources.h"

namespace lrscope::cli {

/// Every check throws: UsageError that names the need, the limit and the remedy.
class MemoryGuard {
 public:
  /// Holds this process to the limit of `options`, too.
  explicit MemoryGuard(const Options& options);

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
std::string shown_path(const Options& options);

}  // namespace lrscope::cli
