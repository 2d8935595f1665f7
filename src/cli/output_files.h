// The files that a command is going to write.
#pragma once

#include <cstddef>

#include "options.h"

namespace lrscope::cli {

/// Everything about the files to write that can be known beforehand: a refusal after the first of them was
/// opened would leave it empty, or destroy what an earlier run wrote there.
/// Throws: UsageError, IoError. `seeds`: how many the sweep has.
void check_files_to_write(const Options& options, std::size_t seeds);

}  // namespace lrscope::cli
