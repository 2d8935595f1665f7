// Work that ends early, and how it goes on: journals and time limits.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/signals.h"
#include "options/option_values.h"

namespace lrscope::cli {

/// Prints how many runs or cells (`noun`) a journal holds, and, if its last line `was_torn`, `consequence`.
void note_journal(const std::string& path, std::string_view noun, std::size_t count, bool was_torn,
                  std::string_view consequence);

/// Starts --time-limit, if there is one. `progress`: how far the work is before it begins: "0 of 25 runs finished".
void start_time_limit(const CommonOptions& options, const std::string& progress);

/// "; with --journal FILE the same command could go on from there", or that it will, from the one it has.
std::string how_to_go_on(const std::string& journal);

/// Prints how far interrupted work came, and `advice`. Returns why it ended.
Stop report_stop(const std::string& progress, const std::string& advice);

}  // namespace lrscope::cli
