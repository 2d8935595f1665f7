// Early termination: Ctrl-C, SIGTERM, --time-limit.
#pragma once

#include <string_view>

#include "options/option_values.h"

namespace lrscope::cli {

enum class Stop { interrupted, terminated, time_limit };

/// From now on, until end_work_on_signals(), a signal ends the program at once, with 128 + its number. A signal that the
/// parent ignores (nohup, a background job) stays ignored.
void watch_signals();

/// Starts --time-limit, if there is one, counted from watch_signals(): it ends the work as a signal does, but with exit
/// status 5, and says so if the work has not begun. `progress`: before it begins, "0 of 25 runs finished".
void start_time_limit(const JournalOptions& options, const std::string& progress);

/// From now on the first signal or the time limit asks the work to end (base/interruption.h), a second one ends it at once.
void end_work_on_signals();

/// Why the work was asked to end, if it was.
std::optional<Stop> stop_reason();

/// "interrupted", "terminated", "time limit".
std::string_view stop_name(Stop stop);

/// 130, 143 or 5; 0 for work that was not stopped.
int exit_status_of(std::optional<Stop> stop);

/// "; with --journal FILE the same command could resume from there", or that it will, from the one it has.
std::string how_to_go_on(const std::string& journal);

/// Prints how far interrupted work came, and `advice`. Returns why it ended.
Stop report_stop(const std::string& progress, const std::string& advice);

}  // namespace lrscope::cli
