#include "output_files.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "lrscope/core/text.h"

namespace lrscope::cli {
namespace {

/// Throws: IoError if `path` cannot be written, without touching it.
void require_writable(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw IoError(path + ": is a directory; name a file to write.");
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const bool exists = std::filesystem::exists(path, ignored);
  const std::string target = exists ? path : folder.empty() ? "." : folder.string();
  if (access(target.c_str(), W_OK) != 0)
    throw IoError(path + ": cannot be written: " + std::strerror(errno) + ".");
}

}  // namespace

void check_files_to_write(const Options& options, std::size_t seeds) {
  std::vector<std::string> paths = options.outputs;
  if (!options.trajectories.empty()) paths.push_back(options.trajectories);
  for (const std::string& path : paths) format_of_path(path);
  if (!options.save_init.empty()) {
    if (seeds > 1)
      throw UsageError("--save-init: every seed has its own initial parameters; give one --seed.");
    paths.push_back(options.save_init);
  }
  for (std::size_t i = 0; i < paths.size(); ++i) {
    require_writable(paths[i]);
    std::error_code ignored;
    for (const std::string& input : {options.data, options.init_from})
      if (std::filesystem::is_regular_file(input, ignored) &&
          std::filesystem::equivalent(paths[i], input, ignored))
        throw UsageError("output file " + in_quotes(paths[i]) +
                         ": this file is read by the same command, which would destroy it; name another.");
    if (std::find(paths.begin(), paths.begin() + static_cast<std::ptrdiff_t>(i), paths[i]) !=
        paths.begin() + static_cast<std::ptrdiff_t>(i))
      throw UsageError("output file " + in_quotes(paths[i]) + ": it is named twice; name another.");
  }
}

}  // namespace lrscope::cli
