#include "output_files.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <set>

#include "lrscope/core/file_error.h"
#include "lrscope/core/text.h"
#include "lrscope/run/journal.h"
#include "session.h"

namespace lrscope::cli {
namespace {

/// Throws: IoError if `path` cannot be written, without touching it.
void require_writable(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw IoError(path, "is a directory; name a file to write.");
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const bool exists = std::filesystem::exists(path, ignored);
  const std::string target = exists ? path : folder.empty() ? "." : folder.string();
  if (access(target.c_str(), W_OK) != 0) throw cannot_be_written(path, errno);
}

/// The files that the command reads, as far as they are files.
std::vector<std::string> files_to_read(const Options& options) {
  std::vector<std::string> inputs = {options.data == "-" ? "/dev/stdin" : options.data, options.init_from,
                                     options.journal};
  inputs.insert(inputs.end(), options.inputs.begin(), options.inputs.end());
  for (const std::string& token : split(options.learning_rates, ','))
    if (trimmed(token).starts_with('@')) inputs.emplace_back(trimmed(token).substr(1));
  return inputs;
}

}  // namespace

void check_files_to_write(const Options& options, std::size_t seeds) {
  if (options.journal == "-")
    throw bad_value("--journal", "-",
                    "a journal is written and read again, which a stream cannot be; name a file.");
  if (!options.journal.empty()) refuse_special_file(options.journal);
  std::vector<std::string> paths = options.outputs;
  if (!options.trajectories.empty()) paths.push_back(options.trajectories);
  for (const std::string& path : paths) format_of_path(path);
  paths.insert(paths.end(), options.map.pictures.begin(), options.map.pictures.end());
  if (!options.save_init.empty()) {
    if (seeds > 1)
      throw bad_value("--save-init", options.save_init,
                      "every seed has its own initial parameters; give one --seed.");
    paths.push_back(options.save_init);
  }
  const std::vector<std::string> inputs = files_to_read(options);
  std::set<std::filesystem::path> seen;
  std::error_code ignored;
  const auto is_seen = [&](const std::string& path) {
    const auto place = std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored);
    return !seen.insert(place).second;
  };
  if (!options.journal.empty()) is_seen(options.journal);
  for (const std::string& path : paths) {
    require_writable(path);
    for (const std::string& input : inputs)
      if (std::filesystem::is_regular_file(input, ignored) &&
          std::filesystem::equivalent(path, input, ignored))
        throw about_file(path, UsageError("output file " + in_quotes(path) +
                                          ": this file is read by the same command, which would destroy it; "
                                          "name another."));
    const bool is_device =
        std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored);
    if (is_seen(path) && !is_device)
      throw about_file(path,
                       UsageError("output file " + in_quotes(path) + ": it is named twice; name another."));
  }
}

std::vector<Target> file_targets(const Options& options, const Kind& rows) {
  std::vector<Target> files;
  for (const std::string& path : options.outputs)
    files.push_back({.path = path, .format = format_of_path(path), .rows = &rows});
  return files;
}

Target standard_target(const Options& options, const Kind& rows) {
  return {.path = "", .format = options.format, .rows = &rows, .is_colored = wants_color(options.color)};
}

std::vector<Target> all_targets(const Options& options, const Kind& rows) {
  std::vector<Target> targets = file_targets(options, rows);
  targets.push_back(standard_target(options, rows));
  return targets;
}

}  // namespace lrscope::cli
