// The files that a command is going to write.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "options/option_values.h"
#include "report/outputs.h"

namespace lrscope::cli {

/// The files of a command, by what it does with them; empty names are none.
struct CommandFiles {
  std::vector<std::string> read = {};      // as far as they are files
  std::vector<std::string> records = {};   // written, in the format of their name
  std::vector<std::string> pictures = {};  // written
  std::string save_init = {};              // written, for one seed
  std::size_t seeds = 1;
  std::string journal = {};  // read and written
};

/// Everything about the files to write that can be known beforehand: a refusal after the first of them was
/// opened would leave it empty, or destroy what an earlier run wrote there.
/// Throws: UsageError, IoError.
void check_files(const CommandFiles& files);

/// Those that most commands have: DATA, files that --lr names and --init-from are read, --output and --save-init written.
CommandFiles files_of(const std::string& data, std::vector<std::string> rate_files, const StartOptions& start,
                      const std::vector<std::string>& outputs);

/// The files of --output.
std::vector<Target> file_targets(const OutputOptions& options);

/// Standard output, in the format of --format.
Target standard_target(const OutputOptions& options);

/// The files, then standard output.
std::vector<Target> all_targets(const OutputOptions& options);

}  // namespace lrscope::cli
