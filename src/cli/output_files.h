// The files that a command is going to write.
#pragma once

#include <cstddef>
#include <vector>

#include "options.h"
#include "report/outputs.h"

namespace lrscope::cli {

/// Everything about the files to write that can be known beforehand: a refusal after the first of them was
/// opened would leave it empty, or destroy what an earlier run wrote there.
/// Throws: UsageError, IoError. `seeds`: how many the sweep has.
void check_files_to_write(const Options& options, std::size_t seeds);

/// The files of --output, with these records as rows.
std::vector<Target> file_targets(const Options& options, const Kind& rows);

/// Standard output, in the format of --format.
Target standard_target(const Options& options, const Kind& rows);

/// The files, then standard output.
std::vector<Target> all_targets(const Options& options, const Kind& rows);

}  // namespace lrscope::cli
