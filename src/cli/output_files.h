// The files that a command is going to write.
#pragma once

#include <cstddef>

#include "options/option_values.h"
#include "report/outputs.h"

namespace lrscope::cli {

/// The files of a command that CommonOptions do not name.
struct OtherFiles {
  std::vector<std::string> read = {};      // of --lr, journals to merge
  std::vector<std::string> pictures = {};  // written
  std::string records = {};                // written, in the format of its name; empty for none
};

/// Checks all files before the first is opened, which would destroy what an earlier run wrote. `seeds`: how many.
/// Throws: UsageError, IoError.
void check_files(const CommonOptions& options, std::size_t seeds, const OtherFiles& others);

/// The files of --output.
std::vector<Target> file_targets(const OutputOptions& options);

/// Standard output, in the format of --format.
Target standard_target(const OutputOptions& options);

/// The files, then standard output.
std::vector<Target> all_targets(const OutputOptions& options);

}  // namespace lrscope::cli
