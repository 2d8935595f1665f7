#include "cli/output_files.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "base/file_error.h"
#include "base/paths.h"
#include "base/result_file.h"
#include "base/streams.h"
#include "base/text.h"
#include "cli/picture_files.h"
#include "options/option_groups.h"
#include "plot/panels.h"
#include "sweep/journal/journal.h"

namespace lrscope::cli {
namespace {

/// Throws: IoError if `path` cannot be written, without touching it.
void require_writable(const std::string& path) {
  const std::string place = place_of(path);
  std::error_code ignored;
  if (std::filesystem::is_directory(place, ignored)) throw IoError(path, "is a directory; name a file to write.");
  const bool exists = access(place.c_str(), F_OK) == 0;
  if (!exists && errno != ENOENT) throw cannot_be_written(path, errno);
  const std::string target = exists ? place : folder_of(place);
  if (access(target.c_str(), W_OK) != 0) throw cannot_be_written(path, errno);
}

bool is_same_file(const std::string& first, const std::string& second) {
  std::error_code ignored;
  return place_of(first) == place_of(second) || std::filesystem::equivalent(first, second, ignored);
}

/// False for what stands for a stream, which is written on and on.
bool is_replaced(const std::string& path) {
  std::error_code ignored;
  if (is_own_stream(path)) return false;
  return std::filesystem::is_regular_file(path, ignored) || !std::filesystem::exists(path, ignored);
}

bool wants_color(When when) {
  if (when != When::automatic) return when == When::always;
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(standard_streams().output) && !(no_color && *no_color) && !is_dumb_terminal();
}

Selection fields_of(const OutputOptions& options, const Kind& rows, const BeginRecord& begin) {
  // The limit that `data` tells is that of plain gradient descent.
  return selection_of(options, rows, begin.data_path, begin.work == Work::data ? "" : begin.run.optimizer.name);
}

/// Draws all records that the command writes.
Target picture_target(const std::string& path, const Kind* rows) {
  return {.path = path, .format = Format::jsonl, .rows = rows, .convert = [path](const std::string& lines) {
            const RecordSet records = record_set(path, lines);
            Figure figure = figure_of(records);
            if (figure.panels.empty()) figure.title += ": nothing that could be drawn";  // the other outputs go on
            return picture_of(figure, records, path);
          }};
}

}  // namespace

void check_files(const CommandFiles& files, std::size_t seeds) {
  if (files.journal == "-")
    throw bad_value("--journal", "-", "a journal is read back, which a stream cannot do; name a file.");
  if (!files.journal.empty()) refuse_special_file(files.journal);
  std::vector<std::string> names = files.outputs, paths;
  names.insert(names.end(), {files.trajectories, files.along});
  for (const std::string& name : names) {
    if (is_picture(name)) require_picture(name);
    if (!name.empty()) paths.push_back(is_picture(name) ? name : named_output(name).path);
  }
  if (const std::string& path = files.start.save_init; !path.empty()) {
    if (seeds > 1) throw bad_value("--save-init", path, "every seed has its own initial parameters; give one --seed.");
    paths.push_back(path);
  }
  std::vector<std::string> inputs = files.read;
  const std::string standard_input = "/dev/fd/" + std::to_string(standard_streams().input);
  inputs.insert(inputs.end(), {files.data == "-" ? standard_input : files.data, files.start.init_from,
                               files.start.batches, files.journal});
  std::error_code ignored;
  std::vector<std::string> seen;
  if (!files.journal.empty()) seen.push_back(files.journal);
  const auto refuse = [](const std::string& path, const std::string& why) {
    throw about_file(path, UsageError("output file " + in_quotes(path) + ": " + why));
  };
  for (const std::string& path : paths) {
    require_writable(path);
    if (!is_replaced(path)) continue;
    for (const std::string& input : inputs)
      if (std::filesystem::is_regular_file(input, ignored) && std::filesystem::equivalent(path, input, ignored))
        refuse(path, "the same command reads this file and would destroy it; name another.");
    for (const std::string& other : seen)
      if (is_same_file(path, other)) refuse(path, "it is given twice; name another.");
    refuse_journal(path);
    seen.push_back(path);
  }
}

std::vector<Target> file_targets(const OutputOptions& options, const BeginRecord& begin) {
  std::vector<Target> files;
  for (const std::string& name : options.files) {
    if (is_picture(name)) {
      files.push_back(picture_target(name, options.rows));
      continue;
    }
    NamedOutput output = named_output(name, options.standard_format());
    files.push_back({.path = std::move(output.path),
                     .format = output.format,
                     .is_compressed = output.is_compressed,
                     .rows = options.rows,
                     .fields = fields_of(options, *options.rows, begin)});
  }
  return files;
}

Target side_target(const std::string& path, const Kind& rows, const OutputOptions& options, const BeginRecord& begin) {
  if (is_picture(path)) return picture_target(path, &rows);
  NamedOutput output = named_output(path);
  OutputOptions all_fields = options;
  all_fields.fields.clear();
  return {.path = std::move(output.path),
          .format = output.format,
          .is_compressed = output.is_compressed,
          .rows = &rows,
          .fields = fields_of(all_fields, rows, begin)};
}

Target standard_target(const OutputOptions& options, const BeginRecord& begin) {
  return {.path = "",
          .format = options.standard_format(),
          .rows = options.rows,
          .fields = fields_of(options, *options.rows, begin),
          .is_colored = wants_color(options.color),
          .is_terminal = isatty(standard_streams().output) != 0,
          .screen = screen_of_output()};
}

std::vector<Target> all_targets(const OutputOptions& options, const BeginRecord& begin) {
  std::vector<Target> targets = file_targets(options, begin);
  targets.push_back(standard_target(options, begin));
  return targets;
}

}  // namespace lrscope::cli
