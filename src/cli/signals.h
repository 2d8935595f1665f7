// Early termination: Ctrl-C, SIGTERM, SIGHUP, SIGXCPU, SIGUSR1, --time-limit.
#pragma once

#include <string>
#include <string_view>

#include "options/option_values.h"

namespace lrscope::cli {

/// What asks the work to end.
struct Stop {
  int signal;
  std::string_view name;  // "interrupted", "terminated", "time limit"
  int exit_status;        // 128 + signal; 5 at the time limit
};

/// Until end_work_on_signals() a signal ends the program at once, with 128 + its number. One that is ignored stays ignored.
void watch_signals();

/// Ends the program after `seconds` since watch_signals(), until end_work_on_signals(); with a message.
void limit_time(double seconds, const std::string& what_was_done);

/// The same for --time-limit, if there is one. `progress`: of no work yet, "0 of 25 runs finished".
void start_time_limit(const JournalOptions& options, const std::string& progress);

/// From now on the first signal or the time limit asks the work to end (base/interruption.h), a second one ends it at once.
void end_work_on_signals();

/// Why the work was asked to end. Requires: it was.
Stop stop_reason();

/// "; with --journal FILE the same command could resume from there", or that it will, from the one it has.
std::string how_to_go_on(const std::string& journal);

/// Prints how far interrupted work came, and `advice`. Returns why it ended.
Stop report_stop(const std::string& progress, const std::string& advice);

}  // namespace lrscope::cli
