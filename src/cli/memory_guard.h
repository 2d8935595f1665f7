// Refuses data that this process cannot hold, before they fill its memory: judged from the first block of a
// file, from what has been read of a stream, and from the dataset's size before it is allocated.
#pragma once

#include "lrscope/data/csv_table.h"
#include "lrscope/data/dataset.h"
#include "lrscope/run/memory.h"
#include "memory_limit.h"
#include "options.h"

namespace lrscope::cli {

class MemoryGuard {
 public:
  /// `load`: all but what the file will tell.
  MemoryGuard(const Options& options, const Workload& load, RunSpec run);

  /// Throws: UsageError that names the need, the limit and the remedy. It comes before the reading takes more
  /// than the limit and what csv_table.h says of a block.
  void check(const Reading& reading);
  void check(const Shape& shape) const;
  /// Of a map, before anything is known of its data. Throws: as above.
  void check_cells() const;

 private:
  [[noreturn]] void refuse(const MemoryNeed& need, const std::string& what, const std::string& cure) const;

  RunSpec run_;
  MemoryLimit limit_;
  Workload load_;  // by what was read of the file
  std::string path_;
  bool takes_all_columns_;
};

/// DATA as messages call it.
std::string shown_path(const Options& options);

/// The table of DATA, read within the limit. Throws: UsageError, DataError, IoError.
CsvTable read_table(const Options& options, MemoryGuard& guard, const DefectSink& report = refuse);

}  // namespace lrscope::cli
