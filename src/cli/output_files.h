// The files that a command is going to write.
#pragma once

#include <cstddef>

#include "lrscope/records.h"
#include "options/option_values.h"
#include "report/outputs.h"

namespace lrscope::cli {

/// The files that a command names; empty for none.
struct CommandFiles {
  std::string data = {};
  StartOptions start = {};
  std::vector<std::string> read = {};     // of --lr, journals to merge
  std::vector<std::string> outputs = {};  // written in the formats of their names, or drawn, as the two below
  std::string trajectories = {};
  std::string along = {};
  std::string journal = {};  // read and written
};

/// Checks all before the first is opened, which would destroy an earlier one. `seeds`: how many. Throws: UsageError, IoError.
void check_files(const CommandFiles& files, std::size_t seeds);

// `begin`: the first record, whose data and optimizer may stand beside the fields of others.

/// The files of --output.
std::vector<Target> file_targets(const OutputOptions& options, const BeginRecord& begin);

/// Standard output, in the format of --format.
Target standard_target(const OutputOptions& options, const BeginRecord& begin);

/// The files, then standard output.
std::vector<Target> all_targets(const OutputOptions& options, const BeginRecord& begin);

/// A file of an option of its own, for records that are not those of --rows: all of their fields.
Target side_target(const std::string& path, const Kind& rows, const OutputOptions& options, const BeginRecord& begin);

}  // namespace lrscope::cli
